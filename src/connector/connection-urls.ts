/**
 * Why the connector would not call a base URL.
 *
 * @returns continues "the base URL …"
 */
export function urlProblem(text: string, privateNetwork: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:\/\//i.test(text)) {
    return 'is no URL; write it with its scheme, such as https://api.example.com/v1';
  }
  if (url.username !== '' || url.password !== '') {
    return 'holds credentials; keep them in a secret, and give McpCredentials';
  }
  if (url.hash !== '' || text.includes('#')) {
    return 'has a fragment, which is never sent; leave it out';
  }
  if (url.hostname.includes('*')) {
    return 'has a wildcard in its host; name each host';
  }
  if (/^(?:169\.254\.|\[fe[89ab]|\[fd00:ec2::254\])/i.test(url.hostname)) {
    return 'is a service of the machine that asks, such as instance metadata, which the connector never calls';
  }
  if (/\{|\}|%7b|%7d/i.test(url.host)) {
    return 'has a variable in its host; a connection has one host';
  }
  if (url.protocol !== 'https:' && !privateNetwork) {
    return 'is not encrypted; use https, or say privateNetwork: true where the API is in a network of yours';
  }
  const segments = text.replace(/^[a-z]+:\/\/[^/?]*/i, '').split('?')[0].split('/');
  return segments.some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)) ? 'has a dot segment in its path; write the path that it means' : undefined;
}

/**
 * Why an origin is none to which the connector would send requests.
 *
 * @returns continues "the origin …"
 */
export function originProblem(text: string, privateNetwork: boolean): string | undefined {
  const problem = urlProblem(text, privateNetwork);
  if (problem === undefined && new URL(text).origin !== text.replace(/\/$/, '').toLowerCase()) {
    return `is more than an origin; write ${new URL(text).origin}`;
  }
  return problem;
}
