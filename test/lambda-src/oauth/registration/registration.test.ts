import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256 } from '../../../../lambda-src/platform/sha256';
import { clientKey } from '../../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../../platform/support/clock';
import {
  basic, type Call, DOMAIN_ISSUER, INITIAL_ACCESS_TOKEN, INITIAL_ACCESS_TOKEN_ARN, registerApplication, registerMachine, registerOwnApplication, STAGE_ISSUER,
  startWorld, tokenRequest, type World,
} from '../support/oauth-world';

const URI = 'http://127.0.0.1:33418/';
const CONFIDENTIAL = { token_endpoint_auth_method: 'client_secret_basic' };
const manage = (client: Record<string, any>, method: string, json?: object, path = `/register/${client.client_id}`): Call => ({
  method, path, headers: { authorization: `Bearer ${client.registration_access_token}` }, json,
});

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('registration at %s', (issuer) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ issuer });
  });
  beforeEach(() => {
    world.logs.length = 0;
  });
  afterAll(() => world.stop());

  describe.each(['/register', '/dcr'])('POST %s', (path) => {
    test('registers an application for anybody, and answers with what is in effect', async () => {
      const answer = await world.call({ method: 'POST', path, json: { redirect_uris: [URI], client_name: 'Editor\u202e', scope: 'claudeai mcp', grant_types: ['authorization_code', 'refresh_token', 'client_credentials'] } });
      expect(answer.status).toBe(201);
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'access-control-allow-origin': '*' });
      expect(answer.json).toEqual({
        application_type: 'native',
        client_id: expect.stringMatching(/^[\w-]{36}$/),
        client_id_issued_at: expect.any(Number),
        client_secret: expect.stringMatching(/^[\w-]{43}$/),
        client_secret_expires_at: 0,
        client_name: 'Editor',
        redirect_uris: [URI],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        dpop_bound_access_tokens: false,
        require_pushed_authorization_requests: false,
        registration_access_token: expect.any(String),
        registration_client_uri: `${issuer}/register/${answer.json.client_id}`,
      });
    });
  });

  test.each([
    ['Claude', { client_name: 'Claude', redirect_uris: ['https://claude.ai/api/mcp/auth_callback'], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none', scope: 'claudeai' }],
    ['VS Code', { client_name: 'Visual Studio Code', redirect_uris: ['https://vscode.dev/redirect', 'http://127.0.0.1/', 'http://127.0.0.1:33418/'], grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'], token_endpoint_auth_method: 'none', application_type: 'native' }],
    ['Cursor', { client_name: 'Cursor', redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback', 'https://www.cursor.com/agents/mcp/oauth/callback', 'http://localhost:8787/callback'], token_endpoint_auth_method: 'none' }],
    ['MCP Inspector', { client_name: 'MCP Inspector', redirect_uris: ['http://localhost:6274/oauth/callback/debug'], client_uri: 'https://github.com/modelcontextprotocol/inspector', token_endpoint_auth_method: 'none', response_types: ['code'] }],
  ])('takes what %s sends', async (_name, metadata) => {
    expect(await world.call({ method: 'POST', path: '/register', json: metadata })).toMatchObject({ status: 201, json: { redirect_uris: metadata.redirect_uris } });
  });

  test.each([
    ['T4 a script as redirect URI', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['T2 an encoded dot segment', { redirect_uris: ['https://example.com/%2e%2e/x'] }, 'invalid_redirect_uri'],
    ['clear text', { redirect_uris: ['http://example.com/cb'], application_type: 'web' }, 'invalid_redirect_uri'],
    ['no redirect URI', {}, 'invalid_redirect_uri'],
    ['T38 client_credentials from anybody', { grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
    ['an unknown way to authenticate', { redirect_uris: [URI], token_endpoint_auth_method: 'tls_client_auth' }, 'invalid_client_metadata'],
    ['keys at an address', { redirect_uris: [URI], jwks_uri: 'https://example.com/jwks' }, 'invalid_client_metadata'],
    ['a symmetric key', { redirect_uris: [URI], token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }, 'invalid_client_metadata'],
    ['a private key', { redirect_uris: [URI], token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA', d: 'AA' }] } }, 'invalid_client_metadata'],
    ['T37 more than 16 KB', { redirect_uris: [URI], client_name: 'x'.repeat(17_000) }, 'invalid_client_metadata'],
    ['text that is not JSON', '{', 'invalid_request'],
    ['a list', [], 'invalid_request'],
  ])('refuses %s', async (_name, json, error) => {
    const answer = await world.call({ method: 'POST', path: '/register', json });
    expect(answer).toMatchObject({ status: 400, json: { error }, headers: { 'cache-control': 'no-store', 'access-control-allow-origin': '*' } });
    expect(world.logs).toEqual([expect.objectContaining({ status: 400, error })]);
  });

  test('gives the holder of the initial access token a machine', async () => {
    expect(await registerMachine(world)).toMatchObject({ grant_types: ['client_credentials'], response_types: [], redirect_uris: [], client_secret: expect.any(String) });
  });

  test.each(['Bearer wrong', 'Bearer ', 'Basic YTpi', `Bearer ${INITIAL_ACCESS_TOKEN} `, 'Bearer anonymous'])('refuses the initial access token %j', async (authorization) => {
    const answer = await world.call({ method: 'POST', path: '/register', headers: { authorization }, json: { redirect_uris: [URI] } });
    expect([400, 401]).toContain(answer.status);
    expect(answer.json.error).toMatch(/invalid_token|invalid_request/);
  });

  describe.each(['/register', '/clients'])('%s/{client_id}', (base) => {
    const at = (client: Record<string, any>, method: string, json?: object) => manage(client, method, json, `${base}/${client.client_id}`);

    test('GET shows the metadata, and no secret', async () => {
      const client = await registerMachine(world);
      const { status, json, headers } = await world.call(at(client, 'GET'));
      expect({ status, json }).toMatchObject({ status: 200, json: { client_id: client.client_id, client_name: 'Nightly report', registration_access_token: client.registration_access_token } });
      expect(json).not.toHaveProperty('client_secret');
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    });

    test('PUT replaces the metadata, gives a new registration access token, and shows no secret', async () => {
      const client = await registerMachine(world);
      const updated = await world.call(at(client, 'PUT', { client_id: client.client_id, client_name: 'Weekly report', grant_types: ['client_credentials'] }));
      expect(updated).toMatchObject({ status: 200, json: { client_name: 'Weekly report' } });
      expect(updated.json).not.toHaveProperty('client_secret');
      expect((await world.call(at(client, 'GET'))).status).toBe(401);
      expect(await world.call(at(updated.json, 'GET'))).toMatchObject({ status: 200, json: { client_name: 'Weekly report' } });
      expect((await world.call(tokenRequest(client))).status).toBe(200);
    });

    test('PUT shows a secret that it issues', async () => {
      const client = await registerOwnApplication(world);
      const updated = await world.call(at(client, 'PUT', { client_id: client.client_id, redirect_uris: [URI], token_endpoint_auth_method: 'client_secret_basic' }));
      expect(updated).toMatchObject({ status: 200, json: { client_secret: expect.stringMatching(/^[\w-]{43}$/), client_secret_expires_at: 0 } });
    });

    test('T38 PUT gives nobody what registration would not have given', async () => {
      const client = await registerApplication(world, { token_endpoint_auth_method: 'client_secret_basic' });
      const updated = await world.call(at(client, 'PUT', { client_id: client.client_id, redirect_uris: [URI], grant_types: ['authorization_code', 'client_credentials'] }));
      expect(updated).toMatchObject({ status: 200, json: { grant_types: ['authorization_code'] } });
      expect(await world.call(at(updated.json, 'PUT', { client_id: client.client_id, redirect_uris: ['data:x'] }))).toMatchObject({ status: 400, json: { error: 'invalid_redirect_uri' } });
    });

    test('PUT refuses the id or the secret of another', async () => {
      const client = await registerMachine(world);
      expect((await world.call(at(client, 'PUT', { client_id: 'other' }))).status).toBe(400);
      expect((await world.call(at(client, 'PUT', { client_id: client.client_id, client_secret: 'guess' }))).status).toBe(400);
    });

    test('DELETE ends the client, its secret and its registration access token', async () => {
      const client = await registerMachine(world);
      expect(await world.call(at(client, 'DELETE'))).toMatchObject({ status: 204, text: '' });
      expect((await world.call(tokenRequest(client))).status).toBe(401);
      expect((await world.call(at(client, 'GET'))).status).toBe(401);
      expect((await world.registry.scan()).map(({ pk }) => pk)).not.toContain(clientKey(sha256(client.client_id)).pk);
    });

    test('T39 nobody manages the client of another', async () => {
      const [client, other] = [await registerMachine(world), await registerMachine(world)];
      for (const method of ['GET', 'DELETE']) {
        const stranger = await registerMachine(world);
        expect(await world.call({ ...at(client, method), headers: { authorization: `Bearer ${stranger.registration_access_token}` } })).toMatchObject({ status: 401, json: { error: 'invalid_token' } });
      }
      expect((await world.call({ ...at(client, 'GET'), headers: {} })).status).toBe(401);
      expect((await world.call({ ...at(client, 'GET'), headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` } })).status).toBe(401);
      expect((await world.call(tokenRequest(client))).status).toBe(200);
      expect((await world.call(at(other, 'GET'))).status).toBe(200);
    });
  });
});

describe('clients that nobody uses', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  beforeEach(() => stopClock());
  afterEach(() => startClock());
  afterAll(() => world.stop());

  const DAY = 24 * 3600;

  test('T37 are forgotten after a day where anybody registered them', async () => {
    const client = await registerApplication(world, CONFIDENTIAL);
    advanceClock(DAY - 1);
    expect((await world.call(manage(client, 'GET'))).status).toBe(200);
    advanceClock(1);
    expect((await world.call(manage(client, 'GET'))).status).toBe(401);
    expect(await world.call({ method: 'POST', path: '/token', form: { grant_type: 'authorization_code', code: 'x', client_id: client.client_id } })).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  test('keep their expiry when they are managed', async () => {
    const client = await registerApplication(world, CONFIDENTIAL);
    advanceClock(DAY - 10);
    const updated = await world.call(manage(client, 'PUT', { client_id: client.client_id, redirect_uris: [URI], ...CONFIDENTIAL }));
    expect((await world.call(manage(updated.json, 'GET'))).status).toBe(200);
    advanceClock(10);
    expect((await world.call(manage(updated.json, 'GET'))).status).toBe(401);
  });

  test('stay where somebody registered them who was trusted to', async () => {
    const machine = await registerMachine(world);
    advanceClock(400 * DAY);
    expect((await world.call(tokenRequest(machine))).status).toBe(200);
  });
});

describe('the initial access token', () => {
  test('is not needed by anybody, and is nobody\'s, where there is none', async () => {
    const world = await startWorld({ initialAccessTokenSecretArn: '' });
    try {
      expect((await registerApplication(world)).client_id).toBeDefined();
      for (const bearer of [INITIAL_ACCESS_TOKEN, 'undefined', 'null']) {
        expect((await world.call({ method: 'POST', path: '/register', headers: { authorization: `Bearer ${bearer}` }, json: { grant_types: ['client_credentials'] } })).status).toBe(401);
      }
    } finally {
      await world.stop();
    }
  });

  test('may be replaced: the new one works half a minute later at most', async () => {
    stopClock();
    const world = await startWorld();
    try {
      await registerMachine(world);
      world.secrets.values[INITIAL_ACCESS_TOKEN_ARN] = { AWSCURRENT: 'the-new-one' };
      advanceClock(30);
      const { status } = await world.call({ method: 'POST', path: '/register', headers: { authorization: 'Bearer the-new-one' }, json: {} });
      expect(status).toBe(201);
      expect((await world.call({ method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json: {} })).status).toBe(401);
    } finally {
      startClock();
      await world.stop();
    }
  });
});

test('T40 a client is told from another by its secret alone', async () => {
  const world = await startWorld();
  try {
    const [one, two] = [await registerMachine(world), await registerMachine(world)];
    const answer = await world.call({ method: 'POST', path: '/token', headers: { authorization: basic(one.client_id, two.client_secret) }, form: { grant_type: 'client_credentials' } });
    expect(answer.status).toBe(401);
  } finally {
    await world.stop();
  }
});
