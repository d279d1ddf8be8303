import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type CryptoKey, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Browser } from './support/browser';
import { basic, INITIAL_ACCESS_TOKEN, registerApplication } from './support/oauth-world';
import {
  answered, approve, type AskingClient, authorizationRequest, LOOPBACK_STAGE_ISSUER, redeem, type SignInWorld, type SignInWorldOptions, startSignInWorld,
} from './support/sign-in-world';
import type { PreRegisteredClient } from '../../../src/contract/oauth/configuration';
import { CLIENTS_PARTITION } from '../../../src/contract/registry';
import { CLIENT_ID, clientDocument, HOST, json, type Publisher, startPublisher } from '../document-fetcher/support/publisher';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

beforeEach(() => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
});

const running: { stop?(): Promise<void>; close?(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop?.() ?? each.close!()));
});

async function start(options: SignInWorldOptions): Promise<SignInWorld> {
  const world = await startSignInWorld(options);
  running.push(world);
  return world;
}

async function publish(): Promise<Publisher> {
  const publisher = await startPublisher();
  running.push(publisher);
  return publisher;
}

/** As it comes out of the configuration's JSON: the library looks at prototypes. */
async function keySet(key: CryptoKey): Promise<{ readonly [name: string]: unknown }> {
  return JSON.parse(JSON.stringify({ keys: [await exportJWK(key)] }));
}

async function assertion(clientId: string, key: CryptoKey, changes: object = {}): Promise<Record<string, string>> {
  const now = Math.floor(Date.now() / 1000);
  const jwt = await new SignJWT({ iss: clientId, sub: clientId, aud: LOOPBACK_STAGE_ISSUER, jti: crypto.randomUUID(), iat: now, exp: now + 60, ...changes })
    .setProtectedHeader({ alg: 'ES256' }).sign(key);
  return { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: jwt };
}

