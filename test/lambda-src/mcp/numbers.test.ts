import { afterAll, describe, expect, test } from '@jest/globals';
import { removeCatalogues } from './support/compiler';
import { tool, WEATHER } from './support/offering';
import { meta, MODERN, modernHeaders, type Reply, testServer } from './support/server';
import { seeded } from '../../support/seeded';

afterAll(removeCatalogues);

const anything = tool('anything', { inputSchema: { type: 'object' } });
const OFFERING = {
  ...WEATHER,
  tools: [
    anything,
    tool('page', { inputSchema: { type: 'object', properties: { id: { type: 'integer' }, limit: { type: 'integer', maximum: 100 } } } }),
    tool('account', {
      inputSchema: { type: 'object', properties: {} }, outputSchema: { type: 'object', properties: { id: { type: 'integer', multipleOf: 2 } }, required: ['id'] },
    }),
    tool('region', { inputSchema: { type: 'object', properties: { id: { 'type': 'integer', 'x-mcp-header': 'Id' } } } }),
  ],
};

/** What the tool's function gets, as a text. */
async function received(name: string, args: string, revision = '2025-11-25'): Promise<{ readonly events: readonly string[]; readonly reply: Reply['json'] }> {
  const server = testServer({ offering: OFFERING });
  const modern = revision === MODERN;
  const params = `{"name":"${name}","arguments":${args}${modern ? `,"_meta":${JSON.stringify(meta())}` : ''}}`;
  const reply = await server.post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`, {
    headers: modern ? modernHeaders('tools/call', { name }) : { 'MCP-Protocol-Version': revision },
  });
  return { events: server.invocations.map((invocation) => JSON.stringify(invocation.arguments)), reply: reply.json };
}

const NUMBERS = [
  '725653563933458432', '-725653563933458432', '9007199254740993', '123456789012345678901234567890', '1.0', '-0', '-0.0', '1e2', '1E-7', '0.10', '3.14159265358979323846', '1e-400', '7', '19.99',
];

describe.each(['2025-03-26', '2025-11-25', MODERN])('in %s, arguments reach the tool as they were written:', (revision) => {
  test.each(NUMBERS)('%s', async (number) => {
    const { events } = await received('anything', `{"n":${number},"list":[${number},{"n":${number}}],"text":"${number}"}`, revision);

    expect(events).toEqual([`{"n":${number},"list":[${number},{"n":${number}}],"text":"${number}"}`]);
  });
});

test('arguments with numbers of every form', async () => {
  const random = seeded(3);
  const digits = (count: number) => Array.from({ length: count }, () => random.below(10)).join('');
  for (let round = 0; round < 200; round++) {
    const number = `${random.oneOf(['', '-'])}${1 + random.below(9)}${digits(random.below(30))}${random.oneOf(['', `.${digits(1 + random.below(20))}`])}${random.oneOf(['', `e${random.below(200)}`])}`;
    const { events } = await received('anything', `{"n":${number}}`);

    expect(events).toEqual([`{"n":${number}}`]);
  }
});

describe('arguments that no program could be sure to read are refused, and named:', () => {
  test.each([
    ['anything', '{"a":{"n":1e400}}', 'Invalid arguments: arguments.a.n is 1e400, which is beyond the range of a double; give a string'],
    ['anything', `{"n":1${'0'.repeat(1001)}}`, 'Invalid arguments: arguments.n is a number of 1002 characters; give at most 1000, or a string'],
    ['page', '{"id":725653563933458433,"limit":100.00000000000000001}', 'Invalid arguments: arguments.limit must be a whole number (it has more digits than can be checked; give fewer, or a string)'],
    ['page', '{"id":9007199254740993.5}', 'Invalid arguments: arguments.id must be a whole number (it has more digits than can be checked; give fewer, or a string)'],
  ])('%s %.60s', async (name, args, message) => {
    const { events, reply } = await received(name, args);

    expect([events, reply.result]).toEqual([[], { content: [{ type: 'text', text: message }], isError: true }]);
  });

  test('but not where the schema takes them', async () => {
    expect((await received('page', '{"id":725653563933458433,"limit":100.0}')).events).toEqual(['{"id":725653563933458433,"limit":100.0}']);
  });
});

test.each([
  ['{"n":1.0,"n":2.0}', '{"n":2.0}'],
  ['{"id":"x","id":7.0}', '{"id":7.0}'],
  ['{"__proto__":{"n":1.0},"constructor":1.0}', '{"__proto__":{"n":1.0},"constructor":1.0}'],
])('what is validated of %s is what the tool gets', async (args, event) => {
  expect((await received('page', args)).events).toEqual([event]);
});

test.each(['{"id":7.0,"id":"x"}', '{"limit":1.0,"limit":1000.0}'])('of %s the last is validated', async (args) => {
  const { events, reply } = await received('page', args);

  expect([events, reply.result.isError]).toEqual([[], true]);
});

describe('ids come back as they were:', () => {
  test.each(['9007199254740993', '-9007199254740993', '725653563933458432', '1.0', '1e2', '0', '-0', '"9007199254740993"', '"1.0"'])('%s', async (id) => {
    const server = testServer({ offering: OFFERING });
    const result = await server.post(`{"jsonrpc":"2.0","id":${id},"method":"ping"}`);
    const error = await server.post(`{"jsonrpc":"2.0","id":${id},"method":"none"}`);
    const modern = await server.post(`{"jsonrpc":"2.0","id":${id},"method":"tools/list"}`, { headers: { 'MCP-Protocol-Version': MODERN } });
    const batch = await server.post(`[{"jsonrpc":"2.0","id":${id},"method":"ping"},{"jsonrpc":"2.0","id":1,"method":"ping"}]`, { headers: { 'MCP-Protocol-Version': '2025-03-26' } });

    expect(result.text).toBe(`{"jsonrpc":"2.0","id":${id},"result":{}}`);
    expect(error.text).toContain(`"id":${id},"error"`);
    expect(modern.text).toContain(`"id":${id},"error"`);
    expect(batch.text).toBe(`[{"jsonrpc":"2.0","id":${id},"result":{}},{"jsonrpc":"2.0","id":1,"result":{}}]`);
  });

  test.each(['1.5', '1e400', '-1e400', '9.5e0', '[1.0]'])('but %s is none', async (id) => {
    const { status, json } = await testServer().post(`{"jsonrpc":"2.0","id":${id},"method":"ping"}`);

    expect([status, json.id, json.error.code]).toEqual([400, null, -32600]);
  });
});

test.each(['{"jsonrpc":"2.0","id":1.0,', '{"a":1.0}}', '{"a":01.0}', '1.0.0'])('%s cannot be parsed', async (body) => {
  const { status, json } = await testServer().post(body);

  expect([status, json.error.code === -32700 || json.error.code === -32600]).toEqual([400, true]);
});

test('a body that is nested beyond reason is refused, whatever its numbers', async () => {
  const depth = 100_000;
  const { status, json } = await testServer().post(`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(depth)}1.0${']'.repeat(depth)}}}`);

  expect([status, json.error]).toEqual([400, { code: -32600, message: 'Invalid request: it is nested too deeply' }]);
});

test('a header mirrors a number of any length', async () => {
  const server = testServer({ offering: OFFERING });
  const call = (header: string) => server.post(
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"region","arguments":{"id":9007199254740993},"_meta":${JSON.stringify(meta())}}}`,
    { headers: { ...modernHeaders('tools/call', { name: 'region' }), 'Mcp-Param-Id': header } },
  );

  expect([(await call('9007199254740993')).status, (await call('9007199254740992')).json.error.code]).toEqual([200, -32020]);
  expect(server.invocations.map((invocation) => JSON.stringify(invocation.arguments))).toEqual(['{"id":9007199254740993}']);
});

