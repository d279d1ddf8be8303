import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';
import { createClientMetadataFetch } from '../../../../lambda-src/oauth/client-metadata-fetch/client-metadata-fetch';
import type { FetchDocument } from '../../../../lambda-src/oauth/client-metadata-fetch/fetch-document';
import { CLIENT_ID, clientDocument, HOST, json, type Publisher, startPublisher } from '../../document-fetcher/support/publisher';

let publisher: Publisher;
let keys: object[];

beforeAll(async () => {
  publisher = await startPublisher();
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  keys = [await exportJWK(privateKey)];
});
afterAll(() => publisher.close());
beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  jest.spyOn(console, 'info').mockImplementation(() => undefined);
  publisher.requests.length = 0;
  publisher.resolve = async () => [{ address: '127.0.0.1', family: 4 }];
});

/** @param fetchDocument left out for the publisher's own network */
function provider(logged: object[] = [], fetchDocument: FetchDocument = publisher.fetchDocument): Provider {
  const configuration = {
    jwks: { keys },
    clientAuthMethods: ['none', 'private_key_jwt'],
    clientDefaults: { application_type: 'native', id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    responseTypes: ['code'],
    features: {
      devInteractions: { enabled: false }, rpMetadataChoices: { enabled: true }, clientIdMetadataDocument: { enabled: true, ack: 'draft-02' },
    },
    fetch: createClientMetadataFetch({
      allowedHosts: [HOST, 'private.example', '127.0.0.1'],
      clock: () => 1_800_000_000,
      log: (level, _message, fields) => logged.push({ level, ...fields }),
      fetchDocument,
    }),
  };
  return new Provider('http://127.0.0.1', configuration as unknown as Configuration);
}

test('the library asks for documents and for keys in the two ways that are told apart', async () => {
  const logged: object[] = [];
  const jwk = { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' };
  publisher.handle = (request, response) => json(request.url === '/keys' ? { keys: [jwk] } : clientDocument({
    token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'], jwks_uri: `https://${HOST}/keys`,
  }))(request, response);

  const client = (await provider(logged).Client.find(CLIENT_ID))!;
  const store = (client as unknown as { asymmetricKeyStore: { refresh(): Promise<void>; [Symbol.iterator](): Iterator<unknown> } }).asymmetricKeyStore;
  await store.refresh();

  expect(client.metadata()).toMatchObject({ token_endpoint_auth_method: 'private_key_jwt', grant_types: ['authorization_code', 'refresh_token'] });
  expect([...store]).toHaveLength(1);
  expect(logged).toEqual([
    expect.objectContaining({ level: 'info', kind: 'client_metadata', url: CLIENT_ID }),
    expect.objectContaining({ level: 'info', kind: 'client_keys', url: `https://${HOST}/keys` }),
  ]);
});

test('T36: whoever asks for an authorization learns nothing of why there is no client', async () => {
  const logged: object[] = [];
  const fetchDocument: FetchDocument = async (request) => (
    request.url.endsWith('/throttled') ? { reason: 'fetcher_unavailable', detail: 'throttled: ' } : publisher.fetchDocument(request)
  );
  const server = createServer(provider(logged, fetchDocument).callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authorize = async (clientId: string) => {
    const query = new URLSearchParams({ client_id: clientId, response_type: 'code', redirect_uri: 'http://127.0.0.1/callback' });
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/auth?${query}`, { headers: { accept: 'application/json' } });
    return { status: response.status, body: await response.text() };
  };
  publisher.resolve = async (host) => {
    if (host === 'private.example') {
      return [{ address: '10.0.0.1', family: 4 }];
    }
    return [{ address: '127.0.0.1', family: 4 }];
  };
  publisher.handle = (request, response) => {
    if (request.url === '/404') {
      return void response.writeHead(404).end();
    }
    if (request.url === '/page') {
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Internal</h1>');
    }
    if (request.url === '/302') {
      return void response.writeHead(302, { location: '/' }).end();
    }
    if (request.url === '/drop') {
      return void request.socket.destroy();
    }
    if (request.url === '/large') {
      return json(clientDocument({ contacts: 'x'.repeat(6000) }))(request, response);
    }
    return json(clientDocument({ client_secret: 'x' }))(request, response);
  };

  const answers = [];
  for (const clientId of [
    ...['404', 'page', '302', 'drop', 'large', 'secret', 'throttled'].map((path) => `https://${HOST}/${path}`),
    'https://private.example/c.json', 'https://other.example/c.json', `https://${HOST}:8443/c.json`, `https://${HOST}/`, 'https://2130706433/c.json', 'https://[::ffff:10.0.0.1]/c',
  ]) {
    answers.push(await authorize(clientId));
  }
  await new Promise((resolve) => server.close(resolve));

  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  expect(answers[0].status).toBe(400);
  expect(new Set(logged.map((line) => (line as { reason?: string }).reason))).toEqual(
    new Set(['status', 'content_type', 'unreachable', 'too_large', 'metadata', 'address', 'host_not_allowed', 'url', 'fetcher_unavailable']),
  );
});
