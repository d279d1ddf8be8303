import type { JWTVerifyGetKey } from 'jose';
import { type AccessToken, boundTo, checkTimes, isExpired, isText } from './access-token';
import { issuerKeysUri } from './issuer-metadata';
import { Refusal } from './refusal';
import type { TokenVerifier } from './token-verifier';
import type { ExternalIssuer } from '../../src/contract/authorizer/external-issuer';
import { CLOCK_SKEW_SECONDS, PUBLISHED_KEYS_MAX_AGE_SECONDS, UNKNOWN_KEY_COOLDOWN_SECONDS } from '../../src/contract/limits';
import { BoundedMap } from '../platform/bounded-map';

type Jose = typeof import('./jose');

const REMEMBERED = 1000;
const TIMEOUT_MILLIS = 3000;
/** `typ` of access tokens: that of RFC 9068, or none in particular. Assertions, proofs and logout tokens have other types. */
const TYPES = ['at+jwt', 'jwt'];

export interface ExternalTokensOptions extends ExternalIssuer {
  readonly issuer: string;
}

/** Verifies access tokens of an external authorization server, with the keys that it publishes. */
export class ExternalTokens implements TokenVerifier {
  private readonly tokens = new BoundedMap<AccessToken>(REMEMBERED);
  private keys?: Promise<JWTVerifyGetKey>;

  constructor(private readonly options: ExternalTokensOptions) {}

  async verify(token: string, now: number): Promise<AccessToken> {
    const known = this.tokens.get(token);
    if (known !== undefined) {
      if (!isExpired(known.expiresAt, now)) {
        return known;
      }
      this.tokens.delete(token);
      throw new Refusal('token_expired');
    }
    const verified = externalAccessToken(await this.claims(token, now), this.options, now);
    this.tokens.set(token, verified);
    return verified;
  }

  private async claims(token: string, now: number): Promise<{ readonly [name: string]: unknown }> {
    const { algorithms, issuer, audience } = this.options;
    const { errors, jwtVerify } = await import('./jose');
    try {
      const { payload, protectedHeader } = await jwtVerify(token, await this.getKey(), {
        algorithms: [...algorithms], issuer, audience, currentDate: new Date(now * 1000), clockTolerance: CLOCK_SKEW_SECONDS,
      });
      const type = protectedHeader.typ?.toLowerCase().replace(/^application\//, '') ?? 'jwt';
      if (!TYPES.includes(type)) {
        throw new Refusal('type_refused');
      }
      return payload;
    } catch (error) {
      throw refusalOf(error, errors) ?? error;
    }
  }

  /** A failure is not remembered. */
  private getKey(): Promise<JWTVerifyGetKey> {
    this.keys ??= this.openKeys().catch((error: unknown) => {
      this.keys = undefined;
      throw error;
    });
    return this.keys;
  }

  private async openKeys(): Promise<JWTVerifyGetKey> {
    const { createRemoteJWKSet } = await import('./jose');
    const uri = this.options.jwksUri ?? await issuerKeysUri(this.options.issuer, TIMEOUT_MILLIS);
    return createRemoteJWKSet(new URL(uri), {
      timeoutDuration: TIMEOUT_MILLIS,
      cooldownDuration: UNKNOWN_KEY_COOLDOWN_SECONDS * 1000,
      cacheMaxAge: PUBLISHED_KEYS_MAX_AGE_SECONDS * 1000,
    });
  }
}

/** Errors caused by the token; undefined for those of the issuer or the network. */
function refusalOf(error: unknown, errors: Jose['errors']): Refusal | undefined {
  if (error instanceof Refusal) {
    return error;
  }
  if (error instanceof errors.JWTExpired) {
    return new Refusal('token_expired');
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const reasons = { iss: 'issuer_mismatch', aud: 'audience_mismatch', nbf: 'token_not_yet_valid' } as const;
    return new Refusal(reasons[error.claim as keyof typeof reasons] ?? 'claim_missing');
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new Refusal('signature_invalid');
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return new Refusal('algorithm_refused');
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return new Refusal('key_unknown');
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid || error instanceof errors.JOSENotSupported) {
    return new Refusal('token_malformed');
  }
  return undefined;
}

/**
 * Claims as the common issuers write them: scopes in `scope` or `scp`, the client in `client_id`, `azp` or `cid`.
 *
 * @throws Refusal
 */
export function externalAccessToken(claims: { readonly [name: string]: unknown }, { subjectClaim }: ExternalIssuer, now: number): AccessToken {
  const { exp, iat, nbf, jti, cnf, token_use: use, nonce, at_hash: tokenHash } = claims;
  const subject = claims[subjectClaim];
  if (!isText(subject) || !Number.isSafeInteger(exp)) {
    throw new Refusal('claim_missing');
  }
  // ID tokens, which are signed with the same keys and may have the same audience.
  if ((use !== undefined && use !== 'access') || nonce !== undefined || tokenHash !== undefined) {
    throw new Refusal('type_refused');
  }
  checkTimes({ iat, exp: exp as number, nbf }, now);
  const clientId = [claims.client_id, claims.azp, claims.cid].find(isText) ?? 'unknown';
  return {
    subject, clientId, scopes: scopesOf(claims.scope ?? claims.scp), deniedScopes: [], tokenId: isText(jti) ? jti : '', keyId: '', expiresAt: exp as number, boundTo: boundTo(cnf),
  };
}

/** Values that are not scopes (RFC 6749, section 3.3) are omitted: a challenge quotes them. */
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

function scopesOf(value: unknown): readonly string[] {
  const scopes = typeof value === 'string' ? value.split(' ') : value;
  return Array.isArray(scopes) ? scopes.filter((scope) => isText(scope) && SCOPE_TOKEN.test(scope)) : [];
}
