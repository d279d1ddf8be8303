import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROUTES } from '../../../../src/contract/gateway/routes';
import { Browser, hiddenFields } from '../support/browser';
import { basic, registerMachine, registerOwnApplication, type World } from '../support/oauth-world';
import { authorizationRequest, startSignInWorld } from '../support/sign-in-world';

const EVIL = { origin: 'https://evil.example' };
const CORS = 'access-control-allow-origin';

let world: World;
let client: { readonly client_id: string; readonly redirect_uris: string[]; readonly registration_access_token: string };
beforeAll(async () => {
  world = await startSignInWorld();
  client = await registerOwnApplication(world) as typeof client;
});
afterAll(() => world.stop());

describe('T54 to a page of another origin', () => {
  test('the authorization endpoint says nothing', async () => {
    const { url } = authorizationRequest(world, client);
    const { status, headers } = await new Browser(world).request('GET', url, undefined, EVIL);
    expect(status).toBe(303);
    expect(headers).not.toHaveProperty(CORS);
    expect((await new Browser(world).request('GET', `${world.issuer}/authorize?client_id=unknown`, undefined, EVIL)).headers).not.toHaveProperty(CORS);
  });

  test('the pages of a sign-in say nothing, and take no decision', async () => {
    const browser = new Browser(world);
    const consent = await browser.open(authorizationRequest(world, client).url);
    expect((await browser.request('GET', consent.url, undefined, EVIL)).headers).not.toHaveProperty(CORS);
    const decided = await browser.request('POST', consent.url, { ...hiddenFields(consent), decision: 'approve' }, EVIL);
    expect(decided.status).toBe(403);
    expect(decided.headers).not.toHaveProperty(CORS);
  });

  test('the management of a client says nothing, even with its token', async () => {
    const headers = { ...EVIL, authorization: `Bearer ${client.registration_access_token}` };
    for (const path of [`/register/${client.client_id}`, `/clients/${client.client_id}`]) {
      const answer = await world.call({ method: 'GET', path, headers });
      expect(answer.status).toBe(200);
      expect(answer.headers).not.toHaveProperty(CORS);
    }
  });

  test('introspection says nothing, whether the caller is known or not', async () => {
    const machine = await registerMachine(world);
    const known = { ...EVIL, authorization: basic(machine.client_id, machine.client_secret) };
    for (const headers of [EVIL, known]) {
      expect((await world.call({ method: 'POST', path: '/introspect', form: { token: 'x' }, headers })).headers).not.toHaveProperty(CORS);
    }
  });

  test('what no cookie opens may be read, but not together with cookies', async () => {
    for (const path of ['/token', '/register', '/revoke', '/par']) {
      const { headers } = await world.call({ method: 'POST', path, form: {}, headers: EVIL });
      expect(headers[CORS]).toBe('*');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  test('no route of people or of the management of clients is opened by its declaration', () => {
    const closed = /^\/(authorize|interaction|callback|access|signed-out|introspect|register\/|clients\/)/;
    expect(ROUTES.filter(({ path, cors }) => closed.test(path) && cors !== 'none')).toEqual([]);
  });
});
