const MAX_LENGTH = 2048;

/**
 * Why nothing is fetched from a URL, whoever named it; undefined where it may be. Judged on the text itself: parsers repair what they read,
 * and the text is what is compared later.
 */
export function documentUrlProblem(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return `must not be longer than ${MAX_LENGTH} characters`;
  if (/[^\x21-\x7e]|[\\"<>^`{|}]/.test(text)) return 'must not contain control, space or non-ASCII characters';
  const [, authority, path] = /^https:\/\/([^/?#]+)([^?#]*)/.exec(text) ?? [];
  if (authority === undefined) return 'must be an absolute https URL';
  if (text.includes('#')) return 'must not contain a fragment';
  if (authority.includes('@')) return 'must not contain user information';
  if (path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) return 'must not contain dot segments';
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(:.*)?$/.exec(authority)!;
  if (port !== undefined && port !== ':443') return 'must use the default port';
  // `0x7f.1` and `2130706433` are 127.0.0.1 to a parser and something else to a reader.
  if (host.toLowerCase() !== URL.parse(text)?.hostname || host.endsWith('.')) return 'must name the host in its canonical form';
  return undefined;
}
