import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { dpopKey } from './support/dpop';
import { claimsOf, race } from './support/grants';
import { basic, INITIAL_ACCESS_TOKEN, type Reply, registerApplication, registerMachine, startWorld, type World } from './support/oauth-world';
import { type IssuerWorld, JWKS_URI, startTrustedIssuer, TRUSTED_ISSUER } from './support/trusted-issuer';
import { sha256 } from '../../../lambda-src/platform/sha256';
import { JWT_BEARER_GRANT_TYPE } from '../../../src/contract/gateway/metadata';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

const TYPE = { typ: 'oauth-id-jag+jwt' };
let issuer: IssuerWorld;
let world: World;
let client: Record<string, any>;
let count = 0;
beforeAll(async () => {
  issuer = await startTrustedIssuer();
  world = await startWorld({
    scopes: ['mcp', 'mcp:admin'],
    fetchDocument: issuer.publisher.fetchDocument,
    configuration: { identityAssertionIssuers: [{ issuer: TRUSTED_ISSUER, jwksUri: JWKS_URI }] },
  });
  client = await registerMachine(world, { grant_types: [JWT_BEARER_GRANT_TYPE] });
});
afterAll(async () => {
  await issuer.publisher.close();
  await world.stop();
});

const now = () => Math.floor(Date.now() / 1000);
const claims = (changes: JWTPayload = {}): JWTPayload => ({
  iss: TRUSTED_ISSUER, sub: 'ada', aud: world.issuer, client_id: client.client_id, resource: world.resource, scope: 'mcp', jti: `assertion-${count++}`, iat: now(), exp: now() + 300, ...changes,
});
const exchange = (assertion: string, form: Record<string, string> = {}, headers: Record<string, string> = {}, which = client): Promise<Reply> => world.call({
  method: 'POST', path: '/token', headers: { authorization: basic(which.client_id, which.client_secret), ...headers }, form: { grant_type: JWT_BEARER_GRANT_TYPE, assertion, ...form },
});

