import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type ClaimNames, claimsOf } from './claims';
import { ID_TOKEN_ALGORITHM } from './metadata';
import { ACCESS_TOKEN_SECONDS, type Grant } from './state';

/** Signs ID tokens with a key that is generated when it is first needed: that takes longer than the rest of a start, and not everybody signs in. */
export class IdTokens {
  private made?: ReturnType<typeof generateKey>;

  constructor(private readonly names: ClaimNames) {}

  async jwks(): Promise<{ readonly keys: readonly JWK[] }> {
    return { keys: [(await this.key()).jwk] };
  }

  async sign(issuer: string, { user, clientId, scopes, nonce, authTime }: Grant, accessToken: string, now: number): Promise<string> {
    const { privateKey, jwk: { kid } } = await this.key();
    return new SignJWT({
      ...claimsOf(user, scopes, this.names),
      auth_time: authTime,
      at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
      ...nonce !== undefined && { nonce },
    })
      .setProtectedHeader({ alg: ID_TOKEN_ALGORITHM, kid, typ: 'JWT' })
      .setIssuer(issuer).setSubject(user.sub).setAudience(clientId).setIssuedAt(now).setExpirationTime(now + ACCESS_TOKEN_SECONDS)
      .sign(privateKey);
  }

  /** Whether a token, expired or not, was signed here. */
  async isOurs(idToken: string): Promise<boolean> {
    const { publicKey } = await this.key();
    return compactVerify(idToken, publicKey, { algorithms: [ID_TOKEN_ALGORITHM] }).then(() => true, () => false);
  }

  private key(): ReturnType<typeof generateKey> {
    this.made ??= generateKey();
    return this.made;
  }
}

async function generateKey() {
  const { publicKey, privateKey } = await generateKeyPair(ID_TOKEN_ALGORITHM);
  const jwk = await exportJWK(publicKey);
  return { publicKey, privateKey, jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: ID_TOKEN_ALGORITHM, use: 'sig' } };
}
