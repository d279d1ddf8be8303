import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser, hiddenFields, type Page, signedIn } from './support/browser';
import { type HeldDynamoDb, startHeldDynamoDb } from './support/held-dynamodb';
import { registerApplication, type World } from './support/oauth-world';
import { answered, approve, authorizationRequest, LOOPBACK_STAGE_ISSUER, type PendingAuthorization, redeem, type SignInWorld, startSignInWorld } from './support/sign-in-world';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

type Client = { client_id: string; redirect_uris: string[] };
/** What a browser sends, and may send again. */
interface Step {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly form?: Record<string, string>;
}

let world: SignInWorld;
let slow: World;
let dynamoDb: HeldDynamoDb;
let client: Client;
let providerClock = 0;
beforeAll(async () => {
  world = await startSignInWorld({
    upstreams: [{ scopes: ['openid', 'profile', 'email', 'offline_access'] }], identityProvider: { clock: () => Math.floor(Date.now() / 1000) + providerClock },
  });
  dynamoDb = await startHeldDynamoDb(world.registry.endpoint);
  slow = world.anotherInstance({ dynamoDbEndpoint: dynamoDb.endpoint });
  client = await registerApplication(world) as Client;
  // Both have read what they read once.
  await approve(new Browser(slow), authorizationRequest(world, client));
});
afterEach(startClock);
afterAll(async () => {
  await dynamoDb.stop();
  await world.stop();
});

/** The approval of the consent page. */
async function approval(browser: Browser, request = authorizationRequest(world, client)): Promise<Step> {
  const consent = await browser.open(request.url);
  return { method: 'POST', url: consent.url, form: { ...hiddenFields(consent), decision: 'approve' } };
}

async function following(browser: Browser, { method, url, form }: Step): Promise<Step> {
  const { headers } = await browser.request(method, url, form);
  return { method: 'GET', url: new URL(headers.location!, url).href };
}

/** The way back from the identity provider. */
async function callback(browser: Browser, request?: PendingAuthorization): Promise<Step> {
  return following(browser, await following(browser, await approval(browser, request)));
}

/** Where the person has signed in some minutes ago, and the provider asks nothing. */
async function silentCallback(browser: Browser): Promise<Step> {
  providerClock = -200;
  await approve(browser, authorizationRequest(world, client));
  providerClock = 0;
  const departure = await following(browser, await approval(browser, authorizationRequest(world, client, { login_hint: undefined })));
  return following(browser, { method: 'GET', url: `${departure.url}&prompt=none` });
}

async function accountPage(browser: Browser): Promise<Page> {
  const { url } = await silentCallback(browser);
  return browser.open(url);
}

async function pressed(browser: Browser, decision: string): Promise<Step> {
  const page = await accountPage(browser);
  return { method: 'POST', url: page.url, form: { ...hiddenFields(page), decision } };
}

async function pushed(): Promise<PendingAuthorization> {
  const request = authorizationRequest(world, client);
  const { json } = await world.call({ method: 'POST', path: '/par', form: Object.fromEntries(new URL(request.url).searchParams) });
  return { ...request, url: `${world.issuer}/authorize?${new URLSearchParams({ client_id: client.client_id, request_uri: json.request_uri })}` };
}

const open = (browser: Browser, { url, form }: Step): Promise<Page> => browser.open(url, form);

/** Goes on as a person does: presses what leads to the client. */
async function goOn(browser: Browser, from: Page): Promise<Page> {
  let page = from;
  for (let pages = 0; pages < 5 && page.document.elements('form').length > 0; pages += 1) {
    const buttons = page.document.elements('button').flatMap(({ attrs }) => attrs.filter(({ name }) => name === 'value').map(({ value }) => value));
    page = await browser.submit(page, ['approve', 'continue', 'reader'].find((button) => buttons.includes(button))!);
  }
  return page;
}

const STEPS: { readonly [name: string]: (browser: Browser) => Promise<Step> } = {
  'the approval': approval,
  'the callback': callback,
  'the callback of a silent sign-in': silentCallback,
  'the confirmation of an account': (browser) => pressed(browser, 'continue'),
  'the choice of another account': (browser) => pressed(browser, 'switch-account'),
  'the last step': async (browser) => following(browser, await callback(browser)),
  'the last step of a pushed request': async (browser) => following(browser, await callback(browser, await pushed())),
};

