import { expect, test } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import { serveExample } from './support/serve-example';

// The bundler of the function is started by npx, which would leave a cache.
const example = serveExample('subscriptions', undefined, { prepare: async () => ({ NODE_DISABLE_COMPILE_CACHE: '1' }) });

const SHIRT = 'price://articles/shirt';

/** What a client hears of resources, one after the other. */
function heardBy(client: Client): { next(): Promise<string> } {
  const heard: string[] = [];
  const waiting: ((uri: string) => void)[] = [];
  client.setNotificationHandler('notifications/resources/updated', ({ params: { uri } }) => {
    const next = waiting.shift();
    if (next) {
      next(uri);
    } else {
      heard.push(uri);
    }
  });
  return { next: () => heard.length > 0 ? Promise.resolve(heard.shift()!) : new Promise((resolve) => waiting.push(resolve)) };
}

test('an official client hears what a tool function and code in the server change, and nothing beyond its scopes', async () => {
  const client = await example.connect('2026-07-28');
  const heard = heardBy(client);
  const subscription = await client.listen({
    toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true, resourceSubscriptions: [SHIRT, 'price://costs', 'price://nothing/of/this/kind'],
  });
  // There are no prompts; and clients ask for `prices:read` at first, of which tools and the other resource know nothing.
  expect(subscription.honoredFilter).toEqual({ toolsListChanged: true, resourcesListChanged: true, resourceSubscriptions: [SHIRT] });

  await client.callTool({ name: 'set_price', arguments: { article: 'coat', price: 90 } });
  await client.callTool({ name: 'set_price', arguments: { article: 'shirt', price: 20 } });
  expect(await heard.next()).toBe(SHIRT);
  expect(await client.readResource({ uri: SHIRT })).toMatchObject({ contents: [{ text: '{"article":"shirt","price":20}' }] });

  await client.callTool({ name: 'announce_sale', arguments: { articles: ['hat', 'shirt'] } });
  expect(await heard.next()).toBe(SHIRT);
  await subscription.close();
}, 60_000);

test('a client before 2026-07-28 is promised no notification', async () => {
  const client = await example.connect('2025-11-25');

  expect(client.getServerCapabilities()).toMatchObject({ tools: {}, resources: {} });
  expect(client.getServerCapabilities()?.resources).not.toHaveProperty('subscribe');
  expect(client.getServerCapabilities()?.resources).not.toHaveProperty('listChanged');
  expect(client.getServerCapabilities()?.tools).not.toHaveProperty('listChanged');
}, 60_000);
