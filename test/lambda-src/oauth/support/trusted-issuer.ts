import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { HOST, json, type Publisher, startPublisher } from '../../document-fetcher/support/publisher';

export const TRUSTED_ISSUER = 'https://idp.example/tenant';
export const JWKS_URI = `https://${HOST}/jwks`;

export interface IssuerWorld {
  readonly publisher: Publisher;
  sign(payload: JWTPayload, header?: object): Promise<string>;
  /** Signs with a key that the issuer does not publish. */
  forge(payload: JWTPayload, header?: object): Promise<string>;
}

/** Somebody whose signatures this server believes, with a site that publishes the key. */
export async function startTrustedIssuer(): Promise<IssuerWorld> {
  const publisher = await startPublisher();
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { privateKey: other } = await generateKeyPair('ES256');
  const jwk = { ...await exportJWK(publicKey), kid: 'k1', alg: 'ES256', use: 'sig' };
  publisher.handle = json({ keys: [jwk] });
  const signWith = (key: typeof privateKey) => (payload: JWTPayload, header: object = {}) => new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header }).sign(key);
  return { publisher, sign: signWith(privateKey), forge: signWith(other) };
}