describe.each(Object.keys(STEPS))('%s is sent again, while the first time still runs', (name) => {
  /** Holds each request to DynamoDB of the first time in turn. */
  async function eachRace(race: (browser: Browser, step: Step, first: Promise<unknown>) => Promise<Page>): Promise<void> {
    for (let request = 1; ; request += 1) {
      const browser = new Browser(world);
      const step = await STEPS[name](browser);
      const isHeld = dynamoDb.holdAt(request);
      const first = new Browser(slow).continueAs(browser).request(step.method, step.url, step.form);
      const outcome = await Promise.race([isHeld.then(() => 'held' as const), first]);
      if (outcome !== 'held') {
        expect(request).toBeGreaterThan(1);
        return;
      }
      const end = await race(browser, step, first);
      expect({ request, ...answered(end) }).toEqual({ request, code: expect.any(String), state: 'st=at&e ü', iss: LOOPBACK_STAGE_ISSUER });
    }
  }

  test('and the person comes to the client before it is through', () => eachRace(async (browser, step, first) => {
    const end = await goOn(browser, await open(browser, step));
    dynamoDb.release();
    await first;
    return end;
  }));

  test('and it is through before the person presses anything', () => eachRace(async (browser, step, first) => {
    const page = await open(browser, step);
    dynamoDb.release();
    await first;
    return goOn(browser, page);
  }));
});

