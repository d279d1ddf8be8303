import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import { type Era, serveExample } from './support/serve-example';

const KEY = 'canary-shop-api-key';

let api: ChildProcess;
afterAll(() => {
  api?.kill();
});

const { server, connect } = serveExample('http-api', undefined, {
  prepare: async (directory) => {
    writeFileSync(join(directory, 'secrets.json'), JSON.stringify({ 'shop/api-key': KEY }));
    api = spawn(process.execPath, [join('examples', 'http-api', 'api', 'server.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '', SHOP_API_KEY: KEY, PORT: '0' },
    });
    const [url] = await once(createInterface({ input: api.stdout! }), 'line') as [string];
    return { SHOP_URL: url };
  },
});

const textOf = (result: Awaited<ReturnType<Client['callTool']>>) => (result.content as readonly { readonly text: string }[]).map(({ text }) => text).join('\n');

describe.each<Era>(['2026-07-28', '2025-11-25'])('the official client, %s,', (era) => {
  let client: Client;
  beforeAll(async () => {
    client = await connect(era);
  });

  test('sees which tools only read', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([['get_item', true], ['list_items', true], ['order', false]]);
  });

  test('gets an item by a path and a query, as structured content', async () => {
    const result = await client.callTool({ name: 'get_item', arguments: { id: 'item-7', currency: 'USD' } });
    expect(result.structuredContent).toEqual({ id: 'item-7', name: 'Tent for 7', price: 106, currency: 'USD' });
  });

  test('posts a JSON body', async () => {
    const result = await client.callTool({ name: 'order', arguments: { id: 'item-7', count: 2 } });
    expect(result.isError ?? false).toBe(false);
    expect(JSON.parse(textOf(result))).toEqual({ order: expect.any(Number), item: { id: 'item-7' }, count: 2, channel: 'mcp' });
  });

  test('gets the error of the API in its own words', async () => {
    const result = await client.callTool({ name: 'get_item', arguments: { id: 'item-0' } });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(/404[^]*The shop has no such item\./);
  });

  test('gets a long answer cut, and reads how to ask for less', async () => {
    const text = textOf(await client.callTool({ name: 'list_items', arguments: {} }));
    expect(text).toContain('item-1"');
    expect(text).not.toContain('item-500"');
    expect(text).toContain('limit');
    expect(text.length).toBeLessThan(3000);

    const short = textOf(await client.callTool({ name: 'list_items', arguments: { limit: 2 } }));
    expect(JSON.parse(short)).toHaveLength(2);
  });

  test('cannot leave the path of a tool', async () => {
    const result = await client.callTool({ name: 'get_item', arguments: { id: '../orders' } });
    expect(result.isError).toBe(true);
    expect(textOf(result)).not.toMatch(/404|405/);
  });
});

test('the start says which secret has a given value, and nothing says the value', () => {
  expect(server().log()).toContain('the secret "shop/api-key" has the value that secrets.json gives');
  expect(server().log()).not.toContain(KEY);
});
