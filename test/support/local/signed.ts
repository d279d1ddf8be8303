import { sign } from 'aws4';
import type { AwsCredentials } from '../../../local/aws/credentials';

/** The headers of a signed request, as pairs in a row. */
export function signedHeaders(
  url: string, credentials: AwsCredentials,
  { method = 'GET', body, service = 'x', headers = [] }: { readonly method?: string; readonly body?: string; readonly service?: string; readonly headers?: readonly string[] } = {},
): string[] {
  const { host, pathname, search } = new URL(url);
  const pairs = headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []));
  const signed = sign({ service, region: 'us-east-1', host, method, path: pathname + search, body, headers: { 'Content-Type': 'application/json', ...Object.fromEntries(pairs) } }, credentials);
  return Object.entries(signed.headers ?? {}).filter(([name]) => name !== 'Content-Length').flatMap(([name, value]) => [name, String(value)]);
}

/** The source of a function for the code of Lambda functions that are inline: fetch() of a POST, signed with the credentials of their environment. */
export const SIGNED_POST = `const { createHash, createHmac } = require('node:crypto');
const hash = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const signedPost = (address, service, headers, body) => {
  const url = new URL(address);
  const time = new Date().toISOString().replace(/[-:]|\\.\\d{3}/g, '');
  const scope = [time.slice(0, 8), process.env.AWS_REGION, service, 'aws4_request'].join('/');
  const signed = { host: url.host, 'x-amz-date': time, 'x-amz-security-token': process.env.AWS_SESSION_TOKEN };
  const names = Object.keys(signed).join(';');
  const path = url.pathname.split('/').map(encodeURIComponent).join('/');
  const canonical = ['POST', path, '', ...Object.entries(signed).map((pair) => pair.join(':')), '', names, hash(body)].join('\\n');
  const key = scope.split('/').reduce(hmac, 'AWS4' + process.env.AWS_SECRET_ACCESS_KEY);
  const signature = createHmac('sha256', key).update(['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\\n')).digest('hex');
  const authorization = 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/' + scope + ', SignedHeaders=' + names + ', Signature=' + signature;
  const { host, ...sent } = signed;
  return fetch(url, { method: 'POST', body, headers: { ...headers, ...sent, authorization } });
};
`;