describe('a step that is sent again gives nobody more than the first time:', () => {
  const grants = async () => (await world.registry.scan()).filter(({ pk }) => String(pk).startsWith('GRANT#')).length;

  /** An approved request whose browser has yet to fetch the answer, as after any lost answer. */
  async function approved() {
    const browser = new Browser(world);
    const request = authorizationRequest(world, client);
    const consent = await approval(browser, request);
    const arrival = await following(browser, await following(browser, consent));
    const { cookies } = browser;
    const last = await following(browser, arrival);
    return { browser, request, consent, arrival, last, cookies };
  }

  test('T140 another browser, without a cookie or with those of a request of its own, gets on nowhere', async () => {
    const { browser: owner, consent, arrival, last } = await approved();
    const stranger = new Browser(world);
    await callback(stranger);
    // As if cookies were not confined to what they are for.
    const confused = new Browser(world);
    confused.cookies = stranger.cookies.map((cookie) => ({ ...cookie, path: '/' }));
    for (const browser of [new Browser(world), stranger, confused]) {
      for (const { method, url, form } of [consent, { method: 'GET', url: consent.url }, { ...consent, form: { ...consent.form, decision: 'deny' } }, arrival] as Step[]) {
        const { status, headers } = await browser.request(method, url, form);
        expect({ method, url, status: status >= 400, location: headers.location }).toEqual({ method, url, status: true, location: undefined });
      }
      // With a cookie of its own it is led on in its own request, which has no answer yet.
      const { headers: { location = '' } } = await browser.request('GET', last.url);
      expect(new URL(location, last.url).href).not.toContain(client.redirect_uris[0]);
    }
    expect(answered(await open(owner, last))).toHaveProperty('code');
  });

  test('T140 an answered request is not led on by a form of another page, or without one', async () => {
    const { browser, consent } = await approved();
    const other = await approval(browser);
    for (const form of [{ decision: 'approve' }, { ...other.form }, { ...consent.form, csrf: '' }] as Record<string, string>[]) {
      expect(await browser.request('POST', consent.url, form)).toMatchObject({ status: 403 });
    }
    expect(await browser.request('POST', consent.url, consent.form, { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
    expect(await browser.request('POST', consent.url, consent.form, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(await browser.request('POST', consent.url, consent.form)).toMatchObject({ status: 303 });
  });

  test('T140 a minute after the answer was fetched, no step leads anywhere', async () => {
    const { browser, consent, arrival, last, cookies } = await approved();
    const held = [...browser.cookies, ...cookies];
    stopClock();
    expect(answered(await open(browser, last))).toHaveProperty('code');
    for (const [after, status] of [[59, 303], [2, 400]] as const) {
      advanceClock(after);
      for (const { method, url, form } of [consent, { method: 'GET', url: consent.url }, arrival, last] as Step[]) {
        browser.cookies = held;
        expect({ after, url, status: (await browser.request(method, url, form)).status }).toEqual({ after, url, status });
      }
    }
  });

  test('T140 whoever sends the last step twice gets two codes for one grant, each good once', async () => {
    const { browser, request, last } = await approved();
    const { cookies } = browser;
    const first = answered(await open(browser, last)).code;
    browser.cookies = cookies;
    const second = answered(await open(browser, last)).code;
    expect(second).not.toBe(first);
    expect(await redeem(world, request, first)).toMatchObject({ status: 200 });
    expect(await redeem(world, request, second, { code_verifier: authorizationRequest(world, client).verifier })).toMatchObject({ status: 400 });
    expect(await redeem(world, request, second)).toMatchObject({ status: 200 });
    for (const code of [first, second]) {
      expect(await redeem(world, request, code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    }
  });

  test('T140 a no takes back the yes before it: the client is denied, and what it was given ends', async () => {
    const { browser, request, consent, last } = await approved();
    const { cookies } = browser;
    const before = await grants();
    const { code } = answered(await open(browser, last));
    browser.cookies = cookies;
    const end = await open(browser, { ...consent, form: { ...consent.form!, decision: 'deny' } });
    expect(answered(end)).toMatchObject({ error: 'access_denied' });
    expect(await redeem(world, request, code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await grants()).toBe(before - 1);
    browser.cookies = cookies;
    expect(answered(await browser.open(consent.url))).toMatchObject({ error: 'access_denied' });
  });

  test('T140 a yes after a no is none', async () => {
    const browser = new Browser(world);
    const consent = await approval(browser);
    await browser.request('POST', consent.url, { ...consent.form, decision: 'deny' });
    expect(await browser.request('POST', consent.url, consent.form)).toMatchObject({ status: 400 });
    expect(answered(await open(browser, { ...consent, form: { ...consent.form!, decision: 'deny' } }))).toMatchObject({ error: 'access_denied' });
  });

  test('a sign-in that comes back after a no is none', async () => {
    const browser = new Browser(world);
    const consent = await approval(browser);
    const arrival = await following(browser, await following(browser, consent));
    await browser.request('POST', consent.url, { ...consent.form, decision: 'deny' });
    const before = await grants();
    expect(await open(browser, arrival)).toMatchObject({ status: 400 });
    expect(await grants()).toBe(before);
  });

  test('T140 of two sign-ins by two people for one request, the second one does not come to the client as the first', async () => {
    const browser = new Browser(world);
    const consent = await approval(browser, authorizationRequest(world, client, { login_hint: undefined }));
    const choices = [await browser.open(consent.url, consent.form), await browser.open(consent.url, consent.form)];
    const before = await grants();
    const [reader, admin] = await Promise.all([signedIn(browser, choices[0], 'reader'), signedIn(browser, choices[1], 'admin')]);
    expect(await browser.request('GET', reader)).toMatchObject({ status: 303 });
    const answer = await browser.request('GET', admin);
    expect(answer).toMatchObject({ status: 400, headers: expect.not.objectContaining({ location: expect.anything() }) });
    expect(await grants()).toBe(before + 1);
  });

  test('of two sign-ins at once by one person, one leaves a grant', async () => {
    const browser = new Browser(world);
    const consent = await approval(browser);
    const first = await following(browser, await following(browser, consent));
    const second = await following(browser, await following(browser, consent));
    const before = await grants();
    const answers = await Promise.all([first, second].map(({ url }) => browser.request('GET', url)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1);
    expect(await grants()).toBe(before + 1);
  });

  test('T140 an account that was left for another one cannot be confirmed', async () => {
    const browser = new Browser(world);
    const page = await accountPage(browser);
    await browser.request('POST', page.url, { ...hiddenFields(page), decision: 'switch-account' });
    const again = await browser.open(page.url, { ...hiddenFields(page), decision: 'continue' });
    expect(again.url).toBe(page.url);
    expect(again.document.text()).not.toContain('Robin Reader');
  });

  test('who leaves an account that they have confirmed takes that back', async () => {
    const browser = new Browser(world);
    const page = await accountPage(browser);
    await browser.request('POST', page.url, { ...hiddenFields(page), decision: 'continue' });
    expect(answered(await browser.open(page.url, { ...hiddenFields(page), decision: 'switch-account' }))).toMatchObject({ error: 'access_denied' });
  });
});
