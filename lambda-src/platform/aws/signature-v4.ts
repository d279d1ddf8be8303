import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

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
  /** Of {@link canonicalQuery}. */
  readonly query?: string;
  /** `Host` among them. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Buffer;
}

interface SigningKey {
  readonly secretAccessKey: string;
  /** Day, region and service: what it is derived from besides the secret. */
  readonly scope: string;
  readonly key: KeyObject;
}

/** The last key for each region and service: it is good for a day (UTC), and derived in four steps. */
const signingKeys = new Map<string, SigningKey>();

/**
 * The headers of a request with its signature. Libraries that can sign everything cost two milliseconds of each cold start; this signs
 * what the functions send, and the tests compare it with one of them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(request: UnsignedRequest, credentials: AwsCredentials, now: Date): { readonly [name: string]: string } {
  const { service, region, method, path, query = '', body } = request;
  const time = timeOf(now);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const { key, scope } = signingKey(secretAccessKey, time.slice(0, 8), region, service);
  const headers = {
    ...request.headers, 'X-Amz-Date': time, ...sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken },
  };
  const lines = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')] as const).sort(byName);
  const names = lines.map(([name]) => name).join(';');
  const canonical = [method, service === 's3' ? path : canonicalPath(path), query, ...lines.map(([name, value]) => `${name}:${value}`), '', names, hash('sha256', body)].join('\n');
  const signature = signatureOf(canonical, time, scope, key);
  return { ...headers, Authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}` };
}

/** The query that lets everybody send a request until it expires. */
export interface PresignedRequest {
  readonly region: string;
  readonly host: string;
  /** Encoded, without a query. */
  readonly path: string;
  readonly query: { readonly [name: string]: string };
  /** Seconds. */
  readonly expires: number;
}

/**
 * The query of a URL by which everybody can GET an object of S3 until it expires.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function presignedQuery({ region, host, path, query, expires }: PresignedRequest, credentials: AwsCredentials, now: Date): string {
  const time = timeOf(now);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const { key, scope } = signingKey(secretAccessKey, time.slice(0, 8), region, 's3');
  const signed = canonicalQuery({
    ...query,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expires),
    ...sessionToken === undefined ? {} : { 'X-Amz-Security-Token': sessionToken },
    'X-Amz-SignedHeaders': 'host',
  });
  const canonical = ['GET', path, signed, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  return `${signed}&X-Amz-Signature=${signatureOf(canonical, time, scope, key)}`;
}

/** As it is signed, and may be sent. */
export function canonicalQuery(query: { readonly [name: string]: string }): string {
  return Object.entries(query).map(([name, value]) => [encoded(name), encoded(value)] as const).sort(byName).map(([name, value]) => `${name}=${value}`).join('&');
}

/** The path of an object's key, with its slashes: no other character has a meaning in a URL. */
export function keyPath(key: string): string {
  return key.split('/').map(encoded).join('/');
}

function signatureOf(canonical: string, time: string, scope: string, key: KeyObject): string {
  return createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical)}`).digest('hex');
}

/** Derives the key of the day before there is a request to sign. */
export function prepareSignature(region: string, service: string, { secretAccessKey }: AwsCredentials, now: Date): void {
  signingKey(secretAccessKey, timeOf(now).slice(0, 8), region, service);
}

function signingKey(secretAccessKey: string, day: string, region: string, service: string): SigningKey {
  const scope = `${day}/${region}/${service}/aws4_request`;
  const known = signingKeys.get(`${region}/${service}`);
  if (known?.scope === scope && known.secretAccessKey === secretAccessKey) {
    return known;
  }
  // Key objects throughout: what else a key may be, Node.js 24 tries in ways that take five times as long as the hash.
  const key = scope.split('/').reduce(
    (secret, part) => createSecretKey(createHmac('sha256', secret).update(part).digest()), createSecretKey(`AWS4${secretAccessKey}`, 'utf8'),
  );
  const derived = { secretAccessKey, scope, key };
  signingKeys.set(`${region}/${service}`, derived);
  return derived;
}

/** The last one: many requests are signed within a second. */
let lastTime = { second: -1, text: '' };

function timeOf(now: Date): string {
  const second = Math.floor(now.getTime() / 1000);
  if (lastTime.second !== second) {
    lastTime = { second, text: now.toISOString().replace(/[:-]|\.\d+/g, '') };
  }
  return lastTime.text;
}

/** What is sent encoded is signed encoded twice: every service but S3 expects it. */
function canonicalPath(path: string): string {
  if (lastPath.path !== path) {
    lastPath = { path, canonical: path.split('/').map(encoded).join('/') };
  }
  return lastPath.canonical;
}

/** The last one: a function is called more than once. */
let lastPath = { path: '', canonical: '' };

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, percentEncoded);
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function byName([left]: readonly [string, string], [right]: readonly [string, string]): number {
  return left < right ? -1 : 1;
}
