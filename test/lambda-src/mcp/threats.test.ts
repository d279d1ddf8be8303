import { afterAll, describe, expect, test } from '@jest/globals';
import { removeCatalogues } from './support/compiler';
import { tool, WEATHER } from './support/offering';
import { MODERN, RESOURCE, testServer } from './support/server';

afterAll(removeCatalogues);

const OFFERING = { ...WEATHER, tools: [tool('read'), tool('delete', { requiredScopes: ['weather:write'] })] };
const READER = { sub: 'user-1', client_id: 'client-1', scope: 'weather:read' };
const WRITER = { ...READER, scope: 'weather:write' };
const HEADER_MISMATCH = { status: 400, json: { error: { code: -32020 } } };

describe('T48 a request whose body is not what its headers say runs no tool:', () => {
  const deletion = { name: 'delete', arguments: {} };

  test.each([
    ['the header names read, the body delete', { 'Mcp-Name': 'read' }],
    ['the header names read in base64, the body delete', { 'Mcp-Name': '=?base64?cmVhZA==?=' }],
    ['the header names tools/list, the body tools/call', { 'Mcp-Method': 'tools/list' }],
    ['there is no Mcp-Name', { 'Mcp-Name': undefined }],
    ['there is no Mcp-Method', { 'Mcp-Method': undefined }],
    ['the version is in the body alone', { 'MCP-Protocol-Version': undefined }],
  ])('%s', async (_name, headers) => {
    const server = testServer({ offering: OFFERING });
    expect(await server.modern('tools/call', deletion, { headers, authorizer: WRITER })).toMatchObject(HEADER_MISMATCH);
    expect(server.invocations).toEqual([]);
  });

  test.each([
    ['in a batch', { 'MCP-Protocol-Version': MODERN, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'read' }],
    ['in a batch whose headers say nothing', {}],
  ])('%s', async (_name, headers) => {
    const server = testServer({ offering: OFFERING });
    const call = (name: string) => ({ jsonrpc: '2.0', id: name, method: 'tools/call', params: { name, arguments: {}, _meta: { 'io.modelcontextprotocol/protocolVersion': MODERN } } });
    expect(await server.post([call('read'), call('delete')], { headers, authorizer: WRITER })).toMatchObject({ status: 400, json: { error: { code: -32600 } } });
    expect(server.invocations).toEqual([]);
  });

  test('two bodies in one: the last of a repeated member counts, for the check as for the call', async () => {
    const server = testServer({ offering: OFFERING });
    const meta = JSON.stringify({ 'io.modelcontextprotocol/protocolVersion': MODERN, 'io.modelcontextprotocol/clientCapabilities': {} });
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","name":"delete","arguments":{},"_meta":${meta}}}`;
    const headers = { 'MCP-Protocol-Version': MODERN, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'read' };
    expect(await server.post(body, { headers, authorizer: WRITER })).toMatchObject(HEADER_MISMATCH);
    expect(server.invocations).toEqual([]);
  });
});

test('T49 an authorizer that said yes to reading has not said yes to writing: the body is judged again', async () => {
  const server = testServer({ offering: OFFERING });
  expect((await server.modern('tools/call', { name: 'read' }, { authorizer: READER })).status).toBe(200);
  expect(await server.modern('tools/call', { name: 'delete' }, { authorizer: READER })).toMatchObject({ status: 403, json: { error: { code: -31403 } } });
  expect((await server.legacy('tools/call', { name: 'delete' }, '2025-11-25', { authorizer: READER })).json.result.isError).toBe(true);
  expect(server.invocations.map(({ name }) => name)).toEqual(['read']);
});

test('T14 what authorizes the caller goes no further: neither to the tool nor to the log', async () => {
  const server = testServer({ offering: OFFERING });
  const headers = { 'Authorization': 'Bearer canary-token', 'DPoP': 'canary-proof', 'Cookie': 'session=canary-cookie', 'X-Api-Key': 'canary-key' };
  expect((await server.modern('tools/call', { name: 'read' }, { headers, authorizer: { ...READER, integrationLatency: 'canary-context' } })).status).toBe(200);
  expect(server.invocations).toHaveLength(1);
  expect(JSON.stringify([server.invocations, server.lines])).not.toContain('canary');
});

test.each(['https://evil.example', `${new URL(RESOURCE).origin}.evil.example`, 'null'])('T54 from %s nothing is called and nothing can be read', async (origin) => {
  const server = testServer({ offering: OFFERING });
  const reply = await server.modern('tools/call', { name: 'read' }, { headers: { Origin: origin } });
  expect(reply.status).toBe(403);
  expect(Object.keys(reply.headers).filter((name) => /^access-control-/i.test(name))).toEqual([]);
  expect(server.invocations).toEqual([]);
});
