import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { traceIn } from '../../../../lambda-src/mcp/http/trace-context';
import { removeCatalogues } from '../support/compiler';
import { testServer } from '../support/server';

afterAll(removeCatalogues);

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;
const OTHER = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

const call = (_meta?: object) => ({ name: 'ping_station', arguments: {}, _meta });
const lineOf = ({ lines }: ReturnType<typeof testServer>) => lines.find(({ message }) => message === 'mcp request')!.fields;
const headersOf = (headers: { readonly [name: string]: string }) => ({ other: (name: string) => headers[name] });
const metaOnly = (_meta: object) => traceIn(headersOf({}))({ _meta });

describe('the trace of a client', () => {
  test.each(['modern', 'legacy'] as const)('reaches the tool as MCP has it, and the log by its id: %s', async (era) => {
    const server = testServer();
    const meta = { traceparent: PARENT, tracestate: 'congo=t61rcWkgMzE', baggage: 'tenant=a' };
    await server[era]('tools/call', call(meta));

    expect(server.invocations).toMatchObject([{ name: 'ping_station', _meta: meta }]);
    expect(lineOf(server)).toMatchObject({ event: 'tools/call', clientTraceId: TRACE_ID });
    expect(JSON.stringify(server.lines)).not.toContain('tenant');
  });

  test('comes from the headers of the request where the message names none that is valid', async () => {
    const headers = { Traceparent: OTHER, TraceState: 'a=1' };
    const server = testServer();
    await server.modern('tools/call', call(), { headers });
    await server.modern('tools/call', call({ traceparent: 'nonsense', tracestate: 'b=2' }), { headers });

    expect(server.invocations.map(({ _meta }) => _meta)).toEqual([{ traceparent: OTHER, tracestate: 'a=1' }, { traceparent: OTHER, tracestate: 'a=1' }]);
  });

  test('is that of the message where both name one, and nothing of the headers is mixed in', async () => {
    const server = testServer();
    await server.modern('tools/call', call({ traceparent: PARENT }), { headers: { traceparent: OTHER, tracestate: 'a=1', baggage: 'b=1' } });

    expect(server.invocations.map(({ _meta }) => _meta)).toEqual([{ traceparent: PARENT }]);
    expect(lineOf(server).clientTraceId).toBe(TRACE_ID);
  });

  test('is of each message of a batch', async () => {
    const server = testServer();
    const request = (id: number, meta: object) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: call(meta) });
    await server.post([request(1, { traceparent: PARENT }), request(2, { traceparent: OTHER }), request(3, {})]);

    expect(server.invocations.map(({ _meta }) => _meta?.traceparent)).toEqual([PARENT, OTHER, undefined]);
    expect(server.lines.filter(({ message }) => message === 'mcp request').map(({ fields }) => fields.clientTraceId)).toEqual([TRACE_ID, OTHER.slice(3, 35), undefined]);
  });

  test('is in no event, and in no line, of a client that has none', async () => {
    const server = testServer();
    await server.modern('tools/call', call());

    expect(JSON.parse(JSON.stringify(server.invocations[0]))).not.toHaveProperty('_meta');
    expect(lineOf(server).clientTraceId).toBeUndefined();
  });

  test('does not fail a call by being invalid', async () => {
    const server = testServer();
    const reply = await server.modern('tools/call', call({ traceparent: [7], tracestate: {}, baggage: null }));

    expect(reply.json.result.isError).toBeUndefined();
    expect(server.invocations.map(({ _meta }) => _meta)).toEqual([undefined]);
  });
});

