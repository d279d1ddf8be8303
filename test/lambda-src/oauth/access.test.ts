import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Browser, hiddenFields, type Page } from './support/browser';
import { refreshRequest } from './support/grants';
import { registerApplication } from './support/oauth-world';
import { answered, approve, authorizationRequest, LOOPBACK_STAGE_ISSUER, redeem, type SignInWorld, startSignInWorld } from './support/sign-in-world';
import { AccessSessions } from '../../../lambda-src/oauth/access/access-session';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

const PAGE = `${LOOPBACK_STAGE_ISSUER}/access`;

let world: SignInWorld;
let editor: Record<string, any>;
beforeAll(async () => {
  world = await startSignInWorld({ upstreams: [{ scopes: ['openid', 'profile', 'email', 'offline_access'] }] });
  editor = await registerApplication(world, { client_name: 'Editor' });
});
beforeEach(() => startClock());
afterAll(() => world.stop());

const grantIds = async () => (await world.registry.scan()).filter(({ pk }) => String(pk).startsWith('PERSON#')).map(({ sk }) => String(sk).slice('GRANT#'.length));

/** Lets the client in. */
async function letIn(person: string, client = editor): Promise<{ readonly token: string; readonly grant: string }> {
  const before = await grantIds();
  const request = authorizationRequest(world, client as { client_id: string; redirect_uris: string[] }, { login_hint: person });
  const { json } = await redeem(world, request, answered(await approve(new Browser(world), request)).code);
  return { token: json.refresh_token, grant: (await grantIds()).find((id) => !before.includes(id))! };
}

/** Opens the page, and signs in at the provider, where that person has a session. */
async function signIn(person: string, browser = new Browser(world)): Promise<{ readonly browser: Browser; readonly page: Page }> {
  await browser.open(`${world.identityProvider.issuer}/`);
  const chosen = await browser.submit(await browser.open(PAGE), 'corp');
  return { browser, page: chosen.url.startsWith(PAGE) ? chosen : await browser.submit(chosen, person) };
}

const isRefreshed = async (token: string) => (await world.call(refreshRequest(editor, token))).status === 200;
const grantsOn = (page: Page) => page.document.elements('input').filter((input) => input.attrs.some(({ name, value }) => name === 'name' && value === 'grant'))
  .map((input) => input.attrs.find(({ name }) => name === 'value')!.value);
/** The form of the page that ends this access. */
const ending = (page: Page, grant: string) => ({ ...hiddenFields(page), grant, decision: 'end-access' });

test('people see what they let in, end one, and it is refused; the others and other people go on', async () => {
  const other = await registerApplication(world, { client_name: 'Assistant' });
  const [ended, kept] = [await letIn('reader'), await letIn('reader', other)];
  const { browser, page } = await signIn('reader');

  expect(page.document.texts('h1')).toEqual(['Apps that can use Weather for you']);
  expect(page.document.text()).toContain('It calls itself “Editor”.');
  expect(page.document.text()).toContain('It calls itself “Assistant”.');
  expect(page.document.text()).toMatch(/Let in on \w+ \d+, \d{4}/);
  expect(page.document.text()).toMatch(/Last seen on \w+ \d+, \d{4}/);
  expect(grantsOn(page)).toEqual(expect.arrayContaining([ended.grant, kept.grant]));

  const after = await browser.open(PAGE, ending(page, ended.grant), { origin: 'null' });
  expect(after.url).toBe(PAGE);
  expect(after.document.text()).not.toContain('Editor');
  expect(await isRefreshed(ended.token)).toBe(false);
  expect((await world.call(refreshRequest(other, kept.token))).status).toBe(200);
  expect(world.logs).toContainEqual(expect.objectContaining({ event: 'oauth/access', outcome: 'ok', decision: 'end-access', revokedGrant: ended.grant }));
});

test('T140 who loads the return from the provider again, because the first answer did not come, is at the page; another browser is not', async () => {
  const { browser } = await signIn('reader');
  const departure = await browser.request('POST', PAGE, { decision: 'sign-in', provider: 'corp' });
  const callback = (await browser.request('GET', `${departure.headers.location}&prompt=none`)).headers.location!;
  const { cookies } = browser;
  await browser.request('GET', callback);
  browser.cookies = cookies.filter(({ name }) => !name.includes('access'));

  expect((await browser.open(callback)).document.text()).toContain('Sign in to see the apps that you let in');
  expect((await new Browser(world).request('GET', callback)).status).toBe(400);
});

test('whoever is done leaves nothing in the browser', async () => {
  const { browser, page } = await signIn('reader');
  const left = await browser.submit(page, 'sign-out');

  expect(left.document.text()).toContain('Sign in to see the apps that you let in');
  expect(browser.cookies.filter(({ name }) => name.includes('access'))).toEqual([]);
});