describe('a client that is a metadata document', () => {
  const client = { client_id: CLIENT_ID, redirect_uris: ['http://127.0.0.1:50505/callback'] };

  test('connects: its host is shown, any loopback port will do, and it gets tokens for code and refresh', async () => {
    const publisher = await publish();
    publisher.handle = json(clientDocument());
    const world = await start({ configuration: { clientIdMetadataDocuments: { mode: 'open' } }, fetchDocument: publisher.fetchDocument });
    const browser = new Browser(world);
    const request = authorizationRequest(world, client);

    const consent = await browser.open(request.url);
    expect(consent.document.texts('h1')).toEqual([`Connect ${HOST} to Weather?`]);
    expect(consent.document.text()).toContain('It calls itself “An honest client”.');
    const end = await browser.submit(consent, 'approve');
    const { status, json: tokens } = await redeem(world, request, answered(end).code);
    expect((await world.registry.scan()).find(({ pk }) => pk === CLIENTS_PARTITION)).toMatchObject({ clientId: CLIENT_ID });

    expect(status).toBe(200);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ client_id: CLIENT_ID, scope: 'mcp' });
    const refreshed = await world.call({ method: 'POST', path: '/token', form: { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, client_id: CLIENT_ID } });
    expect(refreshed.status).toBe(200);
    expect(publisher.requests).toHaveLength(1);
  });

  test('proves itself by private_key_jwt where its document says so', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const stranger = await generateKeyPair('ES256');
    const publisher = await publish();
    publisher.handle = json(clientDocument({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [await exportJWK(publicKey)] } }));
    const world = await start({ configuration: { clientIdMetadataDocuments: { mode: 'open' } }, fetchDocument: publisher.fetchDocument });
    const request = authorizationRequest(world, client);
    const { code } = answered(await approve(new Browser(world), request));

    expect(await redeem(world, request, code)).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    expect(await redeem(world, request, code, await assertion(CLIENT_ID, stranger.privateKey))).toMatchObject({ status: 401 });
    expect(await redeem(world, request, code, await assertion(CLIENT_ID, privateKey))).toMatchObject({ status: 200 });
  });

  test('proves itself by keys that it publishes elsewhere', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const publisher = await publish();
    publisher.handle = (incoming, response) => json(incoming.url === '/keys' ? { keys: [jwk] } : clientDocument({
      token_endpoint_auth_method: 'private_key_jwt', jwks_uri: `https://${HOST}/keys`,
    }))(incoming, response);
    const world = await start({ configuration: { clientIdMetadataDocuments: { mode: 'open' } }, fetchDocument: publisher.fetchDocument });
    const request = authorizationRequest(world, client);
    const { code } = answered(await approve(new Browser(world), request));
    expect(await redeem(world, request, code, await assertion(CLIENT_ID, privateKey))).toMatchObject({ status: 200 });
  });

  test.each([
    ['allowlist', { mode: 'allowlist' as const, hosts: [HOST] }, 200],
    ['allowlist with its parent', { mode: 'allowlist' as const, hosts: ['*.example'] }, 200],
    ['allowlist without it', { mode: 'allowlist' as const, hosts: ['other.example'] }, 400],
    ['off', { mode: 'off' as const }, 400],
  ])('%s decides whether it is asked at all', async (_name, clientIdMetadataDocuments, status) => {
    const publisher = await publish();
    publisher.handle = json(clientDocument());
    const world = await start({ configuration: { clientIdMetadataDocuments }, fetchDocument: publisher.fetchDocument });
    const answer = await new Browser(world).open(authorizationRequest(world, client).url);
    expect(answer).toMatchObject({ status, headers: expect.not.objectContaining({ location: expect.anything() }) });
    expect(publisher.requests).toHaveLength(status === 200 ? 1 : 0);
  });

  test('is turned away like any other that is not found while nothing can be fetched, and is welcome at once when it is over', async () => {
    const publisher = await publish();
    publisher.handle = json(clientDocument());
    let reachable = false;
    const world = await start({
      configuration: { clientIdMetadataDocuments: { mode: 'open' } },
      fetchDocument: async (request) => (reachable ? publisher.fetchDocument(request) : { reason: 'fetcher_unavailable', detail: 'throttled: ' }),
    });
    const page = async (clientId: string) => {
      const { status, document } = await new Browser(world).open(authorizationRequest(world, { ...client, client_id: clientId }).url);
      return { status, text: document.text() };
    };

    const unfetched = await page(CLIENT_ID);
    expect(world.logs).toContainEqual(expect.objectContaining({ level: 'error', reason: 'fetcher_unavailable', url: CLIENT_ID }));
    reachable = true;
    expect(unfetched).toEqual({ ...await page(`${CLIENT_ID}?`), status: 400 });
    expect(await page(CLIENT_ID)).toMatchObject({ status: 200 });
  });

  test('leads nowhere that the administrator does not allow', async () => {
    const publisher = await publish();
    publisher.handle = json(clientDocument({ redirect_uris: ['https://evil.example/cb'] }));
    const world = await start({ configuration: { clientIdMetadataDocuments: { mode: 'open' }, registration: { mode: 'open', redirectHosts: ['localhost'] } }, fetchDocument: publisher.fetchDocument });
    expect(await new Browser(world).open(authorizationRequest(world, { ...client, redirect_uris: ['https://evil.example/cb'] }).url)).toMatchObject({ status: 400 });
  });

  test('T35 that moves after the consent gets the answer where the person saw that it goes', async () => {
    const publisher = await publish();
    publisher.handle = json(clientDocument(), { 'cache-control': 'no-store' });
    const world = await start({ configuration: { clientIdMetadataDocuments: { mode: 'open' } }, fetchDocument: publisher.fetchDocument });
    const browser = new Browser(world);
    const request = authorizationRequest(world, client);
    const consent = await browser.open(request.url);
    publisher.handle = json(clientDocument({ redirect_uris: ['https://evil.example/cb'] }), { 'cache-control': 'no-store' });
    // Another instance, which knows only the new document.
    const end = await new Browser({ ...world, call: world.anotherInstance().call }).continueAs(browser).submit(consent, 'approve');
    expect(end.url).toMatch(/^http:\/\/127\.0\.0\.1:50505\/callback\?code=/);
  });

  describe('T35 a document that names other keys after the consent', () => {
    const KEYS = `https://${HOST}/keys`;

    const changes: [string, (key: object) => { readonly token_endpoint_auth_method: string }][] = [
      ['at another address', () => ({ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: `https://${HOST}/stolen` })],
      ['in itself', (key) => ({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [key] } })],
      ['or none', () => ({ token_endpoint_auth_method: 'none' })],
    ];

    test.each(changes.flatMap(([name, changed]) => [[name, 'once the code is there', changed], [name, 'while the person signs in', changed]] as const))(
      '%s, %s, gets nothing for the code, which stays good', async (_name, when, changed) => {
        const [own, thief] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
        const [ownKey, thiefsKey] = await Promise.all([exportJWK(own.publicKey), exportJWK(thief.publicKey)]);
        const publisher = await publish();
        const serve = (document: object) => {
          publisher.handle = (incoming, response) => json(incoming.url === '/keys' ? { keys: [ownKey] } : incoming.url === '/stolen' ? { keys: [thiefsKey] } : document)(incoming, response);
        };
        serve(clientDocument({ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: KEYS }));
        const world = await start({ configuration: { clientIdMetadataDocuments: { mode: 'open' } }, fetchDocument: publisher.fetchDocument });
        const request = authorizationRequest(world, client);
        const browser = new Browser(world);
        const consent = await browser.open(request.url);
        const early = when === 'once the code is there' ? await browser.submit(consent, 'approve') : undefined;

        const authentication = changed(thiefsKey);
        serve(clientDocument(authentication));
        // Another instance, which knows only the new document.
        const elsewhere = { ...world, call: world.anotherInstance().call };
        const { code } = answered(early ?? await new Browser(elsewhere).continueAs(browser).submit(consent, 'approve'));
        const proof = authentication.token_endpoint_auth_method === 'none' ? {} : await assertion(CLIENT_ID, thief.privateKey);
        expect(await redeem(elsewhere, request, code, proof)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
        expect(await redeem(world, request, code, await assertion(CLIENT_ID, own.privateKey))).toMatchObject({ status: 200 });
      },
    );
  });
});

