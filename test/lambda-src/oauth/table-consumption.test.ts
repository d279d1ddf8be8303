import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authorizerOf } from './support/authorizer-of-world';
import { Browser } from './support/browser';
import { refreshRequest } from './support/grants';
import { type Consumption, type MeteredDynamoDb, meteredDynamoDb } from './support/metered-dynamodb';
import { basic, type Call, registerMachine, type Reply, type World } from './support/oauth-world';
import { answered, approve, authorizationRequest, LOOPBACK_DOMAIN_ISSUER, redeem, type SignInWorld, startSignInWorld } from './support/sign-in-world';
import { startClock, stopClock } from '../platform/support/clock';

const PAGE = join(import.meta.dirname, '..', '..', '..', 'docs', 'operations.md');

let plain: SignInWorld;
let metered: MeteredDynamoDb;
beforeAll(async () => {
  plain = await startSignInWorld({ issuer: LOOPBACK_DOMAIN_ISSUER, upstreams: [{ offlineAccess: true, scopes: ['openid', 'profile', 'email', 'offline_access'] }] });
  metered = await meteredDynamoDb(plain.registry.endpoint);
  // A second that passes may extend a client's life.
  stopClock();
});
afterAll(async () => {
  startClock();
  await Promise.all([plain.stop(), metered.stop()]);
});

test('the documentation says what each operation sends to the table', async () => {
  const rows = await consumptions();
  const [, documented] = /<!-- table -->\n([\s\S]*?)<!-- \/table -->/.exec(readFileSync(PAGE, 'utf8')) ?? [];
  expect(documented).toBe(rendered(rows));
}, 60_000);

/** A user's client from its registration to its revocation, and what `/mcp` reads for it. */
async function consumptions(): Promise<Map<string, Consumption>> {
  const rows = new Map<string, Consumption>();
  const measure = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    let result: T;
    rows.set(name, await metered.during(async () => {
      result = await work();
    }));
    return result!;
  };
  const world = plain.anotherInstance({ dynamoDbEndpoint: metered.endpoint });
  // Reads the keys, which lasts five minutes.
  await world.call({ method: 'GET', path: '/jwks' });
  const noted = (name: (call: Call) => string): World => ({ ...world, call: (call) => measure(name(call), () => world.call(call)) });
  const once = (name: string, call: Call): Promise<Reply> => noted(() => name).call(call);

  const registration: Call = { method: 'POST', path: '/register', json: { redirect_uris: ['http://127.0.0.1:33418/'], token_endpoint_auth_method: 'none', client_name: 'Editor' } };
  const { json: client } = await once('registration', registration);
  await once('the same registration again', registration);
  const request = authorizationRequest(world, client as { client_id: string; redirect_uris: string[] });
  const returned = await approve(new Browser(noted(nameOfStep)), request);
  const { json: tokens } = await redeem(noted(() => 'code exchange'), request, answered(returned).code);
  const { json: refreshed } = await once('refresh', refreshRequest(client, tokens.refresh_token));

  const authorize = authorizerOf(world, { endpoint: metered.endpoint });
  await measure('`/mcp`, the first request of an instance', () => authorize(refreshed.access_token));
  await measure('`/mcp`, within 30 seconds', () => authorize(refreshed.access_token));

  const machine = await registerMachine(world);
  const headers = { authorization: basic(machine.client_id, machine.client_secret) };
  await once('client credentials', { method: 'POST', path: '/token', headers, form: { grant_type: 'client_credentials' } });
  await once('introspection of an access token', { method: 'POST', path: '/introspect', headers, form: { token: refreshed.access_token } });
  await once('introspection of a refresh token', { method: 'POST', path: '/introspect', headers, form: { token: refreshed.refresh_token } });
  const revocation = (token: string): Call => ({ method: 'POST', path: '/revoke', form: { token, client_id: client.client_id } });
  await once('revocation of an access token', revocation(refreshed.access_token));
  await once('revocation of a refresh token', revocation(refreshed.refresh_token));
  return rows;
}

function nameOfStep({ method, path }: Call): string {
  const [, first, second] = path.split('/');
  const name = `${method} /${first}${second === undefined ? '' : '/…'}`;
  return { 'GET /authorize': 'authorization request', 'GET /interaction/…': 'consent page', 'POST /interaction/…': 'consent', 'GET /callback/…': 'return from the identity provider', 'GET /authorize/…': 'return to the client' }[name] ?? name;
}

function rendered(rows: ReadonlyMap<string, Consumption>): string {
  const names: { [operation: string]: string } = { BatchGetItem: 'batch get', GetItem: 'get', PutItem: 'put', UpdateItem: 'update', DeleteItem: 'delete' };
  const summary = (operations: readonly string[]) => [...new Set(operations)]
    .map((operation) => `${operations.filter((each) => each === operation).length} ${names[operation]}`).join(', ') || 'none';
  const lines = [...rows].map(([name, { operations, sentBytes, receivedBytes, readUnits, writeUnits }]) => (
    [name, operations.length, summary(operations), sentBytes, receivedBytes, readUnits, writeUnits].join(' | ')
  ));
  return ['Operation | requests | of which | bytes sent | bytes received | read units | write units', '--- | --- | --- | --- | --- | --- | ---', ...lines].map((line) => `| ${line} |\n`).join('');
}
