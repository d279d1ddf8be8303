import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser, hiddenFields } from './support/browser';
import { registerOwnApplication, type World } from './support/oauth-world';
import { authorizationRequest, startSignInWorld } from './support/sign-in-world';
import { methodsOf, ROUTES } from '../../../src/contract/gateway/routes';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'];

const allowedAt = new Map<string, readonly string[]>();
for (const { path, target } of ROUTES) {
  if (target === 'oauth-function') {
    allowedAt.set(path, methodsOf(ROUTES.filter((route) => route.path === path)));
  }
}

let world: World;
beforeAll(async () => {
  world = await startSignInWorld();
});
afterAll(() => world.stop());

/** As API Gateway hands it over, with any value in the place of parameters. */
const call = (method: string, route: string, headers = {}) => world.call({ method, path: route.replace(/\{\w+\}/, 'unknown'), headers });

describe('a method that its route does not name', () => {
  const cases = [...allowedAt].flatMap(([route, allowed]) => METHODS
    .filter((method) => !allowed.includes(method))
    .map((method) => [method, route, allowed] as const));

  test.each(cases)('T58 %s %s is refused with those that are allowed', async (method, route, allowed) => {
    const { status, headers } = await call(method, route);
    expect([status, headers.allow]).toEqual([405, allowed.join(', ')]);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(world.logs.at(-1)).toMatchObject({ status: 405, reason: `only ${allowed.join(', ')} is allowed here` });
  });
});

describe('HEAD', () => {
  test.each([...allowedAt].filter(([, allowed]) => allowed.includes('HEAD')).map(([route]) => route))('of %s has the status and the headers of GET, and no body', async (route) => {
    const [head, get] = [await call('HEAD', route), await call('GET', route)];
    const lasting = ({ headers: { 'set-cookie': _cookie, date: _date, location: _location, ...headers } }: typeof get) => headers;
    expect(head.text).toBe('');
    expect([head.status, lasting(head)]).toEqual([get.status, lasting(get)]);
  });

  test('T58 decides nothing, whatever it carries', async () => {
    const client = await registerOwnApplication(world);
    const browser = new Browser(world);
    const consent = await browser.open(authorizationRequest(world, client as { client_id: string; redirect_uris: string[] }).url);
    const decision = { ...hiddenFields(consent), decision: 'approve' };
    const answer = await browser.request('HEAD', `${consent.url}?${new URLSearchParams(decision)}`, decision, { 'sec-fetch-site': 'same-origin' });
    expect([answer.status, answer.text, answer.headers.location]).toEqual([200, '', undefined]);
    expect(world.logs.at(-1)).not.toHaveProperty('decision', 'approve');
  });
});
