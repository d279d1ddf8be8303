import { compactVerify, type CryptoKey, decodeProtectedHeader, errors } from 'jose';
import { Refusal } from './refusal';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE } from '../../src/contract/keys';
import { CLOCK_SKEW_SECONDS } from '../../src/contract/limits';

export interface AccessToken {
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly tokenId: string;
  readonly grantId?: string;
  readonly keyId: string;
  readonly expiresAt: number;
}

export interface Expectations {
  readonly issuer: string;
  readonly resource: string;
}

/** Which key a token names. Whatever else its header offers (`jku`, `x5u`, `jwk`) is not looked at. @throws Refusal */
export function keyIdOf(token: string): string {
  let header;
  try {
    header = decodeProtectedHeader(token);
  } catch {
    throw new Refusal('token_malformed');
  }
  if (header.alg !== ACCESS_TOKEN_ALGORITHM) throw new Refusal('algorithm_refused');
  if (typeof header.typ !== 'string' || header.typ.toLowerCase().replace(/^application\//, '') !== ACCESS_TOKEN_TYPE) throw new Refusal('type_refused');
  if (typeof header.kid !== 'string') throw new Refusal('key_unknown');
  return header.kid;
}

/** @throws Refusal */
export async function verifiedClaims(token: string, key: CryptoKey): Promise<{ [name: string]: unknown }> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [ACCESS_TOKEN_ALGORITHM] });
    const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) throw new Refusal('token_malformed');
    return claims as { [name: string]: unknown };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(error instanceof errors.JWSSignatureVerificationFailed ? 'signature_invalid' : 'token_malformed');
  }
}

/** RFC 9068, section 4, on claims whose signature is verified. @throws Refusal */
export function accessToken(claims: { readonly [name: string]: unknown }, keyId: string, { issuer, resource }: Expectations, now: number): AccessToken {
  const { iss, aud, sub, client_id: clientId, scope, iat, exp, nbf, jti, gid } = claims;
  if (iss !== issuer) throw new Refusal('issuer_mismatch');
  // One audience, as a string: a token for us and for somebody else is one that somebody else could replay here.
  if (aud !== resource) throw new Refusal('audience_mismatch');
  if (!isText(sub) || !isText(clientId) || typeof scope !== 'string' || !isText(jti) || !Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) {
    throw new Refusal('claim_missing');
  }
  if (gid !== undefined && !isText(gid)) throw new Refusal('claim_missing');
  if (isExpired(exp as number, now)) throw new Refusal('token_expired');
  if ((iat as number) > now + CLOCK_SKEW_SECONDS || (nbf !== undefined && !((nbf as number) <= now + CLOCK_SKEW_SECONDS))) {
    throw new Refusal('token_not_yet_valid');
  }
  return {
    subject: sub, clientId, scopes: scope === '' ? [] : scope.split(' '), tokenId: jti, grantId: gid, keyId, expiresAt: exp as number,
  };
}

export function isExpired(expiresAt: number, now: number): boolean {
  return now >= expiresAt + CLOCK_SKEW_SECONDS;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
