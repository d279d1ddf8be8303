import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type ClaimNames, claimsOf } from './claims';
import { ID_TOKEN_ALGORITHM } from './metadata';
import { ACCESS_TOKEN_SECONDS, type Grant } from './state';

/** Signs ID tokens with a key that is generated at every start. */
export interface IdTokens {
  readonly jwks: { readonly keys: readonly JWK[] };
  sign(issuer: string, grant: Grant, accessToken: string, now: number): Promise<string>;
  /** Whether a token, expired or not, was signed here. */
  isOurs(idToken: string): Promise<boolean>;
}

export async function createIdTokens(names: ClaimNames): Promise<IdTokens> {
  const { publicKey, privateKey } = await generateKeyPair(ID_TOKEN_ALGORITHM);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return {
    jwks: { keys: [{ ...jwk, kid, alg: ID_TOKEN_ALGORITHM, use: 'sig' }] },
    sign: (issuer, { user, clientId, scopes, nonce, authTime }, accessToken, now) => new SignJWT({
      ...claimsOf(user, scopes, names),
      auth_time: authTime,
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
      ...nonce !== undefined && { nonce },
    })
      .setProtectedHeader({ alg: ID_TOKEN_ALGORITHM, kid, typ: 'JWT' })
      .setIssuer(issuer).setSubject(user.sub).setAudience(clientId).setIssuedAt(now).setExpirationTime(now + ACCESS_TOKEN_SECONDS)
      .sign(privateKey),
    isOurs: (idToken) => compactVerify(idToken, publicKey, { algorithms: [ID_TOKEN_ALGORITHM] }).then(() => true, () => false),
  };
}