describe('a client that the deployment names', () => {
  const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:assistant';
  const NAMED: PreRegisteredClient = {
    clientId: 'assistant',
    name: 'Company assistant',
    redirectUris: ['https://assistant.example/cb'],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    tokenEndpointAuthMethod: 'client_secret_basic',
    secretArn: ARN,
    secretField: 'secret',
    scopes: ['mcp'],
  };
  const client = { client_id: 'assistant', redirect_uris: ['https://assistant.example/cb'] };

  test('connects under the name that the administrator gave it, with its secret', async () => {
    const world = await start({ scopes: ['mcp', 'mcp:admin'], configuration: { clients: [NAMED] } });
    world.secrets.values[ARN] = { AWSCURRENT: JSON.stringify({ secret: 'a-secret-of-the-company' }) };
    const browser = new Browser(world);
    const request = authorizationRequest(world, client, { scope: 'mcp mcp:admin' });
    const consent = await browser.open(request.url);
    expect(consent.document.texts('h1')).toEqual(['Connect Company assistant to Weather?']);
    expect(consent.document.text()).not.toContain('Nobody has verified');
    const { code } = answered(await browser.submit(consent, 'approve'));

    const form = { grant_type: 'authorization_code', code, code_verifier: request.verifier, redirect_uri: request.redirectUri };
    const answer = await world.call({ method: 'POST', path: '/token', form, headers: { authorization: basic('assistant', 'a-secret-of-the-company') } });
    expect(answer).toMatchObject({ status: 200, json: { scope: 'mcp' } });
    expect(JSON.stringify(await world.registry.scan())).not.toContain('a-secret-of-the-company');
  });

  test('is a machine, too, if it may be', async () => {
    const world = await start({ configuration: { clients: [NAMED] } });
    world.secrets.values[ARN] = { AWSCURRENT: JSON.stringify({ secret: 'a-secret-of-the-company' }) };
    const ask = (secret: string) => world.call({ method: 'POST', path: '/token', form: { grant_type: 'client_credentials' }, headers: { authorization: basic('assistant', secret) } });
    expect(await ask('wrong')).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    expect(await ask('a-secret-of-the-company')).toMatchObject({ status: 200 });
  });

  test('is known by its new secret as soon as that has been rotated', async () => {
    const world = await start({ configuration: { clients: [NAMED] } });
    const ask = (secret: string) => world.call({ method: 'POST', path: '/token', form: { grant_type: 'client_credentials' }, headers: { authorization: basic('assistant', secret) } });
    const rotate = (secret: string) => {
      world.secrets.values[ARN] = { AWSCURRENT: JSON.stringify({ secret }) };
    };
    stopClock();
    try {
      rotate('the-old-secret');
      expect(await ask('the-old-secret')).toMatchObject({ status: 200 });
      rotate('the-new-secret');
      advanceClock(31);
      expect(await ask('the-new-secret')).toMatchObject({ status: 200 });
      expect(await ask('the-old-secret')).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    } finally {
      startClock();
    }
  });

  test('T40 has its secret read once in half a minute, however often somebody guesses it', async () => {
    const world = await start({ configuration: { clients: [NAMED] } });
    world.secrets.values[ARN] = { AWSCURRENT: JSON.stringify({ secret: 'a-secret-of-the-company' }) };
    const guess = (secret: string) => world.call({ method: 'POST', path: '/token', form: { grant_type: 'client_credentials' }, headers: { authorization: basic('assistant', secret) } });
    await guess('first');
    const { calls } = world.secrets;
    for (const secret of ['a', 'b', 'c', 'd']) {
      expect((await guess(secret)).status).toBe(401);
    }
    expect(world.secrets.calls).toBe(calls);
  });

  test('is not refused, but told to come back, while its secret can not be read', async () => {
    const world = await start({ configuration: { clients: [NAMED] } });
    const answer = await world.call({ method: 'POST', path: '/token', form: { grant_type: 'client_credentials' }, headers: { authorization: basic('assistant', 'x') } });
    expect(answer).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
  });

  test('proves itself by its key', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const { secretArn: _arn, secretField: _field, ...named } = NAMED;
    const world = await start({ configuration: { clients: [{ ...named, tokenEndpointAuthMethod: 'private_key_jwt', jwks: await keySet(publicKey) }] } });
    const form = { grant_type: 'client_credentials', client_id: 'assistant', ...await assertion('assistant', privateKey) };
    expect(await world.call({ method: 'POST', path: '/token', form })).toMatchObject({ status: 200 });
  });

  test('proves itself by keys that it publishes, whatever metadata documents are allowed', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const publisher = await publish();
    publisher.handle = json({ keys: [await exportJWK(publicKey)] });
    const { secretArn: _arn, secretField: _field, ...named } = NAMED;
    const world = await start({
      configuration: { clients: [{ ...named, tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: `https://${HOST}/keys` }], clientIdMetadataDocuments: { mode: 'allowlist', hosts: ['other.example'] } },
      fetchDocument: publisher.fetchDocument,
    });
    const form = { grant_type: 'client_credentials', client_id: 'assistant', ...await assertion('assistant', privateKey) };
    expect(await world.call({ method: 'POST', path: '/token', form })).toMatchObject({ status: 200 });
    expect(await new Browser(world).open(authorizationRequest(world, { client_id: CLIENT_ID, redirect_uris: ['http://127.0.0.1/callback'] }).url)).toMatchObject({ status: 400 });
    expect(publisher.requests).toHaveLength(1);
  });
});

