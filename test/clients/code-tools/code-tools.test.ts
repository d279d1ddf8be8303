import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../../support/temporary-directory';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../local-server';

let server: LocalServer;
let token: string;

beforeAll(async () => {
  const app = await synthesize('test/clients/code-tools/app.ts', join(temporaryDirectory('code-tools'), 'cdk.out'));
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server);
}, 180_000);

afterAll(() => server?.stop());

interface ToolResult {
  readonly content: readonly { readonly text: string }[];
  readonly isError?: boolean;
}

async function post(message: object): Promise<string> {
  const response = await fetch(server.mcpUrl, {
    method: 'POST',
    headers: { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', 'MCP-Protocol-Version': '2025-03-26' },
    body: JSON.stringify(message),
  });
  return response.text();
}

const request = (id: number, name: string, args: object) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } });

async function call(name: string, args: object = {}): Promise<ToolResult> {
  return JSON.parse(await post(request(1, name, args))).result;
}

const texts = ({ content }: ToolResult) => content.map(({ text }) => text).join();

/** Waits for what a function writes, which may arrive after its answer. */
async function logged(pattern: RegExp): Promise<string> {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = pattern.exec(server.log());
    if (found) {
      return found[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`no ${String(pattern)} in:\n${server.log()}`);
}

const referenceIn = (result: ToolResult) => /\(reference: (.+)\)$/.exec(texts(result))![1];

test('one module runs several tools, and may await before it exports', async () => {
  expect([texts(await call('greet')), texts(await call('greet_again', { name: 'me' }))]).toEqual(['awaited you by greet', 'awaited me by greet_again']);
});

// T74, T75, T76: in a real process.
test.each([
  ['throw', /secret of the database[^}]*failing\.ts:2:\d+[^}]*trouble\.ts:9:\d+/],
  ['throw a text', /string, not an Error: secret text/],
  ['reject', /secret, and nobody waits[^}]*trouble\.ts:15:\d+/],
  ['throw in a timer', /secret of a timer[^}]*failing\.ts:2:\d+[^}]*trouble\.ts:18:\d+/],
  ['emit an error', /ECONNREFUSED/],
  ['exit', /process\.exit\(3\): a tool may not end the process/],
  ['kill', /process\.kill\(\d+\): a tool may not end the process/],
])('%s: the model gets a reference, the log gets the line of the source, and the process lives', async (what, detail) => {
  const result = await call('trouble', { what });

  expect([result.isError, texts(result)]).toEqual([true, expect.stringMatching(/^The tool failed\. \(reference: [^)]+\)$/)]);
  const line = await logged(new RegExp(`\\{[^\\n]*"tool call failed","requestId":"${referenceIn(result)}"[^\\n]*`));
  expect(JSON.parse(line)).toMatchObject({ level: 'error', tool: 'trouble', failure: 'function_error', detail: expect.stringMatching(detail) });
  expect(texts(await call('greet'))).toBe('awaited you by greet');
});

test('calls of one request run at once in one process, and only those fail that must', async () => {
  const what = ['throw in a timer', 'reject', 'exit', 'scopes', 'tell the model'];
  const all: { readonly id: number; readonly result: ToolResult }[] = JSON.parse(await post(what.map((name, id) => request(id, 'trouble', { what: name }))));

  expect(new Map(all.map(({ id, result }) => [id, result.isError ?? false]))).toEqual(new Map([[0, true], [1, true], [2, true], [3, false], [4, true]]));
  expect(texts(all.find(({ id }) => id === 4)!.result)).toBe('Ask for a smaller range.');
});

test('what a tool leaves behind is logged with the id of the call that has answered', async () => {
  expect(texts(await call('trouble', { what: 'reject later' }))).toBe('answered');
  expect(await logged(/\{[^\n]*left behind an error that nothing caught[^\n]*/)).toMatch(/"requestId":"[^"]+","tool":"trouble","detail":"Error: secret, long after\\n/);
  expect(texts(await call('greet'))).toBe('awaited you by greet');
});

describe('an answer', () => {
  test.each([
    ['stream without an end', 'The tool ran, but its answer cannot be read.'],
    ['too much', 'The tool ran, but answered more than can be delivered. Ask for less.'],
  ])('that is a %s is refused', async (what, told) => {
    expect(texts(await call('trouble', { what }))).toContain(told);
  });
});

// T77
test('arguments that would pollute prototypes reach no tool', async () => {
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"trouble","arguments":{"what":"scopes","__proto__":{"isAdmin":true}}}}';
  const response = await fetch(server.mcpUrl, {
    method: 'POST', headers: { 'Authorization': `Bearer ${token}`, 'Content-Type': 'application/json', 'Accept': 'application/json', 'MCP-Protocol-Version': '2025-11-25' }, body,
  });
  expect(texts((await response.json() as { result: ToolResult }).result)).toContain('a member named "__proto__"');
});

// T78
test('a tool that writes into its caller changes no later call', async () => {
  await call('trouble', { what: 'become admin' });
  expect(texts(await call('trouble', { what: 'scopes' }))).toBe('["mcp"]');
});

test.each([
  ['no_default', /"code":"Tool\.NoDefaultExport","remedy":"export the tool as the default of its module/],
  ['not_loadable', /"code":"Tool\.LoadError","remedy":"bundle all that its module imports[^\n]*no-such-package/],
])('%s: the model is told that another try does not help, the log says why', async (name, line) => {
  expect(texts(await call(name))).toContain('cannot run as it is deployed. Another try does not help.');
  expect(await logged(line)).toBeDefined();
});

test('no secret of a tool reaches a caller', async () => {
  const answers = await Promise.all(['throw', 'throw a text', 'stream without an end'].map((what) => call('trouble', { what })));
  expect(JSON.stringify(answers)).not.toContain('secret');
});
