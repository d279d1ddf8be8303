import { hash } from 'node:crypto';
import type { HttpRequest } from '../../../src/contract/connector/http-operation';
import { type AwsCredentials, canonicalQuery, signedHeaders } from '../../platform/aws/signature-v4';

/** Signs a request to AWS. */
export function signed(
  request: HttpRequest, { service, region }: { readonly service: string; readonly region: string }, credentials: AwsCredentials, now: Date,
): HttpRequest {
  const url = new URL(request.url);
  const { method, headers, body = Buffer.alloc(0) } = request;
  const parameters: [string, string][] = [...url.searchParams];
  const query = parameters.length === 0 ? '' : sortedQuery(parameters);
  const unsigned = {
    service,
    region,
    method,
    path: url.pathname,
    query,
    body: Buffer.from(body),
    headers: { ...contentType(headers), Host: url.host, ...service === 's3' ? { 'X-Amz-Content-Sha256': hash('sha256', body) } : {} },
  };
  return {
    ...request,
    // As it was signed.
    url: `${url.origin}${url.pathname}${query === '' ? '' : `?${query}`}`,
    headers: { ...headers, ...lowerCase(signedHeaders(unsigned, credentials, now)) },
  };
}

/** A name may be there twice, which the canonical form sorts by the value. */
function sortedQuery(parameters: readonly (readonly [string, string])[]): string {
  return parameters.map(([name, value]) => canonicalQuery({ [name]: value })).sort().join('&');
}

function contentType(headers: HttpRequest['headers']): { [name: string]: string } {
  return headers['content-type'] === undefined ? {} : { 'Content-Type': headers['content-type'] };
}

function lowerCase(headers: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'Host').map(([name, value]) => [name.toLowerCase(), value]));
}
