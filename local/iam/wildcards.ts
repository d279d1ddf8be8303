/** Of the policies of the app, by what they are made of. */
const compiled = new Map<string, RegExp>();

/** IAM's wildcards: `*` for any characters, `?` for one. */
export function matchesPattern(pattern: unknown, value: string): boolean {
  const text = String(pattern);
  if (text === value) {
    return true;
  }
  let known = compiled.get(text);
  if (known === undefined) {
    const source = text.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
    known = new RegExp(`^${source}$`, 's');
    compiled.set(text, known);
  }
  return known.test(value);
}
