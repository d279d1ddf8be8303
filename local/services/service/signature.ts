import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Request, RequestSigner } from 'aws4';
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

export const sha256 = (body: Buffer | string) => createHash('sha256').update(body).digest('hex');

/** Keys of signatures that were right, by the secret, the day, the Region and the service. Of keys that are no such objects, Node.js 24 looks for a long time what they are. */
const signingKeys = new Map<string, KeyObject>();

function signingKey({ secretAccessKey }: AwsCredentials, { date, region, service }: Authorization): KeyObject {
  return [date, region, service, 'aws4_request'].reduce((key, part) => createSecretKey(createHmac('sha256', key).update(part).digest()), createSecretKey(`AWS4${secretAccessKey}`, 'utf8'));
}

/** What `aws4` would sign although the caller did not. */
const ADDED = ['content-type', 'content-length', 'x-amz-content-sha256', 'x-amz-security-token'];

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
  const signed = Object.fromEntries(signedHeaders.map((name) => [name, [headers[name] ?? ''].flat().join(',')]));
  // Which headers are signed, the caller decides; the types of aws4 do not know these options.
  const request: Request & { readonly [option in 'extraHeadersToInclude' | 'extraHeadersToIgnore']: { readonly [name: string]: true } } = {
    service,
    region,
    method,
    path,
    headers: { ...signed, 'x-amz-content-sha256': payloadHash },
    extraHeadersToInclude: Object.fromEntries(signedHeaders.map((name) => [name, true])),
    extraHeadersToIgnore: Object.fromEntries(ADDED.filter((name) => !signedHeaders.includes(name)).map((name) => [name, true])),
  };
  try {
    const signer = new RequestSigner(request, credentials);
    signer.prepareRequest();
    const signs = [credentials.secretAccessKey, date, region, service].join();
    const key = signingKeys.get(signs) ?? signingKey(credentials, authorization);
    const isRight = isSameSecret(signature, createHmac('sha256', key).update(signer.stringToSign()).digest('hex'));
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
