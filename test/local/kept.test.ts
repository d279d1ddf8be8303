import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { type LocalGateway } from '../../local/local-gateway';
import { type LocalServer, machineToken, synthesize } from '../clients/local-server';
import { signIn } from '../clients/sign-in/code-flow';
import { serve } from '../support/local/gateway-fixture';
import { temporaryDirectory } from '../support/temporary-directory';

// The first to meet a function waits for it to start.
jest.setTimeout(60_000);

let app: string;
let keep: string;
let gateway: LocalGateway;

beforeAll(async () => {
  app = await synthesize('test/clients/sign-in/app.ts', join(temporaryDirectory('kept'), 'cdk.out'));
});
afterEach(() => gateway?.stop());

async function start(options: { readonly port?: number; readonly keep?: string }): Promise<LocalServer> {
  ({ gateway } = await serve(app, options));
  return gateway.served as unknown as LocalServer;
}

async function listTools({ mcpUrl }: LocalServer, token: string): Promise<number> {
  const response = await fetch(mcpUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'authorization': `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  return response.status;
}

test('clients, grants and secrets outlive the gateway, for their owner only', async () => {
  keep = join(temporaryDirectory('kept'), 'state');
  const first = await start({ keep });
  const port = Number(new URL(first.mcpUrl).port);
  const { clientId, accessToken, refreshToken } = await signIn(first, { user: 'reader', scope: 'weather:read offline_access' });
  await gateway.stop();

  const second = await start({ keep, port });
  expect(second).toEqual(first);
  expect(await listTools(second, accessToken)).toBe(200);
  // The authorization server asks the identity provider, which must know the person's token.
  const refreshed = await fetch(`${second.issuer}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken }) });
  const { access_token: another } = await refreshed.json() as { readonly access_token: string };
  expect(await listTools(second, another)).toBe(200);
  expect(await listTools(second, await machineToken(second, 'weather:read'))).toBe(200);

  expect(statSync(keep).mode & 0o777).toBe(0o700);
  const files = readdirSync(keep).sort();
  expect(files).toEqual(['identity-providers.json', 'ports.json', 'secrets.json', 'tables.json']);
  expect(files.map((file) => statSync(join(keep, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
});

test('a start that fails leaves what was kept as it was', async () => {
  keep = join(temporaryDirectory('kept'), 'state');
  await signIn(await start({ keep }), { user: 'reader', scope: 'weather:read offline_access' });
  await gateway.stop();
  const contents = () => Object.fromEntries(readdirSync(keep).map((name) => [name, readFileSync(join(keep, name), 'utf8')]));
  const before = contents();
  expect(Object.keys(before).sort()).toEqual(['identity-providers.json', 'ports.json', 'secrets.json', 'tables.json']);

  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  try {
    await expect(serve(app, { keep, port: (taken.address() as { port: number }).port })).rejects.toMatchObject({ code: 'PortTaken' });
  } finally {
    taken.close();
  }
  expect(contents()).toEqual(before);
});

test('nothing outlives a gateway that is not told where to keep it', async () => {
  const { initialAccessToken } = await start({});
  await gateway.stop();
  expect((await start({})).initialAccessToken).not.toBe(initialAccessToken);
});

test('what was kept and cannot be read is named, with what to do', async () => {
  keep = temporaryDirectory('kept-damaged');
  writeFileSync(join(keep, 'secrets.json'), '{');
  await expect(serve(app, { keep })).rejects.toMatchObject({ code: 'KeptUnreadable', message: expect.stringMatching(/secrets\.json.*--fresh/) });
});
