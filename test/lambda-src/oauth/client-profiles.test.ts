import { afterEach, expect, test } from '@jest/globals';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Browser } from './support/browser';
import { answered, authorizationRequest, LOOPBACK_STAGE_ISSUER, redeem, startSignInWorld } from './support/sign-in-world';
import { type Publisher, startPublisher } from '../document-fetcher/support/publisher';

/** A client that publishes what it is: its document, and what it does with it. */
interface Profile {
  readonly clientId: string;
  readonly document: { readonly redirect_uris: readonly string[]; readonly [name: string]: unknown };
  readonly redirectUri: string;
  readonly scope?: string;
  /** Instead of nothing: it signs an assertion for the token endpoint, by a key that it publishes. */
  readonly signs?: 'RS256';
}

const CODE_AND_REFRESH = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] };

const PROFILES: readonly [string, Profile][] = [
  ['Claude', {
    clientId: 'https://claude.ai/oauth/mcp-oauth-client-metadata',
    document: {
      client_name: 'Claude', client_uri: 'https://claude.ai', redirect_uris: ['https://claude.ai/api/mcp/auth_callback'], token_endpoint_auth_method: 'none', ...CODE_AND_REFRESH,
    },
    redirectUri: 'https://claude.ai/api/mcp/auth_callback',
    scope: 'mcp',
  }],
  ['Claude Code, whose document names no port', {
    clientId: 'https://claude.ai/oauth/claude-code-client-metadata',
    document: {
      client_name: 'Claude Code', redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'], token_endpoint_auth_method: 'none', ...CODE_AND_REFRESH,
    },
    redirectUri: 'http://localhost:54545/callback',
    scope: 'mcp offline_access',
  }],
  ['ChatGPT, which signs', {
    clientId: 'https://chatgpt.com/oauth/client.json',
    document: {
      client_name: 'ChatGPT',
      redirect_uris: ['https://chatgpt.com/connector/oauth/AbC123dEf456'],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'RS256',
      jwks_uri: 'https://chatgpt.com/oauth/jwks.json',
      ...CODE_AND_REFRESH,
    },
    redirectUri: 'https://chatgpt.com/connector/oauth/AbC123dEf456',
    scope: 'mcp offline_access',
    signs: 'RS256',
  }],
  ['ChatGPT, which leaves the choice to the server', {
    clientId: 'https://chatgpt.com/oauth/client.json',
    document: {
      client_name: 'ChatGPT',
      redirect_uris: ['https://chatgpt.com/connector/oauth/AbC123dEf456'],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
      jwks_uri: 'https://chatgpt.com/oauth/jwks.json',
      ...CODE_AND_REFRESH,
    },
    redirectUri: 'https://chatgpt.com/connector/oauth/AbC123dEf456',
    signs: 'RS256',
  }],
  ['VS Code', {
    clientId: 'https://vscode.dev/oauth/client-metadata.json',
    document: {
      client_name: 'Visual Studio Code',
      client_uri: 'https://vscode.dev/product',
      redirect_uris: ['http://127.0.0.1:33418/', 'https://vscode.dev/redirect'],
      token_endpoint_auth_method: 'none',
      ...CODE_AND_REFRESH,
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    },
    redirectUri: 'http://127.0.0.1:58123/',
    scope: 'mcp',
  }],
];

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()));
});

/** The client's own site: its document and, where it signs, its key. */
async function publish({ clientId, document, signs }: Profile) {
  const publisher: Publisher = await startPublisher(new URL(clientId).hostname);
  running.push(() => publisher.close());
  const { publicKey, privateKey } = await generateKeyPair(signs ?? 'RS256');
  const files: Record<string, unknown> = {
    [new URL(clientId).pathname]: { client_id: clientId, ...document },
    '/oauth/jwks.json': { keys: [{ ...await exportJWK(publicKey), kid: 'one', alg: 'RS256', use: 'sig' }] },
  };
  publisher.handle = (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(files[request.url!]));
  };
  return { fetchDocument: publisher.fetchDocument, privateKey };
}

test.each(PROFILES)('%s connects by its metadata document, and stays connected', async (_name, profile) => {
  const { clientId, document, redirectUri, scope, signs } = profile;
  const { fetchDocument, privateKey } = await publish(profile);
  const world = await startSignInWorld({ configuration: { clientIdMetadataDocuments: { mode: 'open' } }, fetchDocument });
  running.push(() => world.stop());
  // Addressed to the token endpoint, where others address the issuer.
  const authentication = async (): Promise<Record<string, string>> => (signs === undefined ? {} : {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await new SignJWT().setIssuer(clientId).setSubject(clientId).setAudience(`${LOOPBACK_STAGE_ISSUER}/token`)
      .setJti(crypto.randomUUID()).setIssuedAt().setExpirationTime('1m').setProtectedHeader({ alg: signs, kid: 'one' }).sign(privateKey),
  });
  const request = authorizationRequest(world, { client_id: clientId, redirect_uris: document.redirect_uris }, { redirect_uri: redirectUri, scope, resource: `${world.issuer}/mcp` });
  const browser = new Browser(world);

  const consent = await browser.open(request.url);
  const { code, iss } = answered(await browser.submit(consent, 'approve'));
  const { status, json: tokens } = await redeem(world, request, code, { resource: `${world.issuer}/mcp`, ...await authentication() });
  const refreshed = await world.call({
    method: 'POST', path: '/token', form: { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, client_id: clientId, ...await authentication() },
  });

  expect(consent.document.text()).toContain(new URL(clientId).host);
  expect({ status, iss }).toEqual({ status: 200, iss: LOOPBACK_STAGE_ISSUER });
  expect(decodeJwt(tokens.access_token)).toMatchObject({ client_id: clientId, aud: `${LOOPBACK_STAGE_ISSUER}/mcp`, scope: 'mcp' });
  expect(refreshed).toMatchObject({ status: 200, json: { scope: 'mcp', refresh_token: expect.any(String) } });
});
