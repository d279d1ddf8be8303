import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { attribute, textOf } from './pages/html-document';
import { Browser, hiddenFields } from './support/browser';
import { DOMAIN_ISSUER, registerApplication, STAGE_ISSUER } from './support/oauth-world';
import { answered, authorizationRequest, LOOPBACK_DOMAIN_ISSUER, LOOPBACK_STAGE_ISSUER, type SignInWorld, startSignInWorld } from './support/sign-in-world';
import { CONTENT_SECURITY_POLICY } from '../../../src/pages/html/page-headers';

type Client = { client_id: string; redirect_uris: string[] };

describe.each([LOOPBACK_STAGE_ISSUER, LOOPBACK_DOMAIN_ISSUER])('the consent page of %s', (issuer) => {
  let world: SignInWorld;
  let client: Client;
  beforeAll(async () => {
    world = await startSignInWorld({ issuer, scopes: ['mcp', 'mcp:admin'], configuration: { scopes: [{ name: 'mcp' }, { name: 'mcp:admin', description: 'Change <b>everything</b>' }] } });
    client = await registerApplication(world) as Client;
  });
  beforeEach(() => {
    world.logs.length = 0;
  });
  afterAll(() => world.stop());

  const consentFor = (metadata: object, changes: Record<string, string> = {}) => registerApplication(world, metadata)
    .then((registered) => new Browser(world).open(authorizationRequest(world, registered as Client, changes).url));

  test('says who asks, where the approval goes, what for, and who signs in', async () => {
    const { document } = await new Browser(world).open(authorizationRequest(world, client, { scope: 'mcp mcp:admin' }).url);
    const text = document.text();
    expect(text).toContain('unverified');
    expect(text).toContain('127.0.0.1:33418');
    expect(text).toContain('An app on this computer');
    expect(text).toContain('Example Corp');
    expect(document.elements('li').map(textOf)).toEqual(expect.arrayContaining([
      expect.stringContaining('Use the tools'), expect.stringContaining('Change <b>everything</b>'), expect.stringContaining('Stay connected while you are away'),
    ]));
  });

  test('shows the redirect URI of the request, not another one of the client', async () => {
    const { document } = await consentFor({ redirect_uris: ['https://app.example/cb', 'cursor://anysphere.cursor-mcp/oauth/callback'] }, { redirect_uri: 'cursor://anysphere.cursor-mcp/oauth/callback' });
    expect(document.text()).toContain('cursor:');
    expect(document.text()).not.toContain('app.example');
  });

  test.each([
    ['Claude', 'Claude'],
    ['Cl\u202eedua', 'Cledua'],
    ['Cl\u0430ude', 'Cl\u0430ude'],
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('T24 T25 the name %j is shown as text, after the fact that nobody vouches for it', async (name, shown) => {
    const { document } = await consentFor({ client_name: name });
    const text = document.text();
    expect(text).toContain(`It calls itself “${shown}”`);
    expect(document.texts('h1')[0]).not.toContain(shown);
    expect(document.texts('title')[0]).not.toContain(shown);
    expect(text.indexOf('unverified')).toBeLessThan(text.indexOf(shown));
    expect(document.elements('img', 'script', 'iframe', 'object')).toEqual([]);
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  test('T24 the name with a Cyrillic letter is warned of', async () => {
    expect((await consentFor({ client_name: 'Cl\u0430ude' })).document.text()).toContain('The name may imitate another');
  });

  test('T25 neither state nor login_hint nor an error can add to a page', async () => {
    const page = await new Browser(world).open(authorizationRequest(world, client, { state: '<script>1</script>', login_hint: '<img onerror=1>' }).url);
    expect(page.text).not.toContain('<script');
    expect(page.text).not.toContain('onerror');
    const error = await new Browser(world).open(`${issuer}/interaction/${encodeURIComponent('<img onerror=1>')}`);
    expect(error.text).not.toContain('onerror');
    expect(error.status).toBe(400);
  });

  test('T26 fits in no frame, runs nothing, tells nobody where it was', async () => {
    const browser = new Browser(world);
    const consent = await browser.open(authorizationRequest(world, client).url);
    const failed = await browser.open(`${issuer}/callback/corp?state=x&code=y`);
    for (const { headers } of [consent, failed]) {
      expect(headers).toMatchObject({
        'content-security-policy': CONTENT_SECURITY_POLICY, 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
      });
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(CONTENT_SECURITY_POLICY).toContain("frame-ancestors 'none'");
  });

  test('T19 posts to this server, whatever host a request names', async () => {
    const browser = new Browser(world, { 'host': 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' });
    const consent = await browser.open(authorizationRequest(world, client).url);
    expect(attribute(consent.document.elements('form')[0], 'action')).toBe(new URL(consent.url).pathname);
    expect(consent.url.startsWith(`${issuer}/interaction/`)).toBe(true);
    const departure = await browser.request('POST', consent.url, { ...hiddenFields(consent), decision: 'approve' });
    expect(new URL(departure.headers.location!).searchParams.get('redirect_uri')).toBe(`${issuer}/callback/corp`);
  });

  describe('takes no decision', () => {
    const undecided = async (browser: Browser, url: string) => {
      const again = await browser.open(url);
      expect(again.document.elements('button').map((button) => attribute(button, 'value'))).toContain('approve');
    };

    test.each([
      ['T21 from another site', {}, { 'sec-fetch-site': 'cross-site' }],
      ['T21 from a sibling site', {}, { 'sec-fetch-site': 'same-site' }],
      ['T21 from another origin, by a browser that says no more', {}, { origin: 'https://evil.example' }],
      ['T21 without the form token', { csrf: undefined }, {}],
      ['T21 with the form token of another interaction', { csrf: 'other' }, {}],
    ])('%s: 403', async (_name, fields, headers) => {
      const browser = new Browser(world);
      const consent = await browser.open(authorizationRequest(world, client).url);
      const other = hiddenFields(await browser.open(authorizationRequest(world, client).url)).csrf;
      const all = { ...hiddenFields(consent), decision: 'approve', ...fields, ...'csrf' in fields && fields.csrf === 'other' && { csrf: other } };
      const form = Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
      const answer = await browser.request('POST', consent.url, form, headers);
      expect(answer.status).toBe(403);
      expect(answer.headers).not.toHaveProperty('location');
      expect(answer.cookies).toEqual([]);
      await undecided(browser, consent.url);
    });

    test('T22 from another browser: 403, for the page as for the form', async () => {
      const consent = await new Browser(world).open(authorizationRequest(world, client).url);
      const victim = new Browser(world);
      await victim.open(authorizationRequest(world, client).url);
      expect((await victim.request('GET', consent.url)).status).toBe(403);
      expect((await victim.request('POST', consent.url, { ...hiddenFields(consent), decision: 'approve' })).status).toBe(403);
      expect(world.logs.at(-1)).toMatchObject({ error: 'other_browser', status: 403 });
    });

    test.each([
      ['of another word', { decision: 'approve!' }],
      ['of no word', { decision: '' }],
      ['for a provider that does not exist', { decision: 'approve', provider: 'evil' }],
    ])('%s: 400', async (_name, fields) => {
      const browser = new Browser(world);
      const consent = await browser.open(authorizationRequest(world, client).url);
      expect(await browser.request('POST', consent.url, { ...hiddenFields(consent), ...fields })).toMatchObject({ status: 400, cookies: [] });
    });

    test('T20 that is repeated: 400', async () => {
      const browser = new Browser(world);
      const consent = await browser.open(authorizationRequest(world, client).url);
      const path = new URL(consent.url).pathname.slice(new URL(issuer).pathname.replace(/\/$/, '').length);
      const cookie = browser.cookies.filter(({ path: own }) => new URL(consent.url).pathname === own).map(({ name, value }) => `${name}=${value}`).join('; ');
      const form = `${new URLSearchParams({ ...hiddenFields(consent), decision: 'deny' })}&decision=approve`;
      expect(await world.call({ method: 'POST', path, form, headers: { cookie } })).toMatchObject({ status: 400 });
    });

    test('that is not a form, or too large: 400', async () => {
      const browser = new Browser(world);
      const consent = await browser.open(authorizationRequest(world, client).url);
      expect((await browser.request('POST', consent.url, { ...hiddenFields(consent), decision: 'approve', more: 'x'.repeat(5000) })).status).toBe(400);
      expect((await browser.request('POST', consent.url)).status).toBe(400);
    });

    test('once one was taken: 400', async () => {
      const browser = new Browser(world);
      const consent = await browser.open(authorizationRequest(world, client).url);
      const end = await browser.submit(consent, 'deny');
      expect(answered(end)).toHaveProperty('error', 'access_denied');
      expect(await browser.submit(consent, 'approve')).toMatchObject({ status: 400 });
    });
  });

  test('the answer is of no use in another browser', async () => {
    const browser = new Browser(world);
    const consent = await browser.open(authorizationRequest(world, client).url);
    const { headers } = await browser.request('POST', consent.url, { ...hiddenFields(consent), decision: 'deny' });
    expect(headers.location).toMatch(/\/authorize\/[\w-]+$/);
    expect(await new Browser(world).request('GET', headers.location!)).toMatchObject({ status: 400, headers: expect.not.objectContaining({ location: expect.anything() }) });
  });
});

describe('where there are several identity providers', () => {
  let world: SignInWorld;
  let client: Client;
  beforeAll(async () => {
    world = await startSignInWorld({ upstreams: [{ id: 'corp' }, { id: 'partner', name: 'Partner & Sons' }] });
    client = await registerApplication(world) as Client;
  });
  afterAll(() => world.stop());

  test('the person chooses after they have consented', async () => {
    const browser = new Browser(world);
    const consent = await browser.open(authorizationRequest(world, client).url);
    expect(consent.document.text()).toContain('You sign in next.');
    const choice = await browser.submit(consent, 'approve');
    expect(choice.document.texts('button')).toEqual([expect.stringContaining('Example Corp'), expect.stringContaining('Partner & Sons')]);
    const end = await browser.submit(choice, 'partner');
    expect(answered(end)).toHaveProperty('code');
    expect(browser.visited.some((url) => url.includes('/callback/partner?'))).toBe(true);
  });
});

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('the cookies of %s', (issuer) => {
  let world: SignInWorld;
  let client: Client;
  beforeAll(async () => {
    world = await startSignInWorld({ issuer });
    client = await registerApplication(world) as Client;
  });
  afterAll(() => world.stop());

  test('reach no script, no other site, no plain connection, and no more paths than they must', async () => {
    const { cookies, headers } = await new Browser(world).request('GET', authorizationRequest(world, client).url);
    const basePath = new URL(issuer).pathname.replace(/\/$/, '');
    const interaction = headers.location!;
    expect(interaction).toMatch(new RegExp(`^${basePath}/interaction/[\\w-]+$`));
    expect(cookies).toHaveLength(4);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; secure/i);
      expect(cookie).toMatch(/; httponly/i);
      expect(cookie).toMatch(/; samesite=lax/i);
      expect([interaction, interaction.replace('/interaction/', '/authorize/')]).toContain(/; path=([^;]+)/i.exec(cookie)![1]);
    }
  });

  test('are not given for an identity provider without TLS, to which nobody is sent', async () => {
    const browser = new Browser(world);
    const consent = await browser.open(authorizationRequest(world, client).url);
    expect(await browser.request('POST', consent.url, { ...hiddenFields(consent), decision: 'approve' })).toMatchObject({ status: 503, cookies: [] });
    expect(world.logs.at(-1)).toMatchObject({ reason: expect.stringContaining('HTTPS') });
  });
});
