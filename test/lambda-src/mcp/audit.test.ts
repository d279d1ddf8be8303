import { afterAll, expect, test } from '@jest/globals';
import { removeCatalogues } from './support/compiler';
import { tool, WEATHER } from './support/offering';
import { testServer } from './support/server';
import { AUDIT_MEMBERS } from '../../../src/contract/audit/audit-line';

afterAll(removeCatalogues);

const inputSchema = { type: 'object', properties: { city: { type: 'string' }, days: {}, password: { type: 'string' } } };
const offering = { ...WEATHER, tools: [...WEATHER.tools, tool('declares', { inputSchema, auditedArguments: ['city', 'days'] }), tool('keeps_quiet', { inputSchema })] };

const server = (run?: Parameters<typeof testServer>[0] & object) => testServer({ offering, ...run });
const fieldsOf = ({ lines }: ReturnType<typeof testServer>) => lines.filter(({ message }) => message === 'mcp request').map(({ fields }) => fields);

const call = (name: string, args: object = {}) => ({ name, arguments: args });

test('says who called what from where, and what came of it, in members that are documented', async () => {
  const at = server();
  await at.modern('tools/call', call('declares', { city: 'Lisbon' }));
  const [line] = fieldsOf(at);

  expect(line).toMatchObject({
    event: 'tools/call', name: 'declares', arguments: { city: 'Lisbon' }, subject: 'user-1', clientId: 'client-1', ip: '192.0.2.1', outcome: 'ok', requestId: 'request-1',
  });
  expect(Object.keys(line).filter((name) => ![...AUDIT_MEMBERS as readonly string[], 'method'].includes(name))).toEqual([]);
});

test('holds the arguments that the tool declares, shortened, and no others', async () => {
  const at = server();
  await at.modern('tools/call', call('declares', { city: 'x'.repeat(300), days: [1, 2], password: 'hunter2' }));
  await at.modern('tools/call', call('declares', { days: { deep: 'y'.repeat(300) } }));
  await at.modern('tools/call', call('keeps_quiet', { city: 'Lisbon', password: 'hunter2' }));

  expect(fieldsOf(at).map((line) => line.arguments)).toEqual([{ city: `${'x'.repeat(200)}…`, days: [1, 2] }, { days: `{"deep":"${'y'.repeat(191)}…` }, undefined]);
  expect(JSON.stringify(at.lines)).not.toContain('hunter2');
});

test('holds an argument that is nested more deeply than the stack as what can be written', async () => {
  const at = server();
  const depth = 20_000;
  await at.legacy('tools/call', call('declares', { days: 0 }));
  await at.post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"declares","arguments":{"days":${'['.repeat(depth)}${']'.repeat(depth)}}}}`);

  for (const { arguments: args } of fieldsOf(at).slice(1)) {
    expect(JSON.stringify(args ?? null).length).toBeLessThan(300);
  }
  expect(fieldsOf(at)).toHaveLength(2);
});

test('says why a tool gave no answer', async () => {
  const at = server({ run: () => ({ failure: 'timeout', detail: 'too slow' }) });
  await at.modern('tools/call', call('declares', { city: 'Lisbon' }));

  expect(fieldsOf(at)).toMatchObject([{ event: 'tools/call', outcome: 'tool error', failure: 'timeout' }]);
});

test('is there for calls that were refused, without their arguments', async () => {
  const at = server();
  await at.modern('tools/call', call('no_such_tool', { city: 'Lisbon' }));
  await at.modern('tools/call', call('declares', { city: 7 }));

  expect(fieldsOf(at)).toMatchObject([{ event: 'tools/call', name: 'no_such_tool', outcome: 'error -32602', arguments: undefined }, { outcome: 'tool error', arguments: { city: 7 } }]);
});

test('is there for each message of a batch, which has the request id that its tool was told', async () => {
  const at = server();
  const request = (id: number, name: string) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: call(name) });
  await at.post([request(1, 'declares'), { jsonrpc: '2.0', method: 'notifications/initialized' }, request(2, 'keeps_quiet'), { jsonrpc: '2.0', id: 3, method: 'ping' }]);

  expect(fieldsOf(at).map(({ event, name, requestId }) => [event, name, requestId])).toEqual([
    ['tools/call', 'declares', 'request-1-1'], ['tools/call', 'keeps_quiet', 'request-1-3'], [undefined, undefined, 'request-1-4'],
  ]);
  expect(at.invocations.map(({ requestId }) => requestId)).toEqual(['request-1-1', 'request-1-3']);
});

test.each([
  ['resources/read', { uri: 'docs://guide' }, 'docs://guide'],
  ['prompts/get', { name: 'plan_trip' }, 'plan_trip'],
])('is there for %s', async (method, params, name) => {
  const at = server();
  await at.legacy(method, params);

  expect(fieldsOf(at)).toMatchObject([{ event: method, name }]);
});

test.each(['tools/list', 'ping', 'resources/list'])('is not there for %s, which has a line like any request', async (method) => {
  const at = server();
  await at.legacy(method);

  expect(fieldsOf(at)).toMatchObject([{ event: undefined, method }]);
});

test('T142 has the address of the connection, whatever the client writes, unless the stage is behind CloudFront', async () => {
  const at = server();
  const headers = { 'X-Forwarded-For': '203.0.113.9, 198.51.100.4, 192.0.2.1' };
  await at.modern('tools/call', call('declares'), { headers });
  await at.modern('tools/call', call('declares'), { headers: { ...headers, clientAddress: 'forwarded', stageVariables: '{"clientAddress":"forwarded"}' } });
  await at.modern('tools/call', call('declares'), { headers, stageVariables: { clientAddress: 'forwarded' } });

  expect(fieldsOf(at).map(({ ip }) => ip)).toEqual(['192.0.2.1', '192.0.2.1', '198.51.100.4']);
});
