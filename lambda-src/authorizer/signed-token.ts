import { type KeyObject, verify } from 'node:crypto';
import { Refusal } from './refusal';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE } from '../../src/contract/oauth/keys';

const BASE64URL = /^[A-Za-z0-9_-]+$/;
/** Two numbers of 32 bytes (RFC 7518, section 3.4). */
const SIGNATURE_BYTES = 64;

export interface Claims {
  readonly [name: string]: unknown;
}

/** A token of this server, parsed but not verified. */
export interface SignedToken {
  readonly keyId: string;
  /** The signed part. */
  readonly signed: string;
  readonly payload: string;
  readonly signature: string;
}

/**
 * A compact JWS (RFC 7515). Other header parameters (`jku`, `x5u`, `jwk`) are ignored; `crit` is refused, since no extension is supported.
 *
 * @throws Refusal
 */
export function signedToken(token: string): SignedToken {
  const [header, payload, signature, ...rest] = token.split('.');
  if (signature === undefined || rest.length > 0) {
    throw new Refusal('token_malformed');
  }
  const { alg, typ, kid, crit } = jsonObject(header);
  if (alg !== ACCESS_TOKEN_ALGORITHM) {
    throw new Refusal('algorithm_refused');
  }
  if (typeof typ !== 'string' || typ.toLowerCase().replace(/^application\//, '') !== ACCESS_TOKEN_TYPE) {
    throw new Refusal('type_refused');
  }
  if (typeof kid !== 'string') {
    throw new Refusal('key_unknown');
  }
  if (crit !== undefined) {
    throw new Refusal('token_malformed');
  }
  return { keyId: kid, signed: `${header}.${payload}`, payload, signature };
}

/**
 * ES256 by node:crypto: libraries go through WebCrypto, which is milliseconds of a cold start.
 *
 * @param key of the curve P-256
 * @throws Refusal if the signature is invalid
 */
export function isSignedWith({ signed, signature }: SignedToken, key: KeyObject): boolean {
  const bytes = decoded(signature);
  return bytes.length === SIGNATURE_BYTES && verify('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, bytes);
}

/** The claims of a token, signed or not. @throws Refusal */
export function claimsOf({ payload }: SignedToken): Claims {
  return jsonObject(payload);
}

function jsonObject(base64url: string): Claims {
  const bytes = decoded(base64url);
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Claims;
    }
  } catch {
    // Neither UTF-8 nor JSON: as any other value that is no object.
  }
  throw new Refusal('token_malformed');
}

/** Node.js skips characters that are not base64url, and accepts plain base64. */
function decoded(base64url: string): Buffer {
  if (!BASE64URL.test(base64url)) {
    throw new Refusal('token_malformed');
  }
  return Buffer.from(base64url, 'base64url');
}
