import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { OAuthConfiguration } from '../../../../src/contract/oauth/configuration';
import { attribute, HtmlDocument } from '../pages/html-document';
import { Browser } from '../support/browser';
import { registerApplication, registerOwnApplication, type World } from '../support/oauth-world';
import { answered, authorizationRequest, type SignInWorld, startSignInWorld } from '../support/sign-in-world';

const EVIL = 'https://evil.example/cb';
const HTML = { accept: 'text/html,application/xhtml+xml' };

/** Whatever makes the library answer a request without a page, and the error that it answers with. */
const FAULTS: readonly [string, Record<string, string | undefined>, string][] = [
  ['a silent request', { prompt: 'none' }, 'login_required'],
  ['an unknown prompt', { prompt: 'x' }, 'invalid_request'],
  ['no PKCE challenge', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
  ['an unknown response type', { response_type: 'x' }, 'unsupported_response_type'],
  ['the implicit response type', { response_type: 'token' }, 'unsupported_response_type'],
  ['no response type', { response_type: undefined }, 'invalid_request'],
  ['another resource', { resource: 'https://other.example' }, 'invalid_target'],
  ['unknown scopes', { scope: 'x' }, 'invalid_scope'],
  ['a malformed scope', { scope: '"' }, 'invalid_scope'],
  ['a request object', { request: 'e30.e30.' }, 'request_not_supported'],
  ['a request elsewhere', { request_uri: 'https://evil.example/request' }, 'request_uri_not_supported'],
  ['a pushed request that is none', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request_uri'],
  ['a registration in the request', { registration: '{}' }, 'registration_not_supported'],
  ['a bad max_age', { max_age: '-1' }, 'invalid_request'],
  ['the response mode form_post', { response_mode: 'form_post' }, 'unsupported_response_mode'],
  ['the response mode fragment', { response_mode: 'fragment' }, 'unsupported_response_mode'],
];

function links({ text }: { readonly text: string }): string[] {
  return new HtmlDocument(text).elements('a').map((link) => attribute(link, 'href')!);
}

describe('T61 an error for a client that nobody vouches for', () => {
  let world: SignInWorld;
  beforeAll(async () => {
    world = await startSignInWorld();
  });
  beforeEach(() => {
    world.logs.length = 0;
  });
  afterAll(() => world.stop());

  const ask = (client: Record<string, any>, changes: Record<string, string | undefined>, headers: Record<string, string> = HTML, at: World = world) => at.call({
    method: 'GET', path: '/authorize', query: new URL(authorizationRequest(at, client as never, changes).url).search.slice(1), headers,
  });

  test.each(FAULTS)('is a page of ours where the request has %s', async (_name, changes, error) => {
    const client = await registerApplication(world, { redirect_uris: [EVIL] });
    const answer = await ask(client, changes);
    expect(answer).toMatchObject({ status: 400, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': expect.stringContaining("default-src 'none'") } });
    expect(answer.headers).not.toHaveProperty('location');
    expect(new HtmlDocument(answer.text).text()).toContain('evil.example');
    const [link, ...others] = links(answer);
    expect(others).toEqual([]);
    expect(Object.fromEntries(new URL(link).searchParams)).toMatchObject({ error, iss: world.issuer, state: 'st=at&e ü' });
    expect(link.startsWith(`${EVIL}?`)).toBe(true);
    expect(world.logs.at(-1)).toMatchObject({ error, clientId: client.client_id, route: '/authorize' });
  });

  test.each(FAULTS)('sends nobody to an application either, where the request has %s', async (_name, changes) => {
    const answer = await ask(await registerApplication(world, { redirect_uris: ['com.example.app:/cb'] }), changes);
    expect(answer.headers).not.toHaveProperty('location');
    expect(links(answer)[0]).toMatch(/^com\.example\.app:\/cb\?/);
  });

  test.each(FAULTS)('is sent at once to the person\'s own computer, where the request has %s', async (_name, changes, error) => {
    const answer = await ask(await registerApplication(world), changes);
    expect(answer.status).toBe(303);
    expect(Object.fromEntries(new URL(answer.headers.location!).searchParams)).toMatchObject({ error, iss: world.issuer });
    expect(answer.text).not.toContain('<script');
  });

  test.each(FAULTS)('is sent at once for the client of the operator\'s, where the request has %s', async (_name, changes) => {
    expect((await ask(await registerOwnApplication(world, { redirect_uris: [EVIL] }), changes)).headers.location).toMatch(/^https:\/\/evil\.example\/cb\?/);
  });

  test('is data for a program, and leads nowhere', async () => {
    const answer = await ask(await registerApplication(world, { redirect_uris: [EVIL] }), { prompt: 'none' }, { accept: 'application/json' });
    expect(answer).toMatchObject({ status: 400, json: { error: 'login_required', state: 'st=at&e ü' } });
    expect(answer.headers).not.toHaveProperty('location');
  });

  test('is a page for a request that left its only redirect URI out, too', async () => {
    const answer = await ask(await registerApplication(world, { redirect_uris: [EVIL] }), { redirect_uri: undefined, response_type: 'x' });
    expect(answer.headers).not.toHaveProperty('location');
    expect(links(answer)).toHaveLength(1);
  });

  test('is a page for a pushed request, too', async () => {
    const client = await registerApplication(world, { redirect_uris: [EVIL] });
    const pushed = await world.call({ method: 'POST', path: '/par', form: new URL(authorizationRequest(world, client as never, { prompt: 'none' }).url).search.slice(1) });
    const answer = await world.call({ method: 'GET', path: '/authorize', query: { client_id: client.client_id, request_uri: pushed.json.request_uri } as never, headers: HTML });
    expect(pushed.status).toBe(201);
    expect(answer.headers).not.toHaveProperty('location');
  });

  test('has a link that no state and no redirect URI can break out of', async () => {
    const answer = await ask(await registerApplication(world, { redirect_uris: [`${EVIL}?a='onclick=x`] }), { prompt: 'none', state: '"><script>1</script>' });
    expect(new HtmlDocument(answer.text).elements('script')).toEqual([]);
    expect(new URL(links(answer)[0]).searchParams.get('state')).toBe('"><script>1</script>');
  });

  test('is sent at once after the person has seen where it leads, and refused', async () => {
    const client = await registerApplication(world, { redirect_uris: [EVIL] });
    const browser = new Browser(world);
    const end = await browser.submit(await browser.open(authorizationRequest(world, client as never).url), 'deny');
    expect(end.url.startsWith(`${EVIL}?`)).toBe(true);
    expect(answered(end)).toMatchObject({ error: 'access_denied' });
  });
});

describe('T62 a redirect URI that is not allowed any more', () => {
  let before: SignInWorld;
  let now: World;
  let client: Record<string, any>;
  beforeAll(async () => {
    before = await startSignInWorld();
    client = await registerApplication(before, { redirect_uris: [EVIL] });
    const registration: OAuthConfiguration['registration'] = { mode: 'open', redirectHosts: ['claude.ai', 'localhost'] };
    const signIn = [{ id: 'corp', name: 'Corp', issuer: before.identityProvider.issuer, clientId: 'weather', scopes: ['openid'] }];
    now = before.anotherInstance({ issuer: before.issuer, configuration: { registration, signIn } });
  });
  afterAll(() => before.stop());

  test.each([['a good request', {}, ''], ...FAULTS])('is no place to go with %s', async (_name, changes) => {
    for (const redirectUri of [EVIL, undefined]) {
      const query = new URL(authorizationRequest(now, client as never, { ...changes, redirect_uri: redirectUri }).url).search.slice(1);
      const answer = await now.call({ method: 'GET', path: '/authorize', query, headers: HTML });
      expect(answer.status).toBe(400);
      expect(answer.headers).not.toHaveProperty('location');
      expect(links(answer)).toEqual([]);
    }
  });

  test('is none for a request that was under way either', async () => {
    const browser = new Browser(before);
    const consent = await browser.open(authorizationRequest(before, client as never).url);
    const later = new Browser({ ...before, call: now.call }).continueAs(browser);
    expect(await later.open(consent.url)).toMatchObject({ status: 400 });
    const { headers: { location } } = await browser.request('POST', consent.url, { ...fieldsOf(consent), decision: 'deny' });
    const end = await later.request('GET', location!);
    expect(end.status).toBe(400);
    expect(end.headers).not.toHaveProperty('location');
  });

  test('is refused in a pushed request', async () => {
    const form = new URL(authorizationRequest(now, client as never).url).search.slice(1);
    expect(await now.call({ method: 'POST', path: '/par', form })).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });
});

describe('T63 a response mode other than that of the metadata', () => {
  let world: SignInWorld;
  beforeAll(async () => {
    world = await startSignInWorld();
  });
  afterAll(() => world.stop());

  test.each(['form_post', 'fragment', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt', 'web_message', 'constructor', '__proto__', 'QUERY'])('%s is unsupported, which the query says', async (mode) => {
    const answer = await world.call({ method: 'GET', path: '/authorize', query: new URL(authorizationRequest(world, await registerApplication(world) as never, { response_mode: mode }).url).search.slice(1) });
    expect(answer.status).toBe(303);
    const { searchParams, hash } = new URL(answer.headers.location!);
    expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'unsupported_response_mode' });
    expect(hash).toBe('');
    expect(answer.text).not.toContain('<form');
  });

  test('is unsupported in a pushed request', async () => {
    const client = await registerApplication(world);
    const form = new URL(authorizationRequest(world, client as never, { response_mode: 'form_post' }).url).search.slice(1);
    expect(await world.call({ method: 'POST', path: '/par', form })).toMatchObject({ status: 400, json: { error: 'unsupported_response_mode' } });
  });

  test('query is what it is anyway', async () => {
    const client = await registerApplication(world);
    const browser = new Browser(world);
    const end = await browser.submit(await browser.open(authorizationRequest(world, client as never, { response_mode: 'query' }).url), 'approve');
    expect(answered(end)).toHaveProperty('code');
  });
});

function fieldsOf({ document }: { readonly document: HtmlDocument }): Record<string, string> {
  return Object.fromEntries(document.elements('input').map((input) => [attribute(input, 'name')!, attribute(input, 'value') ?? '']));
}
