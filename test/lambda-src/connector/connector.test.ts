import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Api, authorizerWith, egressTo, NOW, startApi } from './support/api';
import { createConnector } from '../../../lambda-src/connector/connector';
import { openOperations } from '../../../lambda-src/connector/operations';
import type { HttpOperation } from '../../../src/contract/connector/http-operation';
import { OPERATIONS_FILE } from '../../../src/contract/connector/layer';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import { temporaryDirectory } from '../../support/temporary-directory';

const CANARY = 'canary-4b1d';
const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api';

const OPERATION: HttpOperation = {
  kind: 'http', connection: 'c', method: 'GET', path: ['/items/', { name: 'id', argument: ['id'], style: 'simple', explode: false }], answer: { maxBytes: 1000 }, timeoutMillis: 30_000,
};

function invocation(name: string, args: { readonly [name: string]: unknown }): ToolInvocation {
  return { name, arguments: args, caller: { subject: 's', clientId: 'c', scopes: [] }, requestId: 'request-1', protocolVersion: '2026-07-28' } as unknown as ToolInvocation;
}

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

/** All that it logs, and its answer or error. */
async function run(
  name: string, id: unknown, secret = CANARY, baseUrl = api.origin, more: Partial<ToolInvocation> = {},
): Promise<{ readonly logged: unknown[]; readonly outcome: any }> {
  const logged: unknown[] = [];
  const { authorizer } = authorizerWith({ kind: 'api-key', place: 'query', name: 'key', key: { arn: ARN } }, new Map([[ARN, secret]]));
  const { egress } = egressTo({ baseUrl }, { authorizer });
  const connector = createConnector({
    evaluate: async () => ({ isJson: false }),
    operations: (tool) => (tool === 'get_item' ? OPERATION : undefined),
    connection: (connection) => (connection === 'c' ? { baseUrl, send: (request, options) => egress.send(request, options) } : undefined),
    log: (...line) => {
      logged.push(line);
    },
    countChangedTool: () => undefined,
    clock: () => NOW,
  });
  return { outcome: await connector({ ...invocation(name, { id }), ...more }, 60_000).catch((error: Error) => error), logged };
}

describe('a call', () => {
  test('is one request, with the credentials, and one line in the log', async () => {
    api.handle = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}');

    const { outcome, logged } = await run('get_item', 'x y');

    expect(outcome).toMatchObject({ content: [{ type: 'text', text: '{"a":1}' }] });
    expect(api.requests.map(({ url }) => url)).toEqual([`/items/x%20y?key=${CANARY}`]);
    expect(logged).toEqual([['info', 'operation run', { requestId: 'request-1', tool: 'get_item', connection: 'c', isError: false, durationMs: 0 }]]);
  });

  test('carries the trace of its client to the API, but not what the client says besides', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';
    const { logged } = await run('get_item', 'x', CANARY, api.origin, { _meta: { traceparent, tracestate: 'a=1', baggage: 'tenant=secret' } });
    await run('get_item', 'x');

    expect(api.requests.map(({ headers }) => [headers.traceparent, headers.tracestate, headers.baggage])).toEqual([[traceparent, 'a=1', undefined], [undefined, undefined, undefined]]);
    expect(logged).toMatchObject([['info', 'operation run', { clientTraceId: '0af7651916cd43dd8448eb211c80319c' }]]);
    expect(JSON.stringify(logged)).not.toContain('tenant');
  });

  test('leaves a header of the trace that the author declared', async () => {
    const { egress } = egressTo({ baseUrl: api.origin });
    const operation: HttpOperation = { ...OPERATION, constants: { headers: { Traceparent: 'mine' } } };
    const connector = createConnector({
      evaluate: async () => ({ isJson: false }),
      operations: () => operation,
      connection: () => ({ baseUrl: api.origin, send: (request, options) => egress.send(request, options) }),
      log: () => undefined,
      countChangedTool: () => undefined,
      clock: () => NOW,
    });
    await connector({ ...invocation('get_item', { id: 'x' }), _meta: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01' } }, 60_000);

    expect(api.requests[0].headers.traceparent).toBe('mine');
  });

  test('with a number that JavaScript would not keep has it as a text', async () => {
    await run('get_item', undefined, CANARY, api.origin, { arguments: {}, argumentsText: '{"id":9223372036854775807}' });

    expect(api.requests.map(({ url }) => url)).toEqual([`/items/9223372036854775807?key=${CANARY}`]);
  });

  test('of an unknown tool is an error of the function', async () => {
    expect((await run('constructor', 'x')).outcome).toEqual(new Error('the connector has no operation for the tool "constructor"'));
  });

  test('with an argument that would leave its place is a tool error, and nothing is sent', async () => {
    expect((await run('get_item', '../admin')).outcome).toMatchObject({ isError: true });
    expect(api.requests).toEqual([]);
  });
});

test.each<[string, Api['handle'] | undefined, string]>([
  ['refuses the credentials', (_request, response) => response.writeHead(401).end(), CANARY],
  ['fails', (_request, response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('broken'), CANARY],
  ['redirects', (_request, response) => response.writeHead(302, { location: 'https://evil.example/' }).end(), CANARY],
  ['breaks the connection', ({ socket }) => socket.destroy(), CANARY],
  ['answers no HTTP', ({ socket }) => socket.end('nonsense\r\n\r\n'), CANARY],
  ['is never asked, for its key is broken', undefined, `${CANARY}\u0001`],
])('T113 the key is in no log and in no answer where the API %s', async (_what, handle, secret) => {
  api.handle = handle ?? api.handle;

  const { outcome, logged } = await run('get_item', 'x', secret);

  expect(outcome).toMatchObject({ isError: true, content: [{ type: 'text' }] });
  expect(JSON.stringify([outcome, logged, String(outcome)])).not.toContain(CANARY);
  expect(logged).toHaveLength(1);
});

test('operations are read by the names of their tools, and no inherited name is one', () => {
  const directory = temporaryDirectory('operations');
  mkdirSync(join(directory, 'operations'));
  writeFileSync(join(directory, OPERATIONS_FILE), JSON.stringify({ get_item: 'operations/a.json' }));
  writeFileSync(join(directory, 'operations', 'a.json'), JSON.stringify(OPERATION));
  const operations = openOperations(directory);

  expect(operations('get_item')).toEqual(OPERATION);
  expect(operations('get_item')).toBe(operations('get_item'));
  expect([operations('constructor'), operations('__proto__'), operations('../a')]).toEqual([undefined, undefined, undefined]);
});
