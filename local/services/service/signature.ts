import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { RequestSigner } from 'aws4';
import type { AwsCredentials } from '../../aws/credentials';
import { isSameSecret } from '../../loopback/private-request';

/** An Authorization header of Signature Version 4, in its parts. */
export interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const AUTHORIZATION = /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request *, *SignedHeaders=([^,\s]+) *, *Signature=([0-9a-f]{64})$/;

/** @returns undefined for a header of another kind */
export function readAuthorization(header: string): Authorization | undefined {
  const [, accessKeyId, date, region, service, signedHeaders, signature] = AUTHORIZATION.exec(header) ?? [];
  return accessKeyId === undefined ? undefined : { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

/** What is signed of a request. */
export interface SignedParts {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** What the signature says of the body: its SHA-256, in S3 also a word. */
  readonly payloadHash: string;
}

export const sha256 = (body: Buffer | string) => hash('sha256', body);

/** Keys of signatures that were right, by the secret, the day, the Region and the service. Of keys that are no such objects, Node.js 24 looks for a long time what they are. */
const signingKeys = new Map<string, KeyObject>();

function signingKey({ secretAccessKey }: AwsCredentials, { date, region, service }: Authorization): KeyObject {
  return [date, region, service, 'aws4_request'].reduce((key, part) => createSecretKey(createHmac('sha256', key).update(part).digest()), createSecretKey(`AWS4${secretAccessKey}`, 'utf8'));
}

/** The beginnings of canonical requests, by what they are made of: functions call few paths, most of them again and again. */
const beginnings = new Map<string, string>();
const BEGINNINGS_MAX = 1000;

/** Method, path and query, as they are signed. @throws URIError for a path that cannot be decoded */
function canonicalBeginning(service: string, method: string, path: string): string {
  const of = `${service} ${method} ${path}`;
  let beginning = beginnings.get(of);
  if (beginning === undefined) {
    const whole = new RequestSigner({ service, method, path, headers: { host: 'localhost' } }, {}).canonicalString();
    beginning = whole.split('\n', 3).join('\n');
    if (beginnings.size >= BEGINNINGS_MAX) {
      beginnings.clear();
    }
    beginnings.set(of, beginning);
  }
  return beginning;
}

/**
 * Whether whoever sent the request holds the secret, and nobody changed it on its way. When it was signed does not matter here: what a process of the app
 * sent on loopback may be sent again by those who could read it, and by nobody else.
 */
export function isSignedWith({ method, path, headers, payloadHash }: SignedParts, authorization: Authorization, credentials: AwsCredentials): boolean {
  const { signedHeaders, service, region, date, signature } = authorization;
  const time = headers['x-amz-date'];
  const token = headers['x-amz-security-token'];
  const isWhole = signedHeaders.includes('host') && signedHeaders.includes('x-amz-date') && typeof time === 'string' && time.startsWith(date);
  if (!isWhole || (credentials.sessionToken !== undefined && !isSameSecret(String(token ?? ''), credentials.sessionToken))) {
    return false;
  }
  const valueOf = (name: string) => {
    const value = name === 'x-amz-content-sha256' ? payloadHash : headers[name] ?? '';
    return typeof value === 'string' ? value : value.join(',');
  };
  try {
    const canonical = [
      canonicalBeginning(service, method, path),
      ...signedHeaders.map((name) => `${name}:${valueOf(name).trim().replace(/\s+/g, ' ')}`),
      '',
      signedHeaders.join(';'),
      payloadHash,
    ].join('\n');
    const scope = `${date}/${region}/${service}/aws4_request`;
    const signs = `${credentials.secretAccessKey},${scope}`;
    const key = signingKeys.get(signs) ?? signingKey(credentials, authorization);
    const isRight = isSameSecret(signature, createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`).digest('hex'));
    if (isRight) {
      signingKeys.set(signs, key);
    }
    return isRight;
  } catch (error) {
    // A path that cannot be decoded was signed by nobody.
    if (error instanceof URIError) {
      return false;
    }
    throw error;
  }
}
