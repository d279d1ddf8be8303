import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CHALLENGE, REDIRECT_URI } from './support/grants';
import { basic, DOMAIN_ISSUER, registerApplication, registerOwnApplication, STAGE_ISSUER, startWorld, type World } from './support/oauth-world';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('/par of %s', (issuer) => {
  let world: World;
  let client: Record<string, any>;
  beforeAll(async () => {
    world = await startWorld({ issuer });
    client = await registerOwnApplication(world);
  });
  beforeEach(() => stopClock());
  afterEach(() => startClock());
  afterAll(() => world.stop());

  const push = (changes: Record<string, string> = {}, headers: Record<string, string> = {}) => world.call({
    method: 'POST', path: '/par', headers, form: { client_id: client.client_id, response_type: 'code', redirect_uri: REDIRECT_URI, code_challenge: CHALLENGE, code_challenge_method: 'S256', state: 's', scope: 'mcp claudeai', ...changes },
  });
  const authorize = (requestUri: string, clientId = client.client_id as string) => world.call({ method: 'GET', path: '/authorize', query: { client_id: clientId, request_uri: requestUri } });

  test('takes a request, and gives it a name for a minute', async () => {
    const { status, json, headers } = await push();
    expect({ status, json }).toEqual({ status: 201, json: { request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:/), expires_in: 60 } });
    expect(headers['cache-control']).toContain('no-store');
    expect(headers['access-control-allow-origin']).toBe('*');
    const { status: redirected, headers: { location } } = await authorize(json.request_uri);
    expect([302, 303]).toContain(redirected);
    expect(location).not.toMatch(/error=invalid/);
  });

  test('ignores what only OpenID Connect knows', async () => {
    expect((await push({ scope: 'openid mcp', nonce: 'n', max_age: '60' })).status).toBe(201);
  });

  test('the name means nothing to another client, nor after its minute', async () => {
    const { request_uri: uri } = (await push()).json;
    const other = await registerOwnApplication(world);
    expect((await authorize(uri, other.client_id)).headers.location).toMatch(/^http:\/\/127\.0\.0\.1:33418\/\?error=invalid_request/);
    advanceClock(61);
    for (const unknown of [uri, 'urn:ietf:params:oauth:request_uri:unknown']) {
      expect((await authorize(unknown)).headers.location).toMatch(/^http:\/\/127\.0\.0\.1:33418\/\?error=invalid_request_uri/);
    }
    expect((await authorize('https://evil.example/request')).headers.location).toMatch(/^http:\/\/127\.0\.0\.1:33418\/\?error=request_uri_not_supported/);
  });

  test.each([
    ['T1 another redirect URI', { redirect_uri: 'https://evil.example/cb' }, 400, /invalid_request|invalid_redirect_uri/],
    ['T6 no challenge', { code_challenge: '', code_challenge_method: '' }, 400, /invalid_request/],
    ['T6 a plain challenge', { code_challenge_method: 'plain' }, 400, /invalid_request/],
    ['another resource', { resource: 'https://other.example/mcp' }, 400, /invalid_target/],
    ['nothing but unknown scopes', { scope: 'claudeai' }, 400, /invalid_scope/],
    ['the name of another request', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 400, /request_uri_not_supported/],
    ['an unknown client', { client_id: 'unknown' }, 401, /invalid_client/],
  ])('refuses %s', async (_name, changes, status, error) => {
    const answer = await push(changes as Record<string, string>);
    expect(answer).toMatchObject({ status, json: { error: expect.stringMatching(error) } });
    expect(answer.headers).not.toHaveProperty('location');
  });

  test('wants a client that has a secret to prove it', async () => {
    const confidential = await registerApplication(world, { token_endpoint_auth_method: 'client_secret_basic' });
    expect((await push({ client_id: confidential.client_id })).status).toBe(401);
    expect((await push({ client_id: confidential.client_id }, { authorization: basic(confidential.client_id, confidential.client_secret) })).status).toBe(201);
  });
});
