import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Browser, hiddenFields } from './support/browser';
import type { Tokens } from './support/grants';
import { basic, registerMachine, type World } from './support/oauth-world';
import { answered, approve, authorizationRequest, LOOPBACK_STAGE_ISSUER, redeem, type SignInWorld, type SignInWorldOptions, startSignInWorld } from './support/sign-in-world';
import type { FetchOutcome } from '../../../lambda-src/oauth/client-metadata-fetch/fetch-document';
import { CLIENT_ID, clientDocument, HOST, json, type Publisher, startPublisher } from '../document-fetcher/support/publisher';

const client = { client_id: CLIENT_ID, redirect_uris: ['http://127.0.0.1:50505/callback'] };
const PASSING: readonly FetchOutcome[] = [
  { reason: 'fetcher_unavailable', detail: 'throttled' }, { reason: 'timeout' }, { reason: 'unreachable', detail: 'ECONNREFUSED' },
  { reason: 'unresolved', detail: 'EAI_AGAIN' }, { reason: 'status', detail: '503' }, { reason: 'status', detail: '429' },
];
const LASTING: readonly FetchOutcome[] = [{ reason: 'status', detail: '404' }, { reason: 'status', detail: '301' }, { reason: 'address', detail: '10.0.0.1' }, { reason: 'not_json' }];
const configuration = { clientIdMetadataDocuments: { mode: 'open' as const } };

let publisher: Publisher;
let key: CryptoKey;
let jwks: object;
beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  publisher = await startPublisher();
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  key = privateKey;
  jwks = { keys: [await exportJWK(publicKey)] };
});
const running: SignInWorld[] = [];
afterEach(() => Promise.all(running.splice(0).map((world) => world.stop())));
afterAll(() => publisher.close());

async function start(differences: SignInWorldOptions = {}): Promise<SignInWorld> {
  const world = await startSignInWorld({ configuration, fetchDocument: publisher.fetchDocument, ...differences });
  running.push(world);
  return world;
}

async function assertion(clientId: string, by: CryptoKey = key): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: clientId, sub: clientId, aud: LOOPBACK_STAGE_ISSUER, jti: crypto.randomUUID(), iat: now, exp: now + 60 };
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(by),
  };
}

async function connected(world: SignInWorld, credentials: Record<string, string> = {}): Promise<Tokens> {
  const request = authorizationRequest(world, client);
  const { code } = answered(await approve(new Browser(world), request));
  return (await redeem(world, request, code, credentials)).json as Tokens;
}

const refresh = (world: World, refreshToken: string, form: Record<string, string>) => world.call({
  method: 'POST', path: '/token', form: { grant_type: 'refresh_token', refresh_token: refreshToken, ...form },
});

describe('a client whose document cannot be read', () => {
  let world: SignInWorld;
  let tokens: Tokens;
  beforeAll(async () => {
    publisher.handle = json(clientDocument());
    world = await startSignInWorld({ configuration, fetchDocument: publisher.fetchDocument });
    tokens = await connected(world);
  });
  afterAll(() => world.stop());
  const elsewhere = (outcome: FetchOutcome) => world.anotherInstance({ fetchDocument: async () => outcome });
  const revoke = (at: World, token: string) => at.call({ method: 'POST', path: '/revoke', form: { token, client_id: CLIENT_ID } });
  const introspect = (at: World, token: string) => at.call({ method: 'POST', path: '/introspect', form: { token, client_id: CLIENT_ID } });
  const anothers = async () => {
    const machine = await registerMachine(world);
    return { headers: { authorization: basic(machine.client_id, machine.client_secret) } };
  };
  const introspectedByAnother = async (at: World, token: string) => at.call({ method: 'POST', path: '/introspect', ...await anothers(), form: { token } });
  const isActive = async (token: string) => (await introspectedByAnother(world, token)).json.active as boolean;

  test.each(PASSING)('is told to come again, and keeps its tokens: %j', async (outcome) => {
    const other = elsewhere(outcome);
    const replies = [
      await refresh(other, tokens.refresh_token, { client_id: CLIENT_ID }),
      ...await Promise.all([tokens.refresh_token, tokens.access_token].flatMap((token) => [revoke(other, token), introspect(other, token)])),
    ];
    expect(replies).toHaveLength(5);
    for (const reply of replies) {
      expect(reply).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' }, headers: { 'retry-after': '2' } });
    }
    expect(other.logs.at(-1)).toMatchObject({ outcome: 'temporarily_unavailable', reason: expect.stringContaining('client_document') });
    tokens = (await refresh(world, tokens.refresh_token, { client_id: CLIENT_ID })).json as Tokens;
  });

  test.each(LASTING)('is refused where that is an answer: %j', async (outcome) => {
    expect(await refresh(elsewhere(outcome), tokens.refresh_token, { client_id: CLIENT_ID })).toMatchObject({ status: 400, json: { error: 'invalid_client' } });
  });

  test('T31 shows nobody else what can be reached', async () => {
    const replies = await Promise.all([...PASSING, ...LASTING].map((outcome) => refresh(elsewhere(outcome), 'not-a-token-of-this-client', { client_id: CLIENT_ID })));
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const foreign = await refresh(elsewhere(PASSING[0]), tokens.refresh_token, { client_id: `https://${HOST}/other.json` });
    expect(foreign).toMatchObject({ status: 400, json: { error: 'invalid_client' } });
  });

  test('T31 shows nobody who revokes or introspects something else what can be reached', async () => {
    const forged = `${tokens.access_token.slice(0, -4)}AAAA`;
    const { headers } = await anothers();
    const foreign = (await world.call({ method: 'POST', path: '/token', headers, form: { grant_type: 'client_credentials' } })).json.access_token as string;
    for (const token of ['x', 'a.b.c', forged, foreign]) {
      const replies = await Promise.all([...PASSING, ...LASTING].map(elsewhere).flatMap((other) => [revoke(other, token), introspect(other, token)]));
      expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(replies[0]).toMatchObject({ status: 400, json: { error: 'invalid_client' } });
    }
  });

  test('has an access token that is revoked once the document can be read again, and then is a credential no more', async () => {
    const { access_token: token } = await connected(world);
    expect(await revoke(elsewhere(PASSING[0]), token)).toMatchObject({ status: 503 });
    expect(await isActive(token)).toBe(true);
    expect(await revoke(world, token)).toMatchObject({ status: 200 });
    expect(await isActive(token)).toBe(false);
    expect(await revoke(elsewhere(PASSING[0]), token)).toMatchObject({ status: 400, json: { error: 'invalid_client' } });
  });

  test('has tokens that others may introspect all the same', async () => {
    const { status, json: body } = await introspectedByAnother(elsewhere(PASSING[0]), tokens.access_token);
    expect({ status, body }).toMatchObject({ status: 200, body: { active: true, client_id: CLIENT_ID } });
  });
});

