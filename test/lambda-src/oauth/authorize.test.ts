import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DOMAIN_ISSUER, registerApplication, registerOwnApplication, type Reply, STAGE_ISSUER, startWorld, type World } from './support/oauth-world';

const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const REDIRECT_URI = 'http://127.0.0.1:33418/';

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('/authorize of %s', (issuer) => {
  let world: World;
  let client: Record<string, any>;
  beforeAll(async () => {
    world = await startWorld({ issuer });
    client = await registerApplication(world);
  });
  beforeEach(() => {
    world.logs.length = 0;
  });
  afterAll(() => world.stop());

  const request = (changes: Record<string, string | undefined> = {}) => {
    const all = {
      client_id: client.client_id, response_type: 'code', redirect_uri: REDIRECT_URI, code_challenge: CHALLENGE, code_challenge_method: 'S256', state: 'st=at&e ü', scope: 'mcp', ...changes,
    };
    return new URLSearchParams(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
  };
  const authorize = (changes?: Record<string, string | undefined>, headers = {}) => world.call({ method: 'GET', path: '/authorize', query: String(request(changes)), headers });
  const redirected = ({ headers }: Reply) => Object.fromEntries(new URL(headers.location!).searchParams);

  test('tells the client that nobody signs in here', async () => {
    const answer = await authorize();
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toMatch(/^http:\/\/127\.0\.0\.1:33418\/\?/);
    expect(redirected(answer)).toEqual({ error: 'access_denied', error_description: expect.stringContaining('no interactive sign-in'), state: 'st=at&e ü', iss: issuer });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(world.logs).toEqual([expect.objectContaining({ error: 'access_denied', clientId: client.client_id, route: '/authorize' })]);
  });

  test('takes a posted request as well', async () => {
    const answer = await world.call({ method: 'POST', path: '/authorize', form: String(request()) });
    expect(redirected(answer)).toMatchObject({ error: 'access_denied', state: 'st=at&e ü' });
  });

  test('takes any port of a loopback redirect URI', async () => {
    expect((await authorize({ redirect_uri: 'http://127.0.0.1:50505/' })).headers.location).toMatch(/^http:\/\/127\.0\.0\.1:50505\/\?/);
  });

  test.each([
    ['T6 no challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['T6 a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['T6 no method, which means plain', { code_challenge_method: undefined }, 'invalid_request'],
    ['another response type', { response_type: 'other' }, 'unsupported_response_type'],
    ['another resource', { resource: 'https://other.example/mcp' }, 'invalid_target'],
    ['a resource with a fragment', { resource: `${issuer}/mcp#x` }, 'invalid_target'],
    ['nothing but unknown scopes', { scope: 'claudeai' }, 'invalid_scope'],
    ['prompt none', { prompt: 'none' }, 'login_required'],
  ])('redirects the error of %s', async (_name, changes, error) => {
    expect(redirected(await authorize(changes))).toMatchObject({ error, state: 'st=at&e ü', iss: issuer });
  });

  test.each([
    ['no resource', {}], ['the resource', { resource: `${issuer}/mcp` }], ['no scope', { scope: undefined }], ['unknown scopes besides', { scope: 'mcp claudeai offline_access', prompt: 'consent' }],
    ['nothing but what every server is asked for', { scope: 'openid email profile offline_access' }],
    ['what OpenID Connect adds', { scope: 'openid mcp', nonce: 'n', max_age: '60' }],
  ])('finds nothing wrong with %s', async (_name, changes) => {
    expect(redirected(await authorize(changes))).toMatchObject({ error: 'access_denied', error_description: expect.stringContaining('no interactive sign-in') });
  });

  test('a client that registered its scopes may ask for those that come with its grants', async () => {
    const narrow = await registerApplication(world, { scope: 'mcp' });
    expect(redirected(await authorize({ client_id: narrow.client_id, scope: 'openid mcp offline_access', prompt: 'consent' }))).toMatchObject({ error: 'access_denied', error_description: expect.stringContaining('no interactive sign-in') });
  });

  test.each([
    ['T1 another redirect URI', { redirect_uri: 'https://evil.example/cb' }],
    ['T2 a redirect URI with dot segments', { redirect_uri: 'http://127.0.0.1:33418/%2e%2e/' }],
    ['T3 another loopback path', { redirect_uri: 'http://127.0.0.1:33418/x' }],
    ['T3 a host that begins like loopback', { redirect_uri: 'http://127.0.0.1.evil.com:33418/' }],
    ['T5 another redirect URI and a bad response type', { redirect_uri: 'https://evil.example/cb', response_type: 'x' }],
    ['an unknown client', { client_id: 'unknown' }],
    ['no client', { client_id: undefined }],
  ])('redirects nowhere with %s', async (_name, changes) => {
    const answer = await authorize(changes);
    expect(answer.status).toBe(400);
    expect(answer.headers).not.toHaveProperty('location');
    expect(answer.json.error).toMatch(/^invalid_/);
  });

  test('T20 redirects nowhere with a repeated client', async () => {
    const query = `${request()}&client_id=b`;
    const answer = await world.call({ method: 'GET', path: '/authorize', query });
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
    expect(answer.headers).not.toHaveProperty('location');
  });

  test('T18 sets its own iss, once, whatever the redirect URI says', async () => {
    const uri = 'https://example.com/cb?iss=https://evil.example';
    const other = await registerOwnApplication(world, { redirect_uris: [uri] });
    const { searchParams } = new URL((await authorize({ client_id: other.client_id, redirect_uri: uri })).headers.location!);
    expect(searchParams.getAll('iss')).toEqual([issuer]);
  });

  test('T25 T26 shows people a page that runs nothing and fits in no frame', async () => {
    const answer = await authorize({ client_id: 'unknown', state: '<img src=x onerror=alert(1)>' }, { accept: 'text/html' });
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none';.* frame-ancestors 'none'/);
    expect(answer.headers['content-security-policy']).not.toContain('script-src');
    expect(answer.text).not.toContain('<img');
  });
});
