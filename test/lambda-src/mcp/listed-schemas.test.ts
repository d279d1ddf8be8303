import { afterAll, describe, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { removeCatalogues, writeCatalogue } from './support/compiler';
import { serveHttp } from './support/http-adapter';
import { tool, WEATHER } from './support/offering';
import { createServer } from '../../../lambda-src/mcp/server';
import type { JsonObject } from '../../../src/offering/json-schema/json';
import { outputSchemaOfSdkV1 } from '../../../src/offering/portability/findings';

afterAll(removeCatalogues);

/** Legal schemas of properties, with what may stand beside them. */
const SCHEMAS: { readonly [name: string]: JsonObject } = {
  no_properties: { type: 'object' },
  boolean_properties: { type: 'object', properties: { a: true, b: false, c: { type: 'object', properties: { d: true } } } },
  closed: { type: 'object', properties: {}, additionalProperties: false },
  zod: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', properties: { a: { type: ['string', 'null'], format: 'email' } }, additionalProperties: false },
  tuple: { type: 'object', properties: { a: { type: 'array', prefixItems: [{ type: 'string' }], items: false } } },
  enum_with_null: { type: 'object', properties: { a: { enum: ['a', null] }, b: { const: null } } },
  tree: { type: 'object', properties: { a: { $ref: '#' }, b: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'object', properties: { n: { $ref: '#/$defs/n' } } } } },
  anchors: { type: 'object', properties: { a: { $ref: '#n' }, b: { $dynamicRef: '#m' } }, $defs: { n: { $anchor: 'n', type: 'string' }, m: { $dynamicAnchor: 'm' } } },
  embedded: { $id: 'https://example.com/root', type: 'object', properties: { a: { $ref: 'node' } }, $defs: { n: { $id: 'node', type: 'string' } } },
  unevaluated: { type: 'object', properties: { a: { type: 'string' } }, unevaluatedProperties: false },
  conditions: { type: 'object', properties: { a: { type: 'string' } }, if: { required: ['a'] }, then: { minProperties: 2 }, dependentSchemas: { a: { required: ['b'] } } },
  typed_nullable: { type: 'object', properties: { a: { type: 'string', nullable: true } } },
  named_as_keywords: { type: 'object', properties: { $ref: { type: 'string' }, id: { type: 'string' }, enum: { type: 'array' }, type: { type: 'string' } } },
  // Where they describe output, the official SDK v1 loses the list over these.
  pattern_without_u: { type: 'object', properties: { a: { type: 'string', pattern: '^[\\w-.]+$' } } },
  escaped_pattern: { type: 'object', patternProperties: { '^https\\:': { type: 'string' } } },
  empty_enum: { type: 'object', properties: { a: { enum: [] } } },
  zod_id: { type: 'object', properties: { a: { $ref: '#/$defs/A' } }, $defs: { A: { id: 'A', type: 'string' } } },
  untyped_nullable: { type: 'object', properties: { a: { enum: ['a'], nullable: true } } },
};

const OUTPUTS_THAT_V1_CANNOT_READ = Object.keys(SCHEMAS).filter((name) => (
  outputSchemaOfSdkV1({ serverName: 's', name, description: 'd', inputSchema: {}, outputSchema: SCHEMAS[name] }).length > 0
));

interface AnyClient {
  listTools(): Promise<{ readonly tools: readonly { readonly name: string }[] }>;
  close(): Promise<void>;
}

const CLIENTS: { readonly [name: string]: (url: URL) => Promise<AnyClient> } = {
  'v2, modern': async (url) => {
    const client = new Client({ name: 'judge', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(url));
    return client;
  },
  'v2, legacy': async (url) => {
    const client = new Client({ name: 'judge', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(url));
    return client;
  },
  'v1': async (url) => {
    const client = new ClientV1({ name: 'judge', version: '1' });
    await client.connect(new TransportV1(url));
    return client;
  },
};

/** The names that a client lists of a server with these tools. */
async function listed(tools: readonly ReturnType<typeof tool>[], client: string): Promise<string[]> {
  const running = await serveHttp((origin) => createServer({
    env: { MCP_RESOURCE: `${origin}/mcp`, MCP_ALLOWED_ORIGINS: '', MCP_ANONYMOUS: '' },
    catalogue: writeCatalogue({ ...WEATHER, tools }),
    invoke: () => Promise.reject(new Error('nothing is called')),
    log: () => undefined,
  }));
  try {
    const connected = await CLIENTS[client](running.url);
    const names = (await connected.listTools()).tools.map(({ name }) => name);
    await connected.close();
    return names;
  } finally {
    await running.close();
  }
}

describe.each(Object.keys(CLIENTS))('the official client %s', (client) => {
  test('lists every tool, whatever its input schema', async () => {
    expect(await listed(Object.entries(SCHEMAS).map(([name, inputSchema]) => tool(name, { inputSchema })), client)).toEqual(Object.keys(SCHEMAS));
  });

  test('lists every tool whose output schema is not warned of', async () => {
    const readable = Object.keys(SCHEMAS).filter((name) => !OUTPUTS_THAT_V1_CANNOT_READ.includes(name));

    expect(await listed(readable.map((name) => tool(name, { outputSchema: SCHEMAS[name] })), client)).toEqual(readable);
  });
});

test('what is warned of is what the official client v1 loses its list over', async () => {
  const lost: string[] = [];
  for (const [name, outputSchema] of Object.entries(SCHEMAS)) {
    await listed([tool('before'), tool(name, { outputSchema })], 'v1').catch(() => lost.push(name));
  }

  expect(lost).toEqual(['pattern_without_u', 'escaped_pattern', 'empty_enum', 'zod_id', 'untyped_nullable']);
  expect(OUTPUTS_THAT_V1_CANNOT_READ).toEqual(lost);
});
