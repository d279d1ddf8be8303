export function failDeeply(message: string): never {
  throw new Error(message);
}