describe('an identity assertion', () => {
  test('becomes an access token for the person that it names, and no refresh token', async () => {
    const { status, json } = await exchange(await issuer.sign(claims(), TYPE));
    expect({ status, json }).toEqual({ status: 200, json: { access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600, scope: 'mcp' } });
    expect(claimsOf(json.access_token)).toEqual({
      iss: world.issuer, aud: world.resource, sub: sha256(`${TRUSTED_ISSUER}|ada`), client_id: client.client_id, scope: 'mcp', jti: expect.any(String), iat: expect.any(Number), exp: expect.any(Number),
    });
    expect((await world.call({ method: 'POST', path: '/introspect', headers: { authorization: basic(client.client_id, client.client_secret) }, form: { token: json.access_token } })).json).toMatchObject({ active: true, sub: sha256(`${TRUSTED_ISSUER}|ada`) });
  });

  test.each([
    ['what it permits', { scope: 'mcp' }, {}, 'mcp'],
    ['what is asked for of that', { scope: 'mcp mcp:admin' }, { scope: 'mcp' }, 'mcp'],
    ['no more than it permits', { scope: 'mcp' }, { scope: 'mcp mcp:admin' }, 'mcp'],
    ['what is known', { scope: 'mcp files.read' }, {}, 'mcp'],
  ])('gives %s', async (_name, changes, form, scope) => {
    expect((await exchange(await issuer.sign(claims(changes), TYPE), form)).json).toMatchObject({ scope });
  });

  test('gives nothing that it does not permit', async () => {
    expect(await exchange(await issuer.sign(claims({ scope: 'mcp' }), TYPE), { scope: 'mcp:admin' })).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
  });

  test('may name several resources, this one among them, or one audience in a list', async () => {
    expect((await exchange(await issuer.sign(claims({ resource: ['https://other.example/mcp', world.resource] }), TYPE))).status).toBe(200);
    expect((await exchange(await issuer.sign(claims({ aud: [world.issuer] }), TYPE), { resource: world.resource })).status).toBe(200);
  });

  test('T42 is good once, however many try at once', async () => {
    const assertion = await issuer.sign(claims(), TYPE);
    const replies = await race(16, () => exchange(assertion));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ json }) => json.error === 'invalid_grant')).toHaveLength(15);
  });

  test('T42 is good once as long as a clock that is behind takes it', async () => {
    const assertion = await issuer.sign(claims({ exp: now() + 60 }), TYPE);
    stopClock();
    try {
      expect((await exchange(assertion)).status).toBe(200);
      advanceClock(75);
      expect(await exchange(assertion)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    } finally {
      startClock();
    }
  });

  test.each<[string, JWTPayload, object?]>([
    ['another type', {}, { typ: 'JWT' }],
    ['no type', {}, { typ: undefined }],
    ['another client', { client_id: 'other' }],
    ['no client', { client_id: undefined }],
    ['another resource', { resource: 'https://other.example/mcp' }],
    ['another audience', { aud: 'https://other.example' }],
    ['the resource as audience', { aud: 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod/mcp' }],
    ['two audiences', { aud: ['https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod', 'https://other.example'] }],
    ['an issuer that nobody trusts', { iss: 'https://evil.example' }],
    ['an issuer that looks like a trusted one', { iss: `${TRUSTED_ISSUER}/` }],
    ['no subject', { sub: undefined }],
    ['no id', { jti: undefined }],
    ['no expiry', { exp: undefined }],
    ['an expiry in the past', { iat: 1, exp: 301 }],
    ['a long life', { exp: 4_000_000_000 }],
    ['a time of issue in the future', { iat: 4_000_000_000, exp: 4_000_000_300 }],
    ['a key that it is bound to', { cnf: { jkt: 'x' } }],
    ['details that this server does not know', { authorization_details: [{ type: 'x' }] }],
  ])('T42 is refused with %s', async (_name, changes, header = TYPE) => {
    expect(await exchange(await issuer.sign(claims(changes), header))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  test('T42 is refused with a signature of another, and when it is none', async () => {
    const none = [{ alg: 'none', ...TYPE }, claims()].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    for (const assertion of [await issuer.forge(claims(), TYPE), `${none}.`, 'x', 'a.b.c']) {
      expect(await exchange(assertion)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    }
    expect(await exchange('')).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  test('T42 is refused from a client that is not its own, or that does not authenticate', async () => {
    const other = await registerMachine(world, { grant_types: [JWT_BEARER_GRANT_TYPE] });
    expect(await exchange(await issuer.sign(claims(), TYPE), {}, {}, other)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect((await exchange(await issuer.sign(claims(), TYPE), {}, { authorization: basic(client.client_id, 'wrong') })).status).toBe(401);
  });

  test('is refused for another resource than it is asked for', async () => {
    expect(await exchange(await issuer.sign(claims(), TYPE), { resource: 'https://other.example/mcp' })).toMatchObject({ status: 400, json: { error: 'invalid_target' } });
  });

  test('gives a token that is bound to the key that the client proves to have', async () => {
    const key = await dpopKey();
    const { status, json } = await exchange(await issuer.sign(claims(), TYPE), {}, { DPoP: await key.proof(`${world.issuer}/token`) });
    expect({ status, json }).toMatchObject({ status: 200, json: { token_type: 'DPoP' } });
    expect(claimsOf(json.access_token).cnf).toEqual({ jkt: key.thumbprint });
  });

  test('T52 gives nothing for a wrong proof, one that was used, or none where the client must bind its tokens, and can then still be used', async () => {
    const key = await dpopKey();
    const proof = await key.proof(`${world.issuer}/token`);
    expect((await exchange(await issuer.sign(claims(), TYPE), {}, { DPoP: proof })).status).toBe(200);
    const assertion = await issuer.sign(claims(), TYPE);
    expect(await exchange(assertion, {}, { DPoP: proof })).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await exchange(assertion, {}, { DPoP: await key.proof('https://evil.example/token') })).toMatchObject({ status: 400, json: { error: 'invalid_dpop_proof' } });
    expect((await exchange(assertion)).status).toBe(200);
    const binding = await registerMachine(world, { grant_types: [JWT_BEARER_GRANT_TYPE], dpop_bound_access_tokens: true });
    expect(await exchange(await issuer.sign(claims({ client_id: binding.client_id }), TYPE), {}, {}, binding)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  test('can be used by nobody whom nobody has vouched for', async () => {
    expect(await world.call({ method: 'POST', path: '/register', json: { grant_types: [JWT_BEARER_GRANT_TYPE] } })).toMatchObject({ status: 400, json: { error: 'invalid_client_metadata' } });
    const application = await registerApplication(world, { token_endpoint_auth_method: 'client_secret_basic' });
    expect(await exchange(await issuer.sign(claims({ client_id: application.client_id }), TYPE), {}, {}, application)).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });
});

test('groups decide about scopes, and of somebody who signs in nowhere here none are known', async () => {
  const grouped = world.anotherInstance({
    configuration: { identityAssertionIssuers: [{ issuer: TRUSTED_ISSUER, jwksUri: JWKS_URI }], groupScopes: { admins: ['mcp:admin'] } },
  });
  const assertion = await issuer.sign(claims({ groups: ['admins'], scope: 'mcp:admin' }), TYPE);
  const request = { method: 'POST', path: '/token', headers: { authorization: basic(client.client_id, client.client_secret) }, form: { grant_type: JWT_BEARER_GRANT_TYPE, assertion } };
  expect(await grouped.call(request)).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
  const upstream = { id: 'idp', name: 'IdP', issuer: TRUSTED_ISSUER, clientId: 'c', scopes: ['openid'], groupsClaim: 'groups' };
  const signedIn = world.anotherInstance({
    configuration: { identityAssertionIssuers: [{ issuer: TRUSTED_ISSUER, jwksUri: JWKS_URI }], groupScopes: { admins: ['mcp:admin'] }, signIn: [upstream] },
  });
  expect(await signedIn.call(request)).toMatchObject({ status: 200, json: { scope: 'mcp:admin' } });
});

test('T55 while the issuer\'s keys can\'t be read the answer is 503', async () => {
  const request = { method: 'POST', path: '/token', headers: { authorization: basic(client.client_id, client.client_secret) }, form: { grant_type: JWT_BEARER_GRANT_TYPE, assertion: await issuer.sign(claims(), TYPE) } };
  for (const outcome of [{ reason: 'unresolved' }, { reason: 'fetcher_unavailable', detail: 'throttled: ' }] as const) {
    const other = world.anotherInstance({ fetchDocument: async () => outcome });
    expect(await other.call(request)).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
  }
});

test('without issuers there is no such grant type, and clients that had it keep their others', async () => {
  const none = world.anotherInstance({ configuration: {} });
  const both = await registerMachine(world, { grant_types: [JWT_BEARER_GRANT_TYPE, 'client_credentials'] });
  const authorization = basic(both.client_id, both.client_secret);
  const form = { grant_type: JWT_BEARER_GRANT_TYPE, assertion: await issuer.sign(claims({ client_id: both.client_id }), TYPE) };
  expect(await none.call({ method: 'POST', path: '/token', headers: { authorization }, form })).toMatchObject({ status: 400, json: { error: 'unsupported_grant_type' } });
  expect((await none.call({ method: 'POST', path: '/token', headers: { authorization }, form: { grant_type: 'client_credentials' } })).status).toBe(200);
  expect(await none.call({ method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json: { grant_types: [JWT_BEARER_GRANT_TYPE] } })).toMatchObject({ status: 400 });
});