describe('what a tool answers reaches the client as it was written:', () => {
  const answered = async (answer: string, name = 'anything') => {
    const server = testServer({ offering: OFFERING, run: () => ({ answer }) });
    return { ...await server.modern('tools/call', { name }), lines: server.lines };
  };

  test.each(NUMBERS)('%s', async (number) => {
    const plain = await answered(`{ "n": ${number}, "list": [${number}] }`);
    const content = await answered(`{"content":[{"type":"text","text":"a","_meta":{"n":${number}}}],"structuredContent":{"n":${number}},"_meta":{"n":${number}}}`);
    const bare = await answered(number);

    expect(plain.text).toContain(`"structuredContent":{"n":${number},"list":[${number}]}`);
    expect(plain.json.result.content[0].text).toBe(`{"n":${number},"list":[${number}]}`);
    expect(content.text.split(`"n":${number}`)).toHaveLength(4);
    expect(bare.json.result.content).toEqual([{ type: 'text', text: number }]);
  });

  test('what other programs could not read is a tool error, and the log names it', async () => {
    const { json, lines } = await answered('{"items":[{"price":1e400}]}');

    expect(json.result).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(/^The tool ran, but its answer is malformed/) }] });
    expect(lines[0].fields).toMatchObject({ failure: 'malformed_content', detail: 'items[0].price is 1e400, which is beyond the range of a double; give a string' });
  });

  test('an output schema is kept by the number, not by its double', async () => {
    expect((await answered('{"id":9007199254740993}', 'account')).lines[0].fields).toMatchObject({
      failure: 'output_mismatch', detail: 'output.id must be a multiple of 2 (it has more digits than can be checked; give fewer, or a string)',
    });
    expect((await answered('{"id":7.0,"id":8.0}', 'account')).text).toContain('"structuredContent":{"id":8.0}');
  });
});
