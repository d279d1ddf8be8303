import { Refusal } from './refusal';
import type { Claims } from './signed-token';
import { CLOCK_SKEW_SECONDS } from '../../src/contract/limits';
import { ACCESS_TOKEN_CLAIMS } from '../../src/contract/oauth/access-token';

export interface AccessToken {
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Requested but denied; requesting them again would not help. */
  readonly deniedScopes: readonly string[];
  readonly tokenId: string;
  readonly grantId?: string;
  readonly keyId: string;
  readonly expiresAt: number;
  /** Thumbprint of the key that the token is bound to (RFC 9449); undefined for a bearer token. */
  readonly boundTo?: string;
}

export interface Expectations {
  readonly issuer: string;
  readonly resource: string;
}

/** RFC 9068, section 4, on claims whose signature is verified. @throws Refusal */
export function accessToken(claims: Claims, keyId: string, { issuer, resource }: Expectations, now: number): AccessToken {
  const { iss, aud, sub, client_id: clientId, scope, iat, exp, nbf, jti, cnf } = claims;
  const { [ACCESS_TOKEN_CLAIMS.grantId]: gid, [ACCESS_TOKEN_CLAIMS.deniedScope]: denied = '' } = claims;
  if (iss !== issuer) {
    throw new Refusal('issuer_mismatch');
  }
  // One audience, as a string: another audience of the token could replay it here.
  if (aud !== resource) {
    throw new Refusal('audience_mismatch');
  }
  if (!isText(sub) || !isText(clientId) || typeof scope !== 'string' || !isText(jti) || !Number.isSafeInteger(iat) || !Number.isSafeInteger(exp)) {
    throw new Refusal('claim_missing');
  }
  if ((gid !== undefined && !isText(gid)) || typeof denied !== 'string') {
    throw new Refusal('claim_missing');
  }
  checkTimes({ iat, exp: exp as number, nbf }, now);
  return {
    subject: sub,
    clientId,
    scopes: scopeList(scope),
    deniedScopes: scopeList(denied),
    tokenId: jti,
    grantId: gid,
    keyId,
    expiresAt: exp as number,
    boundTo: boundTo(cnf),
  };
}

function scopeList(scope: string): readonly string[] {
  return scope === '' ? [] : scope.split(' ');
}

/** @throws Refusal */
export function checkTimes({ iat, exp, nbf }: { readonly iat: unknown; readonly exp: number; readonly nbf: unknown }, now: number): void {
  if (isExpired(exp, now)) {
    throw new Refusal('token_expired');
  }
  const isBegun = (time: unknown) => time === undefined || (time as number) <= now + CLOCK_SKEW_SECONDS;
  if (!isBegun(iat) || !isBegun(nbf)) {
    throw new Refusal('token_not_yet_valid');
  }
}

/** A binding that cannot be checked must not be ignored. @throws Refusal */
export function boundTo(cnf: unknown): string | undefined {
  if (cnf === undefined) {
    return undefined;
  }
  const jkt = (cnf as { readonly jkt?: unknown } | null)?.jkt;
  if (!isText(jkt)) {
    throw new Refusal('confirmation_unknown');
  }
  return jkt;
}

export function isExpired(expiresAt: number, now: number): boolean {
  return now >= expiresAt + CLOCK_SKEW_SECONDS;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