test('the session ends after ten minutes, and a form of it then ends nothing', async () => {
  const { token, grant } = await letIn('reader');
  const { browser, page } = await signIn('reader');
  stopClock();
  advanceClock(601);

  expect((await browser.open(PAGE)).document.text()).toContain('Sign in to see the apps that you let in');
  expect((await browser.open(PAGE, ending(page, grant), { origin: 'null' })).document.text()).toContain('Sign in to see');
  expect(await isRefreshed(token)).toBe(true);
});

describe('attacks', () => {
  test('T138 nobody ends the access that another has given, with their own session and its form', async () => {
    const { token, grant } = await letIn('reader');
    const { browser, page } = await signIn('admin');

    expect((await browser.open(PAGE, ending(page, grant), { origin: 'null' })).status).toBe(200);
    expect(await isRefreshed(token)).toBe(true);
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['another site', {}, { origin: 'https://evil.example' }],
    ['another site, as newer browsers say', {}, { 'sec-fetch-site': 'cross-site', 'origin': 'null' }],
    ['another host of the domain', {}, { 'sec-fetch-site': 'same-site' }],
    ['a page without the token', { csrf: '' }, { origin: 'null' }],
    ['a page with the token of another session', { csrf: 'other' }, { origin: 'null' }],
  ])('T138 a form that was posted from %s ends nothing', async (_where, changes, headers) => {
    const { token, grant } = await letIn('reader');
    const { browser, page } = await signIn('reader');
    const other = hiddenFields((await signIn('admin')).page).csrf;
    const form = { ...ending(page, grant), ...changes.csrf === undefined ? {} : { csrf: changes.csrf === 'other' ? other : changes.csrf } };

    expect((await browser.open(PAGE, form, headers)).status).toBe(403);
    expect(await isRefreshed(token)).toBe(true);
  });

  test('T138 no other site carries the session: its cookie is Lax, not for scripts, and only for this page', () => {
    const sessions = (issuer: string) => new AccessSessions(issuer, [Buffer.from('key')], () => 0).begin({ accountId: 'a', account: { id: 'a' }, provider: 'corp' });
    expect(sessions('https://mcp.example.com')).toMatch(/^__Host-access=[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/);
    expect(sessions('https://api.example.com/prod')).toMatch(/^__Secure-access=[\w.-]+; Path=\/prod\/access; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/);
  });

  test('T138 a session that this server did not sign is none', () => {
    const sessions = (key: string) => new AccessSessions(LOOPBACK_STAGE_ISSUER, [Buffer.from(key)], () => 0);
    const cookie = sessions('one').begin({ accountId: 'ada', account: { id: 'ada' }, provider: 'corp' }).split(';')[0].replace('access=', '');
    const [payload, signature] = cookie.split('.');
    const forged = Buffer.from(JSON.stringify({ accountId: 'bob', account: { id: 'bob' }, provider: 'corp', until: 1e12 })).toString('base64url');

    expect(sessions('one').find(cookie)).toEqual({ accountId: 'ada', account: { id: 'ada' }, provider: 'corp' });
    for (const wrong of [undefined, '', '.', payload, `${payload}.`, `${forged}.${signature}`, `${cookie}.x`]) {
      expect(sessions('one').find(wrong)).toBeUndefined();
    }
    expect(sessions('two').find(cookie)).toBeUndefined();
  });

  test('T138 no frame, no script, no cache: the page is like the others', async () => {
    const { page } = await signIn('reader');
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(page.headers).not.toHaveProperty('access-control-allow-origin');
  });

  test('T138 a sign-in that another browser began gives no session', async () => {
    const [attacker, victim] = [new Browser(world), new Browser(world)];
    const departed = await attacker.request('POST', PAGE, { decision: 'sign-in', provider: 'corp' });
    await victim.open(`${world.identityProvider.issuer}/`);
    const end = await victim.open(departed.headers.location!);
    const arrived = end.url.startsWith(LOOPBACK_STAGE_ISSUER) ? end : await victim.submit(end, 'reader');

    expect(arrived.status).toBe(403);
    expect(victim.cookies.some(({ name }) => name.endsWith('access'))).toBe(false);
  });

  test('T138 the names that apps give themselves are text', async () => {

    const client = await registerApplication(world, { client_name: '<img src=x onerror=alert(1)>' });
    await letIn('admin', client);
    const { page } = await signIn('admin');
    expect(page.document.elements('img')).toEqual([]);
    expect(page.document.text()).toContain('<img src=x onerror=alert(1)>');
  });

  test.each([[{}, 400], [{ decision: 'approve' }, 400], [{ decision: 'sign-in', provider: 'nowhere' }, 400], [{ decision: 'sign-in' }, 400]])('a form with %j is refused', async (fields, status) => {
    expect((await new Browser(world).open(PAGE, { x: '1', ...fields })).status).toBe(status);
  });
});

