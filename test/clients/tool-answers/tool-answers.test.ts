import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../../support/temporary-directory';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../local-server';

let server: LocalServer;
let token: string;

beforeAll(async () => {
  const app = await synthesize('test/clients/tool-answers/app.ts', join(temporaryDirectory('tool-answers'), 'cdk.out'));
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server);
}, 180_000);

afterAll(() => server?.stop());

/** The bytes count: no client of these tests would show them. */
async function post(body: string): Promise<string> {
  const response = await fetch(server.mcpUrl, {
    method: 'POST',
    headers: { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json', 'Accept': 'application/json', 'MCP-Protocol-Version': '2025-11-25' },
    body,
  });
  return response.text();
}

const call = (name: string, args = '{}') => post(`{"jsonrpc":"2.0","id":725653563933458433,"method":"tools/call","params":{"name":"${name}","arguments":${args}}}`);

test('numbers reach a function, and come back, as they were written', async () => {
  const answer = await call('echo', '{"id":725653563933458432,"price":1.50,"whole":2.0}');

  // Python has no other way to write 1.50.
  expect(answer).toContain('"structuredContent":{"received":{"id":725653563933458432,"price":1.5,"whole":2.0},"next":725653563933458433}');
  expect(answer).toContain('"id":725653563933458433,"result"');
});

test("what Python's MCP types are written as is the result that they are", async () => {
  expect(JSON.parse(await call('dump')).result).toEqual({ content: [{ type: 'image', data: 'AAEC', mimeType: 'image/png' }] });
});

test('a function that says no more than that it failed has failed', async () => {
  expect(JSON.parse(await call('failed')).result).toEqual({ content: [{ type: 'text', text: 'The tool failed and did not say why.' }], isError: true });
});

test.each([
  ['large', 'answered more than can be delivered. Ask for less.', /"failure":"answer_too_large","code":"Function\.ResponseSizeTooLarge","remedy":"Lambda passes on at most 6 MiB/],
  ['broken', 'cannot run as it is deployed. Another try does not help.', /"failure":"not_runnable","code":"Runtime\.(HandlerNotFound|ImportModuleError)","remedy":"the function has no such module/],
  ['wrong', 'its answer is malformed and cannot be delivered.', /"failure":"malformed_content","detail":"content\[0\]\.annotations\.priority is not a number from 0 to 1"/],
])('%s: the model is told so, and the log says why and what helps', async (name, told, logged) => {
  const { result } = JSON.parse(await call(name));

  expect([result.isError, result.content[0].text]).toEqual([true, expect.stringContaining(told)]);
  expect(server.log()).toMatch(logged);
});

test('a resource is read by what a client makes of its URI', async () => {
  const answer = await post('{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"Docs://readme/x/../a b"}}');

  expect(JSON.parse(answer).result.contents[0].text).toBe('Read me');
});
