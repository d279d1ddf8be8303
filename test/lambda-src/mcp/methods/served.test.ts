import { afterAll, describe, expect, test } from '@jest/globals';
import { INITIALIZE_ERA_PROTOCOL_VERSIONS } from '../../../../src/contract/mcp/protocol-versions';
import { removeCatalogues } from '../support/compiler';
import { EMPTY, WEATHER } from '../support/offering';
import { meta, MODERN, modernHeaders, testServer } from '../support/server';

afterAll(removeCatalogues);

/** By the capability whose declaration makes a method known. */
const METHODS: { readonly [method: string]: (capabilities: { readonly [name: string]: { readonly subscribe?: boolean } | undefined }) => boolean } = {
  'tools/list': ({ tools }) => tools !== undefined,
  'tools/call': ({ tools }) => tools !== undefined,
  'resources/list': ({ resources }) => resources !== undefined,
  'resources/templates/list': ({ resources }) => resources !== undefined,
  'resources/read': ({ resources }) => resources !== undefined,
  'prompts/list': ({ prompts }) => prompts !== undefined,
  'prompts/get': ({ prompts }) => prompts !== undefined,
  'completion/complete': ({ completions }) => completions !== undefined,
  'logging/setLevel': ({ logging }) => logging !== undefined,
  'tasks/get': ({ tasks }) => tasks !== undefined,
};

const { tools, resources, resourceTemplates, prompts } = WEATHER;
const OFFERINGS = {
  'one of everything': WEATHER,
  'nothing': EMPTY,
  'tools': { ...EMPTY, tools },
  'resources': { ...EMPTY, resources },
  'resource templates': { ...EMPTY, resourceTemplates },
  'prompts': { ...EMPTY, prompts },
};

test('resources/subscribe is acknowledged where there are resources, as the official suite asks, and never declared: nothing follows', async () => {
  for (const [offering, outcome] of [[WEATHER, { result: {} }], [EMPTY, { error: { code: -32601 } }]] as const) {
    const server = testServer({ offering });
    for (const revision of INITIALIZE_ERA_PROTOCOL_VERSIONS) {
      const opened = await server.legacy('initialize', { protocolVersion: revision, capabilities: {}, clientInfo: { name: 'a', version: '1' } }, revision);
      expect(opened.text).not.toContain('"subscribe"');
      for (const method of ['resources/subscribe', 'resources/unsubscribe']) {
        expect((await server.legacy(method, { uri: 'docs://guide' }, revision)).json).toMatchObject(outcome);
      }
    }
  }
  expect((await testServer().modern('resources/subscribe', { uri: 'docs://guide' })).json).toMatchObject({ error: { code: -32601 } });
});

describe.each(Object.entries(OFFERINGS))('a server of %s serves a method exactly where it declares its capability', (_name, offering) => {
  const server = testServer({ offering });
  const isServed = (json: { readonly error?: { readonly code: number } }) => json.error?.code !== -32601;

  test.each(INITIALIZE_ERA_PROTOCOL_VERSIONS)('in %s', async (revision) => {
    const opened = await server.legacy('initialize', { protocolVersion: revision, capabilities: {}, clientInfo: { name: 'a', version: '1' } }, revision);
    for (const [method, isDeclared] of Object.entries(METHODS)) {
      const { json } = await server.legacy(method, {}, revision);
      // The first revision has the method, and no capability to declare it with.
      const isUndeclarable = method === 'completion/complete' && revision === '2024-11-05';
      const hasArguments = offering.prompts.length + offering.resourceTemplates.length > 0;
      expect([method, isServed(json)]).toEqual([method, isUndeclarable ? hasArguments : isDeclared(opened.json.result.capabilities)]);
    }
    expect(isServed((await server.legacy('ping', {}, revision)).json)).toBe(true);
    expect(isServed((await server.legacy('server/discover', {}, revision)).json)).toBe(false);
  });

  test('in 2026-07-28', async () => {
    const opened = await server.modern('server/discover');
    for (const [method, isDeclared] of Object.entries(METHODS)) {
      const params = { name: 'x', uri: 'x:y' };
      const { json } = await server.post({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta() } }, { headers: modernHeaders(method, params) });
      expect([method, isServed(json)]).toEqual([method, isDeclared(opened.json.result.capabilities)]);
    }
    for (const method of ['initialize', 'ping']) {
      expect((await server.modern(method)).status).toBe(404);
    }
    expect(opened.json.result.supportedVersions).toEqual([MODERN]);
  });
});