describe('traceparent', () => {
  test.each([
    ['another version than 00, as 00', `cc-${TRACE_ID}-00f067aa0ba902b7-01`, PARENT],
    ['a later version with more at its end', `cc-${TRACE_ID}-00f067aa0ba902b7-09-what-else`, PARENT],
    ['a call that is not sampled', `00-${TRACE_ID}-00f067aa0ba902b7-00`, `00-${TRACE_ID}-00f067aa0ba902b7-00`],
  ])('is handed on of %s', (_what, given, expected) => {
    expect(metaOnly({ traceparent: given })).toMatchObject({ traceparent: expected });
  });

  test.each([
    ['the forbidden version', `ff-${TRACE_ID}-00f067aa0ba902b7-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['a parent id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['capital letters', `00-${TRACE_ID.toUpperCase()}-00f067aa0ba902b7-01`],
    ['a trace id that is too short', `00-${TRACE_ID.slice(1)}-00f067aa0ba902b7-01`],
    ['a trace id that is too long', `00-a${TRACE_ID}-00f067aa0ba902b7-01`],
    ['no flags', `00-${TRACE_ID}-00f067aa0ba902b7`],
    ['something after the flags', `${PARENT}-00`],
    ['something after the flags of a later version that is no member', `cc${PARENT.slice(2)}.00`],
    ['two of them', `${PARENT}, ${OTHER}`],
    ['a line break', `${PARENT}\n`],
    ['a line break behind a later version', `cc${PARENT.slice(2)}-\r\nx: y`],
    ['a space', ` ${PARENT}`],
    ['nothing', ''],
    ['a number', 7],
  ])('is dropped with %s, and the rest with it', (_what, traceparent) => {
    expect(metaOnly({ traceparent, tracestate: 'a=1', baggage: 'a=1' })).toBeUndefined();
  });
});

describe('tracestate', () => {
  const stateOf = (tracestate: unknown) => metaOnly({ traceparent: PARENT, tracestate })?.tracestate;
  const members = (count: number, length = 3) => Array.from({ length: count }, (_, index) => `k${index}=`.padEnd(length, 'v'));

  test.each([
    ['one member', 'rojo=00f067aa0ba902b7', 'rojo=00f067aa0ba902b7'],
    ['a tenant', 'fw529a3039@dt=FfQy', 'fw529a3039@dt=FfQy'],
    ['spaces between members, and empty ones', ' a=1 ,, \tb=2,', 'a=1,b=2'],
    ['spaces within a value', 'a=1 2', 'a=1 2'],
    ['as many as there may be', members(32, 6).join(), members(32, 6).join()],
  ])('is handed on with %s', (_what, given, expected) => {
    expect(stateOf(given)).toBe(expected);
  });

  test.each([
    ['too many members', members(33).map((member) => `${member}v`).join()],
    ['a key twice', 'a=1,b=2,a=3'],
    ['a capital key', 'A=1'],
    ['no key', '=1'],
    ['no value', 'a='],
    ['two equals signs', 'a=b=c'],
    ['a key that is too long', `${'a'.repeat(257)}=1`],
    ['a value that is too long', `a=${'b'.repeat(257)}`],
    ['another alphabet', 'a=ä'],
    ['a line break', 'a=1\r\nauthorization: x'],
    ['nothing', ' , '],
    ['no text', ['a=1']],
  ])('is dropped with %s, and the trace goes on', (_what, tracestate) => {
    expect(metaOnly({ traceparent: PARENT, tracestate })).toEqual({ traceparent: PARENT });
  });

  test('of more than 512 characters loses long members first, then the last ones', () => {
    expect(stateOf(['a=1', `b=${'x'.repeat(200)}`, ...members(20, 20)].join())).toBe(['a=1', ...members(20, 20)].join());
    expect(stateOf(members(30, 30).join())).toBe(members(30, 30).slice(0, 16).join());
  });
});

describe('baggage', () => {
  const baggageOf = (baggage: unknown) => metaOnly({ traceparent: PARENT, baggage })?.baggage;

  test.each([
    ['members and properties', 'userId=alice,isProduction=false;ttl=3 ; secure'],
    ['percent-encoding', 'key=%D0%94'],
    ['an empty value', 'key='],
    ['as much as there may be', `k=${'v'.repeat(8190)}`],
  ])('is handed on with %s', (_what, baggage) => {
    expect(baggageOf(baggage)).toBe(baggage);
  });

  test.each([
    ['no value', 'key'],
    ['a quote', 'key="a"'],
    ['a space in a value', 'key=a b'],
    ['a property that is none', 'key=a;=b'],
    ['too many bytes', `k=${'v'.repeat(8191)}`],
    ['too many members', Array.from({ length: 65 }, (_, index) => `k${index}=1`).join()],
    ['a line break', 'a=1\nb=2'],
  ])('is dropped with %s', (_what, baggage) => {
    expect(metaOnly({ traceparent: PARENT, baggage })).toEqual({ traceparent: PARENT });
  });
});

test('a list that nobody would hand on is dropped by its length, before it is taken apart', () => {
  const split = jest.spyOn(String.prototype, 'split');
  try {
    const huge = 'a,'.repeat(1_000_000);
    expect(metaOnly({ traceparent: PARENT, tracestate: huge, baggage: huge })).toEqual({ traceparent: PARENT });
    expect(split.mock.contexts.filter((text) => String(text).length > 100_000)).toEqual([]);
  } finally {
    split.mockRestore();
  }
});
