import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { claimsOf, refreshed, refreshRequest, signedIn, type Tokens, unknownToken } from './support/grants';
import { basic, type Call, LIFETIME, registerApplication, registerMachine, registerOwnApplication, startWorld, tokenRequest, type World } from './support/oauth-world';
import { REGISTRY_SCHEMA, revokedGrantKey, revokedTokenKey } from '../../../src/contract/registry';

let world: World;
let client: Record<string, any>;
let tokens: Tokens;
beforeAll(async () => {
  world = await startWorld();
  client = await registerApplication(world);
});
beforeEach(async () => {
  tokens = await signedIn(world, client);
});
afterAll(() => world.stop());

const revoke = (token: string, form: Record<string, string> = {}) => world.call({ method: 'POST', path: '/revoke', form: { token, client_id: client.client_id, ...form } });
const record = async ({ pk }: { pk: string }) => (await world.registry.scan()).find((item) => item.pk === pk);

/** A client that proves to be itself. */
const asClient = (which: Record<string, any>, path: string, form: Record<string, string>): Call => (
  { method: 'POST', path, headers: { authorization: basic(which.client_id, which.client_secret) }, form }
);

describe('revoking', () => {
  test.each([{}, { token_type_hint: 'refresh_token' }, { token_type_hint: 'access_token' }])('a refresh token ends its grant, also with %j', async (hint) => {
    expect(await revoke(tokens.refresh_token, hint as Record<string, string>)).toMatchObject({ status: 200, text: '{}', headers: { 'access-control-allow-origin': '*' } });
    const { [REGISTRY_SCHEMA.expiry]: expiry } = (await record(revokedGrantKey(tokens.grantId)))!;
    expect(expiry).toBeGreaterThanOrEqual(Math.floor(Date.now() / 1000) + LIFETIME);
    expect(await world.call(refreshRequest(client, tokens.refresh_token))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  test('an older refresh token ends its grant as well', async () => {
    const successor = await refreshed(world, client, tokens.refresh_token);
    await revoke(tokens.refresh_token);
    expect((await world.call(refreshRequest(client, successor))).status).toBe(400);
  });

  test.each([{}, { token_type_hint: 'refresh_token' }, { token_type_hint: 'access_token' }])('an access token ends it alone, also with %j', async (hint) => {
    expect(await revoke(tokens.access_token, hint as Record<string, string>)).toMatchObject({ status: 200, text: '{}' });
    const { [REGISTRY_SCHEMA.expiry]: expiry } = (await record(revokedTokenKey(claimsOf(tokens.access_token).jti)))!;
    expect(expiry).toBeGreaterThanOrEqual(claimsOf(tokens.access_token).exp);
    expect(await record(revokedGrantKey(tokens.grantId))).toBeUndefined();
    await refreshed(world, client, tokens.refresh_token);
  });

  test('a machine\'s access token ends it', async () => {
    const machine = await registerMachine(world);
    const { access_token: token } = (await world.call(tokenRequest(machine))).json;
    expect((await world.call(asClient(machine, '/revoke', { token }))).status).toBe(200);
    expect(await record(revokedTokenKey(claimsOf(token).jti))).toBeDefined();
  });

  test('what is unknown, forged or revoked is answered alike', async () => {
    await revoke(tokens.refresh_token);
    const [header, payload, signature] = tokens.access_token.split('.');
    for (const token of [unknownToken(), 'a.b.c', tokens.refresh_token, `${header}.${payload}.${signature.split('').reverse().join('')}`]) {
      expect(await revoke(token)).toMatchObject({ status: 200, text: '{}' });
    }
    expect(await record(revokedTokenKey(claimsOf(tokens.access_token).jti))).toBeUndefined();
  });

  test('the tokens of another changes nothing, and says nothing', async () => {
    const other = await registerApplication(world, { client_name: 'Other' });
    for (const token of [tokens.refresh_token, tokens.access_token]) {
      expect(await revoke(token, { client_id: other.client_id })).toMatchObject({ status: 200, text: '{}' });
    }
    expect(await record(revokedGrantKey(tokens.grantId))).toBeUndefined();
    expect(await record(revokedTokenKey(claimsOf(tokens.access_token).jti))).toBeUndefined();
    await refreshed(world, client, tokens.refresh_token);
  });

  test.each([
    ['no token', { token: '' }, 400, 'invalid_request'],
    ['no client', { client_id: '' }, 400, 'invalid_request'],
    ['an unknown client', { client_id: 'unknown' }, 401, 'invalid_client'],
  ])('needs more than %s', async (_name, form, status, error) => {
    expect(await revoke(tokens.refresh_token, form)).toMatchObject({ status, json: { error } });
  });

  test('T20 refuses two tokens at once', async () => {
    const form = new URLSearchParams({ client_id: client.client_id, token: tokens.access_token });
    form.append('token', tokens.refresh_token);
    expect(await world.call({ method: 'POST', path: '/revoke', form: String(form) })).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });
});

test('T50 with a client go its refresh tokens', async () => {
  const own = await registerOwnApplication(world);
  const { refresh_token: token } = await signedIn(world, own);
  const { client_id: id, registration_access_token: bearer } = own;
  expect((await world.call({ method: 'DELETE', path: `/register/${id}`, headers: { authorization: `Bearer ${bearer}` } })).status).toBe(204);
  expect(await world.call(refreshRequest(own, token))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
});

describe('introspection', () => {
  const introspect = (which: Record<string, any>, token: string) => world.call(asClient(which, '/introspect', { token }));
  let machine: Record<string, any>;
  beforeAll(async () => {
    machine = await registerMachine(world);
  });

  test('shows a resource server what an access token says', async () => {
    const { status, json, headers } = await introspect(machine, tokens.access_token);
    const { jti, iat, exp } = claimsOf(tokens.access_token);
    expect({ status, json }).toEqual({ status: 200, json: { active: true, iss: world.issuer, aud: world.resource, sub: 'https://idp.example|ada', client_id: client.client_id, scope: 'mcp', gid: undefined, jti, iat, exp, token_type: 'Bearer' } });
    expect(headers['cache-control']).toContain('no-store');
  });

  test('shows a refresh token, and a machine\'s access token', async () => {
    expect((await introspect(machine, tokens.refresh_token)).json).toMatchObject({ active: true, client_id: client.client_id, sub: 'https://idp.example|ada' });
    const { access_token: token } = (await world.call(tokenRequest(machine))).json;
    expect((await introspect(machine, token)).json).toMatchObject({ active: true, client_id: machine.client_id, scope: 'mcp', token_type: 'Bearer' });
  });

  test('knows nothing of tokens that are unknown, forged or revoked', async () => {
    const revoked = await signedIn(world, client);
    await revoke(revoked.refresh_token);
    const single = await signedIn(world, client);
    await revoke(single.access_token);
    const [header, payload, signature] = tokens.access_token.split('.');
    const other = Buffer.from(JSON.stringify({ ...claimsOf(tokens.access_token), aud: 'https://other.example/mcp' })).toString('base64url');
    const forged = [unknownToken(), 'a.b.c', `${header}.${other}.${signature}`, `${header}.${payload}.AAAA`, `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`];
    for (const token of [...forged, revoked.refresh_token, revoked.access_token, single.access_token]) {
      expect(await introspect(machine, token)).toMatchObject({ status: 200, json: { active: false } });
    }
  });

  test('T50 knows nothing of the tokens of a client that is gone', async () => {
    const gone = await registerOwnApplication(world);
    const { access_token: token, refresh_token: refreshToken } = await signedIn(world, gone);
    await world.call({ method: 'DELETE', path: `/register/${gone.client_id}`, headers: { authorization: `Bearer ${gone.registration_access_token}` } });
    expect((await introspect(machine, token)).json).toEqual({ active: false });
    expect(await introspect(machine, refreshToken)).toMatchObject({ status: 200, json: { active: false } });
  });

  test('shows a client that nobody vouches for its own tokens, and a public one none', async () => {
    const confidential = await registerApplication(world, { token_endpoint_auth_method: 'client_secret_basic' });
    expect((await introspect(confidential, tokens.access_token)).json).toEqual({ active: false });
    expect((await world.call({ method: 'POST', path: '/introspect', form: { token: tokens.access_token, client_id: client.client_id } })).json).toEqual({ active: false });
  });

  test('is for clients that authenticate', async () => {
    expect((await introspect({ ...machine, client_secret: 'wrong' }, tokens.access_token))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    expect((await world.call({ method: 'POST', path: '/introspect', form: { token: tokens.access_token } })).status).toBe(400);
  });
});
