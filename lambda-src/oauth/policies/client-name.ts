const MAX_LENGTH = 120;

/** A name that may be shown to users: without control, direction, invisible and private characters. */
export function displayName(name: unknown): string | undefined {
  if (typeof name !== 'string') {
    return undefined;
  }
  const visible = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
  return visible === '' ? undefined : [...visible].slice(0, MAX_LENGTH).join('');
}
