import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../clients/local-server';
import { temporaryDirectory } from '../support/temporary-directory';

type Result = { readonly content: readonly { readonly text: string }[]; readonly structuredContent?: unknown; readonly isError?: boolean };

/** What both generations of the official client have. */
interface Client {
  callTool(params: { name: string; arguments: object }, ...options: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

let server: LocalServer;
let token: string;
beforeAll(async () => {
  const app = join(temporaryDirectory('step-functions'), 'cdk.out');
  await synthesize('examples/step-functions/bin/step-functions.ts', app, { TSX_TSCONFIG_PATH: join('examples', 'step-functions', 'tsconfig.json') });
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server);
}, 120_000);
afterAll(() => server?.stop());

const options = (bearer: string) => ({ requestInit: { headers: { Authorization: `Bearer ${bearer}` } } });

async function connectV2(bearer = token): Promise<Client> {
  const client = new ClientV2({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new TransportV2(new URL(server.mcpUrl), options(bearer)));
  return client as unknown as Client;
}

async function connectV1(): Promise<Client> {
  const client = new ClientV1({ name: 'test', version: '1' });
  await client.connect(new TransportV1(new URL(server.mcpUrl), options(token)) as Parameters<typeof client.connect>[0]);
  return client as unknown as Client;
}

async function call(client: Client, name: string, args: object): Promise<Result> {
  return await client.callTool({ name, arguments: args }) as Result;
}

/** Asks again until the execution has ended; each call waits for a second. */
async function resultOf(client: Client, first: Result, args: object): Promise<Result> {
  const [, execution] = /"execution": "([\w-]+)"/.exec(first.content[0].text) ?? [];
  let result = first;
  for (let asked = 0; asked < 20 && result.content[0].text.includes('still running'); asked++) {
    result = await call(client, 'restock', { ...args, execution });
  }
  return result;
}

test.each([
  ['v2, 2026-07-28', connectV2, (onprogress: unknown) => [{ onprogress }]],
  ['v1, 2025-11-25', connectV1, (onprogress: unknown) => [undefined, { onprogress }]],
] as const)('the official client, %s, that asks for progress hears of the states of a Standard execution', async (_name, connect, optionsOf) => {
  const client = await connect();
  const heard: { readonly progress: number; readonly message?: string }[] = [];

  const first = await client.callTool({ name: 'restock', arguments: { item: 'tent', count: 1 } }, ...optionsOf((report: typeof heard[number]) => heard.push(report)));
  await client.close();

  expect((first as Result).content[0].text).toBeDefined();
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.map(({ progress }) => progress)).toEqual(heard.map((_report, index) => index + 1));
  expect(heard.every(({ message }) => typeof message === 'string' && message !== '')).toBe(true);
});

describe.each([['v2, 2026-07-28', connectV2], ['v1, 2025-11-25', connectV1]] as const)('the official client, %s,', (_name, connect) => {
  let client: Client;
  beforeAll(async () => {
    client = await connect();
  });
  afterAll(() => client?.close());

  test('gets the output of an Express execution', async () => {
    await expect(call(client, 'quote', { items: [{ name: 'tent', count: 2 }, { name: 'stove', count: 1 }] }))
      .resolves.toMatchObject({ structuredContent: { total: 285.5 } });
  });

  test('gets an error without its cause where an execution fails', async () => {
    const result = await call(client, 'quote', { items: [{ name: 'boat', count: 1 }] });
    expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(/^The tool failed\. \(reference: [\w-]+\)$/) }] });
  });

  test('is told that a Standard execution is still running, and asks for its result', async () => {
    const args = { item: 'tent', count: 3 };
    const first = await call(client, 'restock', args);
    expect(first.content[0].text).toContain('still running');
    expect(first.isError).toBeFalsy();
    await expect(resultOf(client, first, args)).resolves.toMatchObject({ content: [{ text: '{"ordered":"tent","count":3}' }] });
  }, 60_000);
});

test('an execution is not shown to another client, nor to what guesses its id', async () => {
  const client = await connectV2();
  const other = await connectV2(await machineToken(server));
  const args = { item: 'boat', count: 1 };
  const first = await call(client, 'restock', args);
  const [, execution] = /"execution": "([\w-]+)"/.exec(first.content[0].text) ?? [];

  for (const id of [execution, `${execution.slice(0, -1)}!`, '../', 'x'.repeat(500)]) {
    await expect(call(other, 'restock', { ...args, execution: id })).resolves.toMatchObject({ isError: true, content: [{ text: expect.stringContaining('no such execution') }] });
  }
  await expect(resultOf(client, first, args)).resolves.toMatchObject({ isError: true, content: [{ text: 'The warehouse has no boat.' }] });
  await Promise.all([client.close(), other.close()]);
}, 60_000);
