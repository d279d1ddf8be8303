import { afterAll, expect, test } from '@jest/globals';
import type { Listening, Subscriptions } from '../../../../lambda-src/mcp/subscriptions/subscriptions';
import { removeCatalogues } from '../support/compiler';
import { EMPTY, WEATHER } from '../support/offering';
import { type TestServerOptions, testServer } from '../support/server';

afterAll(removeCatalogues);

const OFFERING = {
  ...WEATHER,
  subscriptions: true,
  resources: [...WEATHER.resources, { uri: 'docs://secret', name: 'secret', content: { text: 'x' }, requiredScopes: ['admin'] }],
};

function listeningServer(options: TestServerOptions = {}, isOpened = true) {
  const opened: Listening[] = [];
  const subscriptions: Partial<Subscriptions> = {
    listen: async (listening) => {
      opened.push(listening);
      if (isOpened) {
        listening.emitter.emit('notifications/subscriptions/acknowledged', listening.acknowledgement);
      }
      return isOpened;
    },
  };
  return { ...testServer({ offering: OFFERING, ...options, subscriptions: subscriptions as Subscriptions }), opened };
}

const events = (text: string) => text.split('\n\n').filter((event) => event !== '').map((event) => JSON.parse(event.slice('data: '.length)));
const ID = { 'io.modelcontextprotocol/subscriptionId': 7 };
const listen = (server: ReturnType<typeof testServer>, notifications: unknown, headers = {}) => server.modern('subscriptions/listen', { notifications }, { headers });

test('a stream begins with what is watched, and ends with the result that the request is answered with', async () => {
  const server = listeningServer();
  const [{ uri }] = WEATHER.resources;
  const { status, headers, text } = await listen(server, {
    toolsListChanged: true, promptsListChanged: false, resourcesListChanged: true, resourceSubscriptions: [uri, uri, 'weather://it/rome', 'docs://nothing'], taskIds: ['x'],
  });

  expect([status, headers['Content-Type']]).toEqual([200, 'text/event-stream']);
  expect(events(text)).toEqual([
    {
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta: ID, notifications: { toolsListChanged: true, resourcesListChanged: true, resourceSubscriptions: [uri, 'weather://it/rome'] } },
    },
    { jsonrpc: '2.0', id: 7, result: { resultType: 'complete', _meta: expect.objectContaining(ID) } },
  ]);
  expect(server.opened).toMatchObject([{ id: 7, caller: { subject: 'user-1' } }]);
});

// T116
test('a resource beyond the scopes of the caller is not watched, and cannot be told from one that does not exist', async () => {
  const server = listeningServer();
  const [acknowledged] = events((await listen(server, { resourceSubscriptions: ['docs://secret', 'DOCS://secret', 'docs://nothing'] })).text);

  expect(acknowledged.params.notifications).toEqual({});
  // Nothing is to be watched: the stream ends at once, and takes no place.
  expect(server.opened).toEqual([]);
  const admin = { authorizer: { sub: 'root', client_id: 'client-1', scope: 'mcp admin' } };
  await server.modern('subscriptions/listen', { notifications: { resourceSubscriptions: ['docs://secret'] } }, admin);
  expect(server.opened).toMatchObject([{ acknowledgement: { notifications: { resourceSubscriptions: ['docs://secret'] } } }]);
});

// T119
test.each([
  [undefined, 'params.notifications must be an object'],
  [[], 'params.notifications must be an object'],
  [{ toolsListChanged: 'yes' }, 'params.notifications.toolsListChanged must be true or false'],
  [{ resourceSubscriptions: 'docs://a' }, 'params.notifications.resourceSubscriptions must be a list of URIs'],
  [{ resourceSubscriptions: [7] }, 'params.notifications.resourceSubscriptions must be a list of URIs'],
  [{ resourceSubscriptions: Array.from({ length: 201 }, (_, index) => `docs://${index}`) }, 'params.notifications.resourceSubscriptions names 201 resources; at most 200'],
])('a filter that is none, or is huge, is an error before the stream begins: %#', async (notifications, message) => {
  const server = listeningServer();

  expect((await listen(server, notifications)).json).toMatchObject({ id: 7, error: { code: -32602, message } });
  expect(server.opened).toEqual([]);
});

test('a URI of any length is looked for once, and not where nobody has such a one', async () => {
  const server = listeningServer();
  const { text } = await listen(server, { toolsListChanged: true, resourceSubscriptions: [`weather://it/${'x'.repeat(100_000)}`] });

  expect(events(text)[0].params.notifications).toEqual({ toolsListChanged: true });
});

test('a caller with too many open streams gets 429, and a client that reads no streams 406', async () => {
  const { status, json } = await listen(listeningServer({}, false), { toolsListChanged: true });
  expect([status, json.error.code]).toEqual([429, -31429]);

  const refused = await listen(listeningServer(), { toolsListChanged: true }, { Accept: 'application/json' });
  expect([refused.status, refused.json.error.code]).toEqual([406, -32600]);
});

test('who asks for tasks without knowing them is told so by a server that has tasks; who knows them polls', async () => {
  const offering = { ...OFFERING, tools: [{ ...OFFERING.tools[0], task: { ttlMs: 60_000 } }] };
  const filter = { toolsListChanged: true, taskIds: ['task-1'] };
  const { status, json } = await listen(listeningServer({ offering }), filter);
  expect([status, json.error]).toMatchObject([400, { code: -32021, data: { requiredCapabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } } }]);

  const _meta = { 'io.modelcontextprotocol/clientCapabilities': { extensions: { 'io.modelcontextprotocol/tasks': {} } } };
  const { text } = await listeningServer({ offering }).modern('subscriptions/listen', { notifications: filter, _meta });
  expect(events(text)[0].params.notifications).toEqual({ toolsListChanged: true });
});

test('only a server with subscriptions declares and has them, and only since 2026-07-28', async () => {
  const on = listeningServer();
  const { result } = (await on.modern('server/discover')).json;
  expect(result.capabilities)
    .toMatchObject({ tools: { listChanged: true }, prompts: { listChanged: true }, resources: { listChanged: true, subscribe: true } });
  expect((await on.legacy('initialize', { protocolVersion: '2025-11-25', capabilities: {} })).json.result.capabilities)
    .toMatchObject({ tools: {}, prompts: {}, resources: {} });
  expect((await on.legacy('subscriptions/listen', { notifications: {} })).json.error.code).toBe(-32601);
  expect((await on.modern('resources/subscribe', { uri: 'docs://a' })).json.error.code).toBe(-32601);

  const off = listeningServer({ offering: WEATHER });
  expect(JSON.stringify((await off.modern('server/discover')).json.result.capabilities)).not.toMatch(/listChanged|subscribe/);
  expect((await listen(off, { toolsListChanged: true })).json.error.code).toBe(-32601);
  expect((await listen(listeningServer({ offering: { ...EMPTY, subscriptions: true } }), { toolsListChanged: true })).json.error.code).toBe(-32601);
});
