import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { decodeProtectedHeader } from 'jose';
import type { Access } from '../../local/iam/permissions';
import { type LocalServer, synthesize } from '../clients/local-server';
import { signIn } from '../clients/sign-in/code-flow';
import { type Fixture, serve } from '../support/local/gateway-fixture';
import { temporaryDirectory } from '../support/temporary-directory';

// The first to meet a function waits for it to start.
jest.setTimeout(120_000);

/** The same server, deployed with other keys, by what signs and what is next. */
const apps: { [keys: string]: string } = {};
const KEYS: { readonly [keys: string]: Record<string, string> } = {
  'secret': {}, 'own': { SIGNING_KEY: 'own' }, 'own, then foreign': { SIGNING_KEY: 'own', NEXT_SIGNING_KEY: 'foreign' }, 'foreign': { SIGNING_KEY: 'foreign' },
};
let fixture: Fixture;
let server: LocalServer;
let accesses: Access[];

beforeAll(async () => {
  const directory = temporaryDirectory('signing-key');
  for (const [name, env] of Object.entries(KEYS)) {
    apps[name] = await synthesize('test/fixtures/signing-key/app.ts', join(directory, name.replace(/\W+/g, '-'), 'cdk.out'), env);
  }
});
afterEach(() => fixture?.stop());

async function start(keys: string, options: { readonly keep?: string; readonly port?: number } = {}): Promise<void> {
  accesses = [];
  fixture = await serve(apps[keys], { ...options, onAccess: (access) => accesses.push(access) });
  // What a command's first line says of a server is what the gateway says of it, of which no part is missing here.
  server = fixture.gateway.served as unknown as LocalServer;
}

/** Calls the tool with the official client. */
async function greet(token: string): Promise<string> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.mcpUrl), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }));
  try {
    const { content } = await client.callTool({ name: 'greet', arguments: {} });
    return (content as readonly { readonly text: string }[])[0].text;
  } finally {
    await client.close();
  }
}

const person = () => signIn(server, { user: 'reader', scope: 'mcp offline_access' });
const kids = async () => ((await (await fetch(`${server.issuer}/jwks`)).json()) as { readonly keys: readonly { readonly kid: string }[] }).keys.map(({ kid }) => kid);
const signerOf = (token: string) => decodeProtectedHeader(token).kid!;
const ofKms = () => accesses.filter(({ action }) => action.startsWith('kms:'));

test('somebody signs in and calls a tool of a server whose tokens KMS signs, by what the role of its function allows', async () => {
  await start('own');
  const { accessToken } = await person();
  // The endpoint is that of the functions of the server that sign.
  expect(await greet(accessToken)).toBe('Hello from no KMS');
  expect([signerOf(accessToken)]).toEqual(await kids());
  expect([...new Set(ofKms().map(({ action, resource, allowed }) => `${action} ${resource.replace(/\/.*/, '')} ${allowed}`))].sort()).toEqual([
    'kms:GetPublicKey arn:aws:kms:eu-west-1:111122223333:key true', 'kms:Sign arn:aws:kms:eu-west-1:111122223333:key true',
  ]);
});

test('deployments from the signing secret to KMS, to another key and back end nobody\'s access', async () => {
  await start('secret');
  const first = await person();
  const tokens = [first.accessToken];
  let { refreshToken } = first;
  const refreshed = async () => {
    const response = await fetch(`${server.issuer}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', client_id: first.clientId, refresh_token: refreshToken }) });
    const json = await response.json() as { readonly access_token: string; readonly refresh_token: string };
    ({ refresh_token: refreshToken } = json);
    return json.access_token;
  };
  for (const keys of ['own', 'own, then foreign', 'foreign', 'secret']) {
    await fixture.gateway.replace(apps[keys]);
    const published = await kids();
    tokens.push(await refreshed());
    expect([keys, published]).toEqual([keys, expect.arrayContaining(tokens.map(signerOf))]);
    for (const token of tokens) {
      expect(await greet(token)).toMatch(/^Hello/);
    }
  }
  const [secret, own, ownStill, foreign, back] = tokens.map(signerOf);
  expect([ownStill, back]).toEqual([own, secret]);
  expect(new Set([secret, own, foreign]).size).toBe(3);
});

test('the key outlives the gateway where tables do, for its owner only', async () => {
  const keep = join(temporaryDirectory('signing-key'), 'state');
  await start('foreign', { keep });
  const { accessToken } = await person();
  const port = Number(new URL(server.mcpUrl).port);
  const published = await kids();
  await fixture.stop();
  await start('foreign', { keep, port });
  expect(await greet(accessToken)).toMatch(/^Hello/);
  expect(await kids()).toEqual(published);
  expect(Object.keys(JSON.parse(readFileSync(join(keep, 'signing-keys.json'), 'utf8')) as object)).toEqual(['arn:aws:kms:eu-west-1:444455556666:key/foreign']);
});