test('a person whose sign-in comes to an instance that cannot read the document loads the page again, and goes on', async () => {
  publisher.handle = json(clientDocument());
  const world = await start();
  const browser = new Browser(world);
  const { url } = authorizationRequest(world, client);
  /** Opens a page where the document cannot be read, then where it can. */
  const again = async (method: 'GET' | 'POST', page: string, form?: Record<string, string>) => {
    const elsewhere = world.anotherInstance({ fetchDocument: async () => PASSING[0] });
    const other = new Browser({ ...world, call: elsewhere.call }).continueAs(browser);
    const unread = await other.request(method, page, form);
    expect(unread).toMatchObject({ status: 503, headers: { 'retry-after': '2', 'content-type': expect.stringContaining('text/html') }, cookies: [] });
    expect(unread.text).toContain('Try again in a minute.');
    expect(elsewhere.logs.at(-1)).toMatchObject({ error: 'temporarily_unavailable', reason: expect.stringContaining('client_document') });
    return browser.continueAs(other).request(method, page, form);
  };
  const page = await browser.open(url);
  expect((await again('GET', page.url)).status).toBe(200);
  const departure = await browser.request('POST', page.url, { ...hiddenFields(page), decision: 'approve' });
  const back = await browser.request('GET', (await browser.request('GET', departure.headers.location!)).headers.location!);
  const end = await again('GET', back.headers.location!);
  expect(end).toMatchObject({ status: 303, headers: { location: expect.stringMatching(/\/callback\?code=/) } });
});

test('a person who begins where the document cannot be read is told what may help, and not which of it is the case', async () => {
  publisher.handle = json(clientDocument());
  const world = await start();
  const { url } = authorizationRequest(world, client);
  const pages = await Promise.all([...PASSING, ...LASTING].map((outcome) => (
    new Browser({ ...world, call: world.anotherInstance({ fetchDocument: async () => outcome }).call }).open(url)
  )));
  for (const { status, text } of pages) {
    expect(status).toBe(400);
    expect(text).toContain('read what describes it. Try again in a minute, or remove the connection');
  }
  expect(new Set(pages.map(({ text }) => text.replace(/request-\d+/, ''))).size).toBe(1);
});

test('a client whose keys cannot be read is told to come again', async () => {
  publisher.handle = (incoming, response) => json(incoming.url === '/keys' ? jwks : clientDocument({
    token_endpoint_auth_method: 'private_key_jwt', jwks_uri: `https://${HOST}/keys`,
  }))(incoming, response);
  const world = await start();
  const tokens = await connected(world, await assertion(CLIENT_ID));
  const elsewhere = (outcome: FetchOutcome) => world.anotherInstance({ fetchDocument: async (request) => request.kind === 'client_keys' ? outcome : publisher.fetchDocument(request) });
  expect(await refresh(elsewhere(PASSING[0]), tokens.refresh_token, await assertion(CLIENT_ID))).toMatchObject({ status: 503 });
  expect(await refresh(elsewhere(PASSING[0]), 'not-a-token-of-this-client', await assertion(CLIENT_ID))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  for (const token of [tokens.access_token, tokens.refresh_token]) {
    const revocation = { method: 'POST', path: '/revoke', form: { token, ...await assertion(CLIENT_ID) } };
    expect(await elsewhere(PASSING[0]).call(revocation)).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
  }
  expect(await refresh(elsewhere(LASTING[0]), tokens.refresh_token, await assertion(CLIENT_ID))).toMatchObject({ status: 401 });
  const stranger = (await generateKeyPair('ES256')).privateKey;
  expect(await refresh(world, tokens.refresh_token, await assertion(CLIENT_ID, stranger))).toMatchObject({ status: 401 });
});

test('a declared machine whose keys cannot be read is told to come again', async () => {
  publisher.handle = json(jwks);
  const machine = {
    clientId: 'nightly', name: 'Nightly', redirectUris: [], grantTypes: ['client_credentials'], tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: `https://${HOST}/keys`,
  } as const;
  const world = await start({ configuration: { clients: [machine] } });
  const request = async (at: World) => at.call({ method: 'POST', path: '/token', form: { grant_type: 'client_credentials', ...await assertion('nightly') } });
  expect(await request(world.anotherInstance({ fetchDocument: async () => PASSING[1] }))).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
  expect(await request(world)).toMatchObject({ status: 200 });
});
