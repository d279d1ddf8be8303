import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { basic, DOMAIN_ISSUER, LIFETIME, registerApplication, registerMachine, STAGE_ISSUER, startWorld, tokenRequest, type World } from './support/oauth-world';

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('POST /token of %s', (issuer) => {
  let world: World;
  let machine: Record<string, any>;
  beforeAll(async () => {
    world = await startWorld({ issuer, scopes: ['mcp', 'mcp:admin'] });
    machine = await registerMachine(world);
  });
  beforeEach(() => {
    world.logs.length = 0;
  });
  afterAll(() => world.stop());

  test('gives a machine an access token of RFC 9068 that the JWKS verifies', async () => {
    const { status, json, headers } = await world.call(tokenRequest(machine));
    expect({ status, json }).toMatchObject({ status: 200, json: { token_type: 'Bearer', expires_in: LIFETIME, scope: 'mcp mcp:admin' } });
    expect(json).not.toHaveProperty('refresh_token');
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'access-control-allow-origin': '*' });
    const jwks = (await world.call({ method: 'GET', path: '/jwks' })).json;
    const { payload, protectedHeader } = await jwtVerify(json.access_token, createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0]));
    expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: jwks.keys[0].kid });
    expect(payload).toEqual({
      iss: issuer,
      aud: `${issuer}/mcp`,
      sub: machine.client_id,
      client_id: machine.client_id,
      scope: 'mcp mcp:admin',
      iat: expect.any(Number),
      exp: payload.iat! + LIFETIME,
      jti: expect.any(String),
    });
  });

  test('takes the secret from the form, too, and a form that arrives as base64', async () => {
    const form = { grant_type: 'client_credentials', client_id: machine.client_id, client_secret: machine.client_secret };
    expect((await world.call({ method: 'POST', path: '/token', form })).status).toBe(200);
    expect((await world.call({ method: 'POST', path: '/token', form, base64: true })).status).toBe(200);
  });

  test.each([
    ['the resource', 'mcp', {}, 'mcp'],
    ['an unknown scope beside a known one', 'mcp claudeai', {}, 'mcp'],
  ])('narrows scopes: %s', async (_name, scope, extra, granted) => {
    expect((await world.call(tokenRequest(machine, { scope, ...extra }))).json).toMatchObject({ scope: granted });
  });

  test('takes the resource by name, and refuses another', async () => {
    expect((await world.call(tokenRequest(machine, { resource: `${issuer}/mcp` }))).status).toBe(200);
    expect(await world.call(tokenRequest(machine, { resource: 'https://other.example/mcp' }))).toMatchObject({ status: 400, json: { error: 'invalid_target' } });
  });

  test.each([
    ['nothing but unknown scopes', { scope: 'claudeai' }, {}, 400, 'invalid_scope'],
    ['an unknown grant', { grant_type: 'password' }, {}, 400, 'unsupported_grant_type'],
    ['a grant that the client has not', { grant_type: 'refresh_token', refresh_token: 'x' }, {}, 400, 'invalid_request'],
    ['T40 a wrong secret', {}, { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['T40 a secret with colons', {}, { client_secret: 'a:b:c' }, 401, 'invalid_client'],
    ['an unknown client', {}, { client_id: 'unknown' }, 401, 'invalid_client'],
  ])('refuses %s', async (_name, form, client, status, error) => {
    const answer = await world.call(tokenRequest({ ...machine, ...client }, form));
    expect(answer).toMatchObject({ status, json: { error }, headers: { 'cache-control': 'no-store', 'content-type': expect.stringContaining('json'), 'access-control-allow-origin': '*' } });
    expect(world.logs).toEqual([expect.objectContaining({ requestId: 'request-1', status, error })]);
  });

  test('answers a browser, too, with JSON', async () => {
    const answer = await world.call({ ...tokenRequest({ ...machine, client_secret: 'wrong' }), headers: { authorization: basic(machine.client_id, 'wrong'), accept: 'text/html' } });
    expect(answer).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  test('tells the log why, and the client only that', async () => {
    const answer = await world.call(tokenRequest({ ...machine, client_secret: 'wrong' }));
    expect(answer.json).toEqual({ error: 'invalid_client', error_description: 'client authentication failed' });
    expect(world.logs[0]).toMatchObject({ reason: 'invalid secret provided', clientId: machine.client_id, grantType: 'client_credentials', level: 'info' });
  });

  test.each(['grant_type', 'client_id', 'scope'])('T20 refuses a repeated %s', async (name) => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: machine.client_id, client_secret: machine.client_secret, scope: 'mcp' });
    form.append(name, 'b');
    expect(await world.call({ method: 'POST', path: '/token', form: String(form) })).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  test.each([
    ['JSON', { json: { grant_type: 'client_credentials' } }],
    ['no body', {}],
    ['two credentials', { form: { grant_type: 'client_credentials', client_secret: 'x' }, headers: { authorization: basic('a', 'b') } }],
    ['a body of 60 KB', { form: { grant_type: 'client_credentials', padding: 'x'.repeat(60_000) } }],
  ])('refuses %s', async (_name, request) => {
    expect(await world.call({ method: 'POST', path: '/token', ...request })).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  test('does not give an application what is for machines', async () => {
    const application = await registerApplication(world, { token_endpoint_auth_method: 'client_secret_basic' });
    expect(await world.call(tokenRequest(application))).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  test('T19 says nothing of the host that a request names', async () => {
    const { text } = await world.call({ method: 'GET', path: '/.well-known/oauth-authorization-server', headers: { 'host': 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' } });
    expect(text).not.toContain('evil.example');
    expect(JSON.parse(text)).toMatchObject({ issuer, token_endpoint: `${issuer}/token` });
  });
});
