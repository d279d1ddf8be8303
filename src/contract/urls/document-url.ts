import { httpsUrlProblem } from './url-text';

/**
 * Why the document fetcher does not fetch a URL of a metadata document or key set; undefined if it may. Only the default port is allowed,
 * so that callers cannot reach other services.
 */
export function documentUrlProblem(text: string): string | undefined {
  const problem = httpsUrlProblem(text);
  if (problem !== undefined) {
    return problem;
  }
  const [, port] = /^https:\/\/(?:\[[^\]]*\]|[^:/?]*)(:[^/?]*)?/.exec(text)!;
  return port === undefined || port === ':443' ? undefined : 'must use the default port';
}
