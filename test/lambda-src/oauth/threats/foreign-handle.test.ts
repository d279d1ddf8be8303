import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { attribute } from '../pages/html-document';
import { Browser, hiddenFields } from '../support/browser';
import { registerApplication, type World } from '../support/oauth-world';
import { approve, authorizationRequest, startSignInWorld } from '../support/sign-in-world';

let world: World;
let client: { readonly client_id: string; readonly redirect_uris: string[] };
beforeAll(async () => {
  // Who proved some minutes ago who they are, and is not asked again, has to say whether the account is theirs.
  world = await startSignInWorld({ identityProvider: { clock: () => Math.floor(Date.now() / 1000) - 200 } });
  client = await registerApplication(world) as typeof client;
});
afterAll(() => world.stop());

describe('T56 the handle of somebody else\'s sign-in', () => {
  test('is refused to whoever has one of their own: neither the page nor the account that signed in is shown', async () => {
    const victim = new Browser(world);
    const confirmation = await approve(victim, authorizationRequest(world, client));
    expect(confirmation.document.elements('button').map((button) => attribute(button, 'value'))).toContain('continue');
    const attacker = new Browser(world);
    const own = await approve(attacker, authorizationRequest(world, client, { login_hint: 'admin' }));

    for (const form of [undefined, { ...hiddenFields(confirmation), decision: 'continue' }, { ...hiddenFields(own), decision: 'continue' }]) {
      const { status, headers, text } = await attacker.request(form === undefined ? 'GET' : 'POST', confirmation.url, form);
      expect(status).toBe(403);
      expect(headers).not.toHaveProperty('location');
      expect(text).not.toContain('Robin Reader');
    }
  });

  test('is refused also where the attacker takes the cookie\'s name for their own value', async () => {
    const victim = await new Browser(world).open(authorizationRequest(world, client).url);
    const attacker = new Browser(world);
    const own = await attacker.open(authorizationRequest(world, client).url);
    attacker.cookies = attacker.cookies.map((cookie) => ({ ...cookie, path: new URL(victim.url).pathname }));
    expect(own.url).not.toBe(victim.url);
    expect((await attacker.request('GET', victim.url)).status).toBe(403);
    const uid = victim.url.split('/').at(-1)!;
    attacker.cookies = attacker.cookies.map((cookie) => (cookie.name.endsWith('.sig') ? cookie : { ...cookie, value: uid }));
    expect((await attacker.request('GET', victim.url)).status).toBe(403);
  });
});