describe('registration', () => {
  const UNREACHED = { id: 'corp', name: 'Example Corp', issuer: 'http://127.0.0.1:9', clientId: 'weather', scopes: ['openid'] };
  const body = { redirect_uris: ['http://127.0.0.1:33418/'], token_endpoint_auth_method: 'none', client_name: 'Editor' };
  const register = (world: SignInWorld, json_: object = body, headers = {}) => world.call({ method: 'POST', path: '/register', json: json_, headers });
  const operator = { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` };

  test.each([
    ['open', 201, 201],
    ['initial-access-token', 401, 201],
    ['closed', 401, 401],
  ] as const)('%s', async (mode, anybody, holder) => {
    const world = await start({ configuration: { registration: { mode } } });
    expect((await register(world)).status).toBe(anybody);
    expect((await register(world, body, operator)).status).toBe(holder);
  });

  test('leads only where the administrator allows', async () => {
    const world = await start({ configuration: { registration: { mode: 'open', redirectHosts: ['claude.ai', 'localhost'] } } });
    expect((await register(world)).status).toBe(201);
    expect(await register(world, { ...body, redirect_uris: ['http://127.0.0.1:33418/', 'https://evil.example/cb'] })).toMatchObject({ status: 400, json: { error: 'invalid_redirect_uri' } });
  });

  test('T62 of before the administrator allowed less leads nowhere', async () => {
    const world = await start({});
    const client = (await register(world)).json as AskingClient;
    const stricter = world.anotherInstance({ configuration: { signIn: [UNREACHED], registration: { mode: 'open', redirectHosts: ['claude.ai'] } } });
    const page = await new Browser(stricter).open(authorizationRequest(stricter, client).url);
    expect(page).toMatchObject({ status: 400 });
    expect(page.document.elements('form')).toEqual([]);
    expect(stricter.logs.at(-1)).toMatchObject({ error: 'invalid_redirect_uri' });
  });
});

describe('groups', () => {
  const configuration = {
    scopes: [{ name: 'read' }, { name: 'admin', includes: ['read'] }], groupScopes: { readers: ['read'], admins: ['admin'] },
  };

  test.each([
    ['reader', 'read admin', 'read'],
    ['admin', 'read admin', 'read admin'],
    ['admin', 'read', 'read'],
  ])('%s who consents to %s gives %s', async (login_hint, scope, granted) => {
    const world = await start({ scopes: ['read', 'admin'], configuration });
    const request = authorizationRequest(world, await registerApplication(world) as never, { scope, login_hint });
    const { code } = answered(await approve(new Browser(world), request));
    expect((await redeem(world, request, code)).json).toMatchObject({ scope: granted });
  });

  test('who may have nothing of it gives nothing, and the client is told', async () => {
    const world = await start({ scopes: ['read', 'admin'], configuration });
    const request = authorizationRequest(world, await registerApplication(world) as never, { scope: 'admin', login_hint: 'reader' });
    const end = await approve(new Browser(world), request);
    expect(answered(end)).toMatchObject({ error: 'access_denied', state: 'st=at&e ü', iss: LOOPBACK_STAGE_ISSUER });
    expect(world.logs).toEqual(expect.arrayContaining([expect.objectContaining({ error: 'scopes_not_allowed' })]));
  });
});
