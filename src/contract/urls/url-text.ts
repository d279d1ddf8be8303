/**
 * What every URL that the server keeps or follows must be. Judged on the text itself: parsers repair what they read (`/cb/%2e%2e/x` becomes
 * `/x`), and the text is what is compared later.
 */

const MAX_LENGTH = 2048;

/** Why a text is no URL, whatever its scheme; undefined where it may be one. */
export function urlTextProblem(text: string): string | undefined {
  if (text.length > MAX_LENGTH) {
    return `must not be longer than ${MAX_LENGTH} characters`;
  }
  return /[^\x21-\x7e]|[\\"<>^`{|}]/.test(text) ? 'must not contain control, space or non-ASCII characters; percent-encode them' : undefined;
}

/** Why an authority and a path are unsafe to use, with or without a host; undefined if they are not. */
export function hierarchyProblem(authority: string | undefined, path: string): string | undefined {
  if (authority?.includes('@')) {
    return 'must not contain user information';
  }
  return path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment)) ? 'must not contain dot segments' : undefined;
}

/** Why the host of an http or https URL is not what it seems; undefined where it is. `0x7f.1` and `2130706433` are 127.0.0.1 to a parser and something else to a reader. */
export function hostProblem(url: string, authority: string): string | undefined {
  const host = /^(\[[^\]]*\]|[^:]*)/.exec(authority)![1];
  if (!URL.canParse(url)) {
    return 'must have a host';
  }
  return host.toLowerCase() !== new URL(url).hostname || host.endsWith('.') ? 'must name the host in its canonical form' : undefined;
}

/** Why a text is no https URL that the server would call; undefined where it is. */
export function httpsUrlProblem(text: string): string | undefined {
  const problem = urlTextProblem(text);
  if (problem !== undefined) {
    return problem;
  }
  const [, authority, path] = /^https:\/\/([^/?#]+)([^?#]*)/.exec(text) ?? [];
  if (authority === undefined) {
    return 'must be an absolute https URL';
  }
  if (text.includes('#')) {
    return 'must not contain a fragment';
  }
  return hierarchyProblem(authority, path) ?? hostProblem(text, authority);
}
