import { afterAll, describe, expect, test } from '@jest/globals';
import { removeCatalogues } from './support/compiler';
import { DESCRIBED_WEATHER } from './support/offering';
import { MODERN, type Reply, testServer } from './support/server';
import { wireJudge } from './support/wire-judge';

afterAll(removeCatalogues);

const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', MODERN];

/** Fails on what the revision does not allow. */
function judgeOf(revision: string): (type: string, value: unknown) => void {
  const judge = wireJudge(revision);
  return (type, value) => expect(judge(type, value)).toEqual([]);
}

function ask(
  server: ReturnType<typeof testServer>, revision: string, method: string, params?: { readonly [name: string]: unknown }, headers = {},
): Promise<Reply> {
  return revision === MODERN ? server.modern(method, params, { headers }) : server.legacy(method, params, revision);
}

const ANSWERS: { readonly [city: string]: unknown } = {
  plain: { degrees: 21 },
  blocks: {
    content: [
      { type: 'text', text: 'warm' },
      { type: 'image', data: 'AAEC', mimeType: 'image/png' },
      { type: 'audio', data: 'AAEC', mimeType: 'audio/wav' },
      { type: 'resource', resource: { uri: 'docs://x', text: 'x' } },
      { type: 'resource_link', uri: 'docs://x', name: 'x' },
    ],
    structuredContent: { degrees: 21 },
    _meta: { 'weather.example/station': 7 },
  },
  failure: { content: [{ type: 'text', text: 'no such city' }], isError: true },
};

describe.each(REVISIONS)('the schema of %s accepts', (revision) => {
  const judge = judgeOf(revision);
  const server = testServer({ run: ({ arguments: args }) => ({ answer: JSON.stringify(ANSWERS[args.city as string]) }) });

  test.each([
    ['tools/list', 'ListToolsResult', 'tools', 'Tool'],
    ['resources/list', 'ListResourcesResult', 'resources', 'Resource'],
    ['resources/templates/list', 'ListResourceTemplatesResult', 'resourceTemplates', 'ResourceTemplate'],
    ['prompts/list', 'ListPromptsResult', 'prompts', 'Prompt'],
  ])('the result of %s and its items', async (method, resultType, key, itemType) => {
    const { json } = await ask(server, revision, method);

    judge(resultType, json.result);
    expect(json.result[key].length).toBeGreaterThan(0);
    json.result[key].forEach((item: unknown) => judge(itemType, item));
  });

  test('the opening', async () => {
    const { json } = revision === MODERN
      ? await server.modern('server/discover')
      : await server.legacy('initialize', { protocolVersion: revision, capabilities: {}, clientInfo: { name: 'a', version: '1' } });

    judge(revision === MODERN ? 'DiscoverResult' : 'InitializeResult', json.result);
    judge('ServerCapabilities', json.result.capabilities);
    judge('Implementation', revision === MODERN ? json.result._meta['io.modelcontextprotocol/serverInfo'] : json.result.serverInfo);
  });

  test.each(Object.keys(ANSWERS))('the result of tools/call: %s', async (city) => {
    const { json } = await ask(server, revision, 'tools/call', { name: 'get_forecast', arguments: { city } }, { 'Mcp-Param-City': city });

    judge('CallToolResult', json.result);
  });

  test('a tool error', async () => {
    const { json } = await ask(server, revision, 'tools/call', { name: 'ping_station', arguments: { no: 1 } });

    judge('CallToolResult', json.result);
    expect(json.result.isError).toBe(true);
  });

  test.each(['docs://guide', 'docs://logo', 'weather://it/Rome'])('the result of resources/read: %s', async (uri) => {
    const { json } = await ask(server, revision, 'resources/read', { uri });

    judge('ReadResourceResult', json.result);
  });

  test('the result of prompts/get', async () => {
    const { json } = await ask(server, revision, 'prompts/get', { name: 'pack', arguments: { city: 'Rome' } });

    judge('GetPromptResult', json.result);
  });

  test('an error', async () => {
    const { json } = await ask(server, revision, 'tools/call', { name: 'nothing' });

    judge(['2025-11-25', MODERN].includes(revision) ? 'JSONRPCErrorResponse' : 'JSONRPCError', json);
    expect(json.id).toBe(7);
  });
});

test.each(REVISIONS.slice(1))('the schema of %s accepts the result of completion/complete, whose capability came with the second revision', async (revision) => {
  const { json } = await ask(testServer(), revision, 'completion/complete', { ref: { type: 'ref/prompt', name: 'pack' }, argument: { name: 'city', value: '' } });

  judgeOf(revision)('CompleteResult', json.result);
});

describe.each(REVISIONS)('where all is said that may be said, the schema of %s accepts', (revision) => {
  const judge = judgeOf(revision);
  const server = testServer({ offering: DESCRIBED_WEATHER });
  const hasMeta = revision >= '2025-06-18';
  const hasIcons = revision >= '2025-11-25';

  test.each([
    ['tools/list', 'tools', 'Tool'],
    ['resources/list', 'resources', 'Resource'],
    ['resources/templates/list', 'resourceTemplates', 'ResourceTemplate'],
    ['prompts/list', 'prompts', 'Prompt'],
  ])('the items of %s', async (method, key, itemType) => {
    const { json } = await ask(server, revision, method);

    for (const item of json.result[key]) {
      judge(itemType, item);
      expect('_meta' in item).toBe(hasMeta);
      expect('icons' in item).toBe(hasIcons);
      (item.icons ?? []).forEach((icon: unknown) => judge('Icon', icon));
      if (item.annotations?.priority !== undefined && revision >= '2025-03-26') {
        judge('Annotations', item.annotations);
      }
    }
    if (key.startsWith('resource')) {
      expect(json.result[key][0].annotations).toEqual({
        audience: ['user', 'assistant'], priority: 0.5, ...hasMeta ? { lastModified: '2026-01-31T12:00:00.000Z' } : {},
      });
    }
  });

  test.each([['docs://guide', 'TextResourceContents'], ['docs://logo', 'BlobResourceContents'], ['weather://it/Rome', 'TextResourceContents']])('the contents of %s', async (uri, type) => {
    const { json } = await ask(server, revision, 'resources/read', { uri });

    judge(type, json.result.contents[0]);
    expect(json.result.contents[0]._meta).toEqual(hasMeta ? DESCRIBED_WEATHER.resources[0].meta : undefined);
  });

  test('the server, whose icons are sent with the opening alone', async () => {
    const { json } = revision === MODERN
      ? await server.modern('server/discover')
      : await server.legacy('initialize', { protocolVersion: revision, capabilities: {}, clientInfo: { name: 'a', version: '1' } });
    const serverInfo = revision === MODERN ? json.result._meta['io.modelcontextprotocol/serverInfo'] : json.result.serverInfo;

    judge('Implementation', serverInfo);
    expect(serverInfo.icons).toEqual(hasIcons ? DESCRIBED_WEATHER.serverInfo.icons : undefined);
    const { text } = await ask(server, revision, 'tools/call', { name: 'ping_station' });
    expect(text).not.toContain('icons');
  });
});
