import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AUTHORIZATION_REQUEST_MAX_BYTES, REDIRECT_URIS_MAX } from '../../../../src/contract/limits';
import { registerApplication, startWorld, type World } from '../support/oauth-world';

let world: World;
let client: Record<string, any>;
beforeAll(async () => {
  world = await startWorld();
  client = await registerApplication(world);
});
afterAll(() => world.stop());

const request = (stateLength: number) => ({
  client_id: client.client_id,
  response_type: 'code',
  redirect_uri: client.redirect_uris[0],
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
  state: 'a'.repeat(stateLength),
});

describe('T37 what anybody may have the server keep is bounded:', () => {
  test.each(['/authorize', '/par'])('a request of %s is refused that is larger than a URL could be', async (path) => {
    const before = (await world.registry.scan()).length;
    const answer = await world.call({ method: 'POST', path, form: request(AUTHORIZATION_REQUEST_MAX_BYTES) });
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
    expect(answer.headers).not.toHaveProperty('location');
    expect(await world.registry.scan()).toHaveLength(before);
  });

  test('a person with such a request sees a page', async () => {
    const { status, headers } = await world.call({ method: 'POST', path: '/authorize', form: request(AUTHORIZATION_REQUEST_MAX_BYTES), headers: { accept: 'text/html' } });
    expect([status, headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
  });

  test.each([['/authorize', 303], ['/par', 201]])('a long state at %s is none too long', async (path, status) => {
    expect((await world.call({ method: 'POST', path, form: request(8000) })).status).toBe(status);
  });

  test('a registration has ten redirect URIs at most', async () => {
    const uris = Array.from({ length: REDIRECT_URIS_MAX + 1 }, (_, index) => `https://example.com/${index}`);
    const register = (redirect_uris: string[]) => world.call({ method: 'POST', path: '/register', json: { redirect_uris } });
    expect((await register(uris.slice(1))).status).toBe(201);
    expect(await register(uris)).toMatchObject({ status: 400, json: { error: 'invalid_redirect_uri' } });
  });
});
