export default function shout({ text = '' }: { readonly text?: string }): string {
  return text.toUpperCase();
}
