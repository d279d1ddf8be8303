import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../local-server';
import { SIGN_IN_APP } from './fixture';
import { Person } from '../../../local/testing/person';
import { temporaryDirectory } from '../../support/temporary-directory';

const REDIRECT_URI = 'http://127.0.0.1:49156/callback';
const secret = (name: string) => `${name}-${randomBytes(36).toString('base64url')}`;

let directory: string;
beforeAll(async () => {
  directory = temporaryDirectory('logs');
  await synthesize(SIGN_IN_APP, join(directory, 'cdk.out'));
}, 120_000);

/** What must stay between those who exchange it, by what it is. */
type Canaries = Map<string, string>;

interface Answer {
  readonly status: number;
  readonly json: { readonly [name: string]: string };
}

async function post(url: string, body: Record<string, string> | string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers, body: typeof body === 'string' ? body : new URLSearchParams(body) });
  const text = await response.text();
  return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) as Answer['json'] : {} };
}

const callMcp = (url: string, token: string) => post(url, JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'get_forecast', arguments: { city: 'Oslo' } } }), {
  'authorization': `Bearer ${token}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream',
});

/** A client and its person, from registration to revocation. */
async function everythingThatSucceeds(server: LocalServer, canaries: Canaries): Promise<{ client: Answer['json']; code: string; verifier: string; refreshToken: string }> {
  const { json: client } = await post(server.registrationEndpoint, JSON.stringify({
    client_name: 'logs', redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'client_secret_post',
  }), { 'content-type': 'application/json' });
  const credentials = { client_id: client.client_id, client_secret: client.client_secret };
  await fetch(client.registration_client_uri, { headers: { authorization: `Bearer ${client.registration_access_token}` } });

  const [verifier, state] = [secret('verifier'), secret('state')];
  const request = {
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'weather:read',
    resource: server.mcpUrl,
    state,
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  };
  const { json: pushed } = await post(`${server.issuer}/par`, { ...request, ...credentials });
  const person = new Person();
  const back = await person.authorize(`${server.issuer}/authorize?${new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri })}`, REDIRECT_URI);
  const code = back.searchParams.get('code')!;

  const { json: tokens } = await post(`${server.issuer}/token`, { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT_URI, ...credentials });
  const { json: refreshed } = await post(`${server.issuer}/token`, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...credentials });
  const { status } = await callMcp(server.mcpUrl, refreshed.access_token);
  await post(`${server.issuer}/introspect`, { token: refreshed.access_token, ...credentials });
  await post(`${server.issuer}/revoke`, { token: refreshed.refresh_token, ...credentials });

  canaries.set('client secret', client.client_secret).set('registration access token', client.registration_access_token)
    .set('initial access token', server.initialAccessToken).set('machine token', await machineToken(server, 'weather:read'))
    .set('code', code).set('code verifier', verifier).set('pushed request', pushed.request_uri)
    .set('access token', tokens.access_token).set('refreshed access token', refreshed.access_token)
    .set('refresh token', tokens.refresh_token).set('next refresh token', refreshed.refresh_token);
  addWhatTheBrowserHeld(person, canaries);
  expect(status).toBe(200);
  return { client, code, verifier, refreshToken: tokens.refresh_token };
}

function addWhatTheBrowserHeld(person: Person, canaries: Canaries): void {
  for (const url of person.visited) {
    for (const name of ['code', 'state', 'nonce']) {
      const value = url.searchParams.get(name);
      if (value !== null) {
        canaries.set(`${name} of ${url.origin}${url.pathname}`, value);
      }
    }
  }
  // The id of an interaction stands in the path of its pages; what proves that it is one's own is the signature of its cookie.
  const paths = person.visited.map(({ pathname }) => pathname).join();
  for (const { name, value } of person.cookieHistory) {
    if (!paths.includes(value)) {
      canaries.set(`cookie ${name}`, value);
    }
  }
  for (const { html } of person.pages) {
    const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1];
    if (csrf !== undefined) {
      canaries.set('form token', csrf);
    }
  }
}

/** Secrets where they do not belong, or that are no good any more. */
async function everythingThatFails(server: LocalServer, canaries: Canaries, earlier: Awaited<ReturnType<typeof everythingThatSucceeds>>): Promise<void> {
  const { client, code, verifier, refreshToken } = earlier;
  const credentials = { client_id: client.client_id, client_secret: client.client_secret };
  const make = (name: string) => {
    canaries.set(name, secret('canary'));
    return canaries.get(name)!;
  };
  const basic = Buffer.from(`${client.client_id}:${make('wrong secret in Basic')}`).toString('base64');
  canaries.set('Basic credentials', basic);
  const statuses = [
    await post(`${server.issuer}/token`, { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: REDIRECT_URI, ...credentials }),
    await post(`${server.issuer}/token`, { grant_type: 'refresh_token', refresh_token: refreshToken, ...credentials }),
    await post(`${server.issuer}/token`, { grant_type: 'refresh_token', refresh_token: make('unknown refresh token'), ...credentials }),
    await post(`${server.issuer}/token`, { grant_type: 'authorization_code', code: make('unknown code'), code_verifier: verifier, redirect_uri: REDIRECT_URI, ...credentials }),
    await post(`${server.issuer}/token`, { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: client.client_id, client_secret: make('wrong secret') }),
    await post(`${server.issuer}/token`, { grant_type: 'client_credentials' }, { authorization: `Basic ${basic}` }),
    await post(`${server.issuer}/token`, { grant_type: make('unknown grant type'), ...credentials }),
    await post(`${server.issuer}/token`, JSON.stringify({ refresh_token: make('token in JSON') }), { 'content-type': 'application/json' }),
    await post(server.registrationEndpoint, `{"client_secret":"${make('malformed registration')}`, { 'content-type': 'application/json' }),
    await post(server.registrationEndpoint, '{"grant_types":["client_credentials"]}', { 'content-type': 'application/json', 'authorization': `Bearer ${make('wrong initial access token')}` }),
    await post(`${server.issuer}/authorize?client_id=${client.client_id}&state=${make('state of a bad request')}&redirect_uri=${REDIRECT_URI}x`, {}),
    await callMcp(server.mcpUrl, make('wrong access token')),
    await callMcp(server.mcpUrl, `${make('malformed token')}.e30.e30`),
    await callMcp(`${server.mcpUrl}?access_token=${make('access token in the query')}`, 'wrong'),
    await post(`${server.mcpUrl}`, `{"jsonrpc":"2.0","id":1,"method":"${make('message without a token')}`, { 'content-type': 'application/json' }),
  ].map(({ status }) => status);
  const callback = await fetch(`${server.issuer}/callback/cognito?code=${make('foreign code')}&state=${make('foreign state')}`, { headers: { cookie: `sign-in.x=${make('foreign cookie')}` } });
  await callback.text();

  expect([...statuses, callback.status].filter((status) => status < 400 || status >= 500)).toEqual([]);
}

test.each(['stage', 'domain'] as const)('are free of secrets, whatever happens (T53, %s endpoint)', async (endpoint) => {
  const server = await startLocalServer({ app: join(directory, 'cdk.out'), endpoint });
  const canaries: Canaries = new Map();
  try {
    await everythingThatFails(server, canaries, await everythingThatSucceeds(server, canaries));
  } finally {
    // What it still had to say is in the log then.
    await server.stop();
  }

  const log = server.log();
  const isIn = (value: string) => log.includes(value) || log.includes(encodeURIComponent(value)) || signatureIsIn(log, value);
  const leaked = [...canaries].filter(([, value]) => isIn(value)).map(([name]) => name);

  expect([...canaries.values()].filter((value) => value === undefined || value.length < 20)).toEqual([]);
  expect(leaked).toEqual([]);
  expect(log.split('\n').filter((line) => line.includes('"route":"/token"')).length).toBeGreaterThan(5);
}, 60_000);

/** A token without its signature is no longer one, but its signature is what would make it one again. */
function signatureIsIn(log: string, value: string): boolean {
  const signature = value.split('.').at(2);
  return signature !== undefined && signature.length > 20 && log.includes(signature);
}
