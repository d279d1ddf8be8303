import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../clients/local-server';
import { OFFICIAL_CLIENT_NAMES, OFFICIAL_CLIENTS, type OfficialClient } from '../clients/official-clients';
import { temporaryDirectory } from '../support/temporary-directory';

type Result = { readonly content: readonly { readonly text: string }[]; readonly structuredContent?: unknown; readonly isError?: boolean };

let server: LocalServer;
let token: string;
beforeAll(async () => {
  const app = join(temporaryDirectory('step-functions'), 'cdk.out');
  await synthesize('examples/step-functions/bin/step-functions.ts', app, { TSX_TSCONFIG_PATH: join('examples', 'step-functions', 'tsconfig.json') });
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server);
}, 120_000);
afterAll(() => server?.stop());

async function call(client: OfficialClient, name: string, args: Record<string, unknown>): Promise<Result> {
  return await client.callTool({ name, arguments: args }) as Result;
}

/** Asks again until the execution has ended; each call waits for a second. */
async function resultOf(client: OfficialClient, first: Result, args: Record<string, unknown>): Promise<Result> {
  const [, execution] = /"execution": "([\w-]+)"/.exec(first.content[0].text) ?? [];
  let result = first;
  for (let asked = 0; asked < 20 && result.content[0].text.includes('still running'); asked++) {
    result = await call(client, 'restock', { ...args, execution });
  }
  return result;
}

test.each(OFFICIAL_CLIENT_NAMES)('the official client, %s, that asks for progress hears of the states of a Standard execution', async (name) => {
  const client = await OFFICIAL_CLIENTS[name](server.mcpUrl, token);
  const heard: { readonly progress: number; readonly message?: string }[] = [];

  const first = await client.callTool({ name: 'restock', arguments: { item: 'tent', count: 1 } }, { onprogress: (report) => heard.push(report) });
  await client.close();

  expect((first as unknown as Result).content[0].text).toBeDefined();
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.map(({ progress }) => progress)).toEqual(heard.map((_report, index) => index + 1));
  expect(heard.every(({ message }) => typeof message === 'string' && message !== '')).toBe(true);
});

describe.each(OFFICIAL_CLIENT_NAMES)('the official client, %s,', (name) => {
  let client: OfficialClient;
  beforeAll(async () => {
    client = await OFFICIAL_CLIENTS[name](server.mcpUrl, token);
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
  const connect = OFFICIAL_CLIENTS['v2, 2026-07-28'];
  const client = await connect(server.mcpUrl, token);
  const other = await connect(server.mcpUrl, await machineToken(server));
  const args = { item: 'boat', count: 1 };
  const first = await call(client, 'restock', args);
  const [, execution] = /"execution": "([\w-]+)"/.exec(first.content[0].text) ?? [];

  for (const id of [execution, `${execution.slice(0, -1)}!`, '../', 'x'.repeat(500)]) {
    await expect(call(other, 'restock', { ...args, execution: id })).resolves.toMatchObject({ isError: true, content: [{ text: expect.stringContaining('no such execution') }] });
  }
  await expect(resultOf(client, first, args)).resolves.toMatchObject({ isError: true, content: [{ text: 'The warehouse has no boat.' }] });
  await Promise.all([client.close(), other.close()]);
}, 60_000);
