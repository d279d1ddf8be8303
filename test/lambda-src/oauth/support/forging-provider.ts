import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

interface Forgery {
  /** Over the claims of an honest provider; undefined removes one. */
  readonly claims?: Record<string, unknown>;
  /** In place of the published key. */
  readonly signer?: 'another key' | 'none';
  /** Left out of the answer. */
  readonly withoutIdToken?: boolean;
  /** Besides the other tokens. */
  readonly refreshToken?: string;
  /** In place of the answer of the token endpoint. */
  readonly tokenReply?: { readonly status: number; readonly body: object };
  /** Over the parameters of the callback; undefined removes one. */
  readonly callback?: Record<string, string | undefined>;
}

export interface ForgingProvider {
  readonly issuer: string;
  /** What it does to those who sign in from now on. */
  forgery: Forgery;
  /** Requests by path. */
  readonly requests: { readonly path: string; readonly parameters: URLSearchParams }[];
  close(): Promise<void>;
}

/** An identity provider that tells whatever a test wants. */
export async function startForgingProvider(): Promise<ForgingProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const stranger = await generateKeyPair('RS256');
  const jwk = { ...await exportJWK(publicKey), kid: 'published', alg: 'RS256', use: 'sig' };
  let nonce: string | null = null;

  const idToken = async (): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    const all = { iss: provider.issuer, sub: 'ada', aud: 'weather', iat: now, exp: now + 300, auth_time: now, nonce, ...provider.forgery.claims };
    const claims = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null)) as JWTPayload;
    if (provider.forgery.signer === 'none') {
      return new UnsecuredJWT(claims).encode();
    }
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'published' }).sign(provider.forgery.signer === undefined ? privateKey : stranger.privateKey);
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url!, provider.issuer);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    const parameters = request.method === 'POST' ? new URLSearchParams(Buffer.concat(chunks).toString()) : url.searchParams;
    provider.requests.push({ path: url.pathname, parameters });
    const json = (body: object, status = 200) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return json({
          issuer: provider.issuer,
          authorization_endpoint: `${provider.issuer}/authorize`,
          token_endpoint: `${provider.issuer}/token`,
          jwks_uri: `${provider.issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
          token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
          authorization_response_iss_parameter_supported: true,
        });
      case '/jwks': return json({ keys: [jwk] });
      case '/authorize': {
        nonce = parameters.get('nonce');
        const location = new URL(parameters.get('redirect_uri')!);
        const answer = { code: 'upstream-code', state: parameters.get('state')!, iss: provider.issuer, ...provider.forgery.callback };
        for (const [name, value] of Object.entries(answer)) {
          if (value !== undefined) {
            location.searchParams.set(name, value);
          }
        }
        return response.writeHead(302, { location: location.href }).end();
      }
      case '/token': {
        const { tokenReply } = provider.forgery;
        if (tokenReply !== undefined) {
          return json(tokenReply.body, tokenReply.status);
        }
        const { refreshToken, withoutIdToken = false } = provider.forgery;
        return json({
          access_token: 'upstream-access-token', token_type: 'Bearer', expires_in: 300, refresh_token: refreshToken, ...!withoutIdToken && { id_token: await idToken() },
        });
      }
      default: return json({}, 404);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider: ForgingProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forgery: {},
    requests: [],
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  return provider;
}
