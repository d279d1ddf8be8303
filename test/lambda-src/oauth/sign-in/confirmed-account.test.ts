import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser, hiddenFields, signedIn } from '../support/browser';
import { registerApplication } from '../support/oauth-world';
import { authorizationRequest, type SignInWorld, startSignInWorld } from '../support/sign-in-world';

type Client = { client_id: string; redirect_uris: string[] };
let world: SignInWorld;
let client: Client;
let providerClock = 0;
beforeAll(async () => {
  world = await startSignInWorld({
    upstreams: [{ scopes: ['openid', 'profile', 'email', 'offline_access'] }], identityProvider: { clock: () => Math.floor(Date.now() / 1000) + providerClock },
  });
  client = await registerApplication(world) as Client;
});
afterAll(() => world.stop());

test('who confirms an account confirms the one that the page shows', async () => {
  const browser = new Browser(world);
  const request = authorizationRequest(world, client, { login_hint: undefined });
  const consent = await browser.open(request.url);
  const form = { ...hiddenFields(consent), decision: 'approve' };
  const choices = [await browser.open(consent.url, form), await browser.open(consent.url, form)];
  providerClock = -200;
  const first = await signedIn(browser, choices[0], 'reader');
  const second = await signedIn(browser, choices[1], 'admin');
  const page = await browser.open(first);
  expect(page.document.text()).toContain('Robin Reader');
  // The other tab comes back from the identity provider, as somebody else.
  await browser.open(second);
  // The person presses what the first tab still shows: "Continue as Robin Reader".
  const end = await browser.open(page.url, { ...hiddenFields(page), decision: 'continue' });
  expect({ url: end.url, text: end.document.text() }).toEqual({ url: page.url, text: expect.stringContaining('Alex Admin') });
});
