import { createHmac, hash } from 'node:crypto';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface UnsignedRequest {
  readonly service: string;
  readonly region: string;
  readonly method: string;
  /** Encoded, without a query. */
  readonly path: string;
  /** `Host` among them. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Buffer;
}

/**
 * The headers of a request with its signature. Libraries that can sign everything cost two milliseconds of each cold start; this signs
 * what the functions send, and the tests compare it with one of them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(request: UnsignedRequest, credentials: AwsCredentials, now: Date): { readonly [name: string]: string } {
  const { service, region, method, path, body } = request;
  const time = now.toISOString().replace(/[:-]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const headers = {
    ...request.headers, 'X-Amz-Date': time, ...sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken },
  };
  const lines = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')] as const).sort(byName);
  const names = lines.map(([name]) => name).join(';');
  const canonical = [method, canonicalPath(path), '', ...lines.map(([name, value]) => `${name}:${value}`), '', names, hash('sha256', body)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((secret, part) => hmac(secret, part).digest(), `AWS4${secretAccessKey}`);
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash('sha256', canonical)].join('\n')).digest('hex');
  return { ...headers, Authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}` };
}

/** What is sent encoded is signed encoded twice: every service but S3 expects it. */
function canonicalPath(path: string): string {
  return path.split('/').map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, percentEncoded)).join('/');
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function hmac(key: string | Buffer, text: string) {
  return createHmac('sha256', key).update(text);
}

function byName([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return left < right ? -1 : 1;
}
