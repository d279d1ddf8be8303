import { afterAll, expect, test } from '@jest/globals';
import { removeCatalogues } from './support/compiler';
import { tool, WEATHER } from './support/offering';
import { meta, MODERN, modernHeaders, testServer } from './support/server';
import { type Seeded, seeded } from '../../support/seeded';

afterAll(removeCatalogues);

const METHODS = [
  'initialize', 'ping', 'server/discover', 'tools/list', 'tools/call', 'resources/list', 'resources/read', 'resources/templates/list', 'resources/subscribe',
  'prompts/list', 'prompts/get', 'completion/complete', 'notifications/initialized', 'notifications/cancelled', '__proto__', 'toString', '',
];
const NAMES = ['anything', 'get_forecast', 'pack', 'docs://guide', 'weather://pt/lisbon', 'weather://%2f/%e4', '__proto__', 'constructor', '\ud800', 'a\nb\u2028'];
const MEMBERS = ['jsonrpc', 'id', 'method', 'params', 'name', 'uri', 'arguments', '_meta', 'ref', 'argument', 'cursor', 'result', 'error', '__proto__', 'toJSON', 'rawJSON', 'a'];
const HEADERS = ['MCP-Protocol-Version', 'Mcp-Method', 'Mcp-Name', 'Content-Type', 'Accept', 'Origin', 'Content-Encoding', '__proto__', 'constructor'];
const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', MODERN, '2099-01-01'];
/** Never in the log. */
const SECRET = 'what-a-person-wrote';
const SCALARS = [
  'null', 'true', 'false', '0', '-0', '1', '1.0', '1e2', '1e400', '-1e-400', '9007199254740993', `1${'0'.repeat(1200)}`, '""', '"\\ud800"', '"2.0"', '"1e400"',
];

/** A JSON text that JSON.stringify would not write. */
function anyJson(random: Seeded, depth = 3): string {
  const kind = random.below(depth === 0 ? 2 : 4);
  switch (kind) {
    case 0: return random.oneOf(SCALARS);
    case 1: return JSON.stringify(random.oneOf(random.chance(0.5) ? NAMES : METHODS));
    case 2: return `[${list(random.below(4), () => anyJson(random, depth - 1)).join(',')}]`;
    default: return object(list(random.below(5), () => [random.oneOf(MEMBERS), anyJson(random, depth - 1)] as const));
  }
}

/** A message that is right but for a member or two. */
function anyMessage(random: Seeded, method: string, name: string, version: string | undefined): string {
  const params = object(mutated(random, [
    ['name', JSON.stringify(name)],
    ['uri', JSON.stringify(name)],
    ['arguments', object([['city', JSON.stringify(SECRET)], ['a', anyJson(random)]])],
    ['_meta', version !== undefined && version >= MODERN ? JSON.stringify(meta(version)) : '{"progressToken":9007199254740993}'],
    ['protocolVersion', JSON.stringify(version ?? null)],
  ]));
  return object(mutated(random, [['jsonrpc', '"2.0"'], ['id', random.oneOf(['1', '"x"', '9007199254740993', '1.0', '-0'])], ['method', JSON.stringify(method)], ['params', params]]));
}

function mutated(random: Seeded, members: readonly (readonly [string, string])[]): (readonly [string, string])[] {
  return members.flatMap((member) => {
    switch (random.below(40)) {
      case 0: return [];
      case 1: return [[member[0], anyJson(random)] as const];
      case 2: return [member, [random.oneOf(MEMBERS), anyJson(random)] as const];
      default: return [member];
    }
  });
}

function object(members: readonly (readonly [string, string])[]): string {
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

function encoded(name: string): string {
  return /^[!-~]+$/.test(name) ? name : `=?base64?${Buffer.from(name).toString('base64')}?=`;
}

function list<T>(length: number, item: () => T): T[] {
  return Array.from({ length }, item);
}

test('whatever is sent, it ends with one reply and one line in the log for each answer, and with no mistake of ours', async () => {
  const server = testServer({ offering: { ...WEATHER, tools: [...WEATHER.tools, tool('anything', { inputSchema: { type: 'object' } })] } });
  const outcomes = new Map<number | undefined, number>();
  for (let seed = 0; seed < 3000; seed++) {
    const random = seeded(seed);
    const [method, name] = [random.oneOf(METHODS), random.oneOf(NAMES)];
    const version = random.oneOf([...REVISIONS, MODERN, undefined]);
    const messages = list(1 + random.below(3), () => anyMessage(random, method, name, version));
    const body = random.chance(0.03) ? anyJson(random) : random.chance(version === undefined ? 0.5 : 0.05) ? `[${messages.join(',')}]` : messages[0];
    const headers = version === MODERN ? modernHeaders(method, { name: encoded(name), uri: encoded(name) }) : { 'MCP-Protocol-Version': version };
    const strange = random.chance(0.05) ? { [random.oneOf(HEADERS)]: random.oneOf(['', 'x', '=?base64?gA==?=', '*/*']) } : {};
    server.lines.length = 0;

    const { status, text } = await server.post(body, { headers: { ...headers, ...strange }, base64: random.chance(0.5) });

    const context = `${seed}: ${body.slice(0, 300)} → ${status} ${text.slice(0, 300)}`;
    expect([context, server.lines.filter(({ message }) => message === 'unexpected error')]).toEqual([context, []]);
    expect([context, JSON.stringify(server.lines).includes(SECRET)]).toEqual([context, false]);
    const answers = text === '' ? [] : [JSON.parse(text)].flat();
    expect([context, server.lines.filter(({ message }) => message === 'mcp request').length]).toEqual([context, Math.max(1, answers.length)]);
    expect([context, text === '' ? status === 202 : answers.length > 0 && answers.every((answer) => answer.jsonrpc === '2.0' && ('result' in answer) !== ('error' in answer))])
      .toEqual([context, true]);
    answers.forEach(({ error }) => outcomes.set(error?.code, (outcomes.get(error?.code) ?? 0) + 1));
  }
  // Or else too little was tried: results, and each way to be refused.
  expect([undefined, -32600, -32601, -32602, -32002, -32020, -32022].filter((code) => (outcomes.get(code) ?? 0) < 10)).toEqual([]);
});

test.each([1000, 2000, 3000, 4000, 5000, 6000, 8000, 12_000, 100_000])('%d brackets in each other end with an answer, whatever they hold', async (depth) => {
  const server = testServer({ offering: { ...WEATHER, tools: [tool('anything', { inputSchema: { type: 'object' } })] } });
  for (const [open, close] of [['[', ']'], ['{"a":', '}']]) {
    for (const inner of ['1', '1.0', '1e400', '"x"']) {
      const { json } = await server.post(
        `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"anything","arguments":{"a":${open.repeat(depth)}${inner}${close.repeat(depth)}}}}`,
        { headers: { 'MCP-Protocol-Version': '2025-11-25' } },
      );

      expect([depth, inner, json.error?.code ?? 'answered']).toEqual([depth, inner, json.error === undefined ? 'answered' : -32600]);
    }
  }
  expect(server.lines.filter(({ message }) => message === 'unexpected error')).toEqual([]);
});
