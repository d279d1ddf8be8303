/** IAM's wildcards: `*` for any characters, `?` for one. */
export function matchesPattern(pattern: unknown, value: string): boolean {
  const source = String(pattern).replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}
