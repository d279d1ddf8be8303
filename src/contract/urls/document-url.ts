import { httpsUrlProblem } from './url-text';

/**
 * Why the document fetcher fetches nothing from a URL, whoever named it; undefined where it may: metadata documents and key sets. At the
 * default port only, so that nobody can have other services called.
 */
export function documentUrlProblem(text: string): string | undefined {
  const problem = httpsUrlProblem(text);
  if (problem !== undefined) {
    return problem;
  }
  const [, port] = /^https:\/\/(?:\[[^\]]*\]|[^:/?]*)(:[^/?]*)?/.exec(text)!;
  return port === undefined || port === ':443' ? undefined : 'must use the default port';
}
