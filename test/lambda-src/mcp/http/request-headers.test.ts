import { expect, test } from '@jest/globals';
import { requestHeaders } from '../../../../lambda-src/mcp/http/request-headers';

test('headers are found in any case', () => {
  const headers = requestHeaders({
    headers: {}, multiValueHeaders: { 'Content-TYPE': ['application/json'], 'origin': ['https://a.example'], 'MCP-METHOD': ['ping'], 'X-Other': ['x'] },
  });

  expect([headers.contentType, headers.origin, headers.method, headers.accept, headers.other('x-other')])
    .toEqual(['application/json', 'https://a.example', 'ping', undefined, 'x']);
});

test.each([
  ['accept', 'accept'], ['contentType', 'content-type'], ['method', 'mcp-method'], ['name', 'mcp-name'], ['origin', 'origin'],
  ['protocolVersion', 'mcp-protocol-version'],
] as const)('%s is the header %s', (field, name) => {
  const headers = requestHeaders({ headers: {}, multiValueHeaders: { [name]: ['it'] } });

  expect([headers[field], headers.other(name)]).toEqual(['it', 'it']);
});

test('a header that came more than once, in whatever spellings, is one list', () => {
  const headers = requestHeaders({ headers: { accept: 'b' }, multiValueHeaders: { 'accept': ['a', 'b'], 'Accept': ['c'], 'mcp-param-a': ['1'], 'Mcp-Param-A': ['2'] } });

  expect([headers.accept, headers.other('mcp-param-a')]).toEqual(['a, b, c', '1, 2']);
});

test('an event without multi-value headers has its plain ones', () => {
  expect(requestHeaders({ headers: { Accept: 'a' }, multiValueHeaders: null as never }).accept).toBe('a');
  expect(requestHeaders({ headers: null as never, multiValueHeaders: null as never }).accept).toBeUndefined();
});

test('names of JavaScript are no headers', () => {
  const headers = requestHeaders({ headers: {}, multiValueHeaders: {} });

  expect([headers.other('constructor'), headers.other('__proto__')]).toEqual([undefined, undefined]);
});

test('a client that spells a thousand names is still understood', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`X-${index}`, ['x']]));

  expect(requestHeaders({ headers: {}, multiValueHeaders: { ...many, oRiGiN: ['https://a.example'] } }).origin).toBe('https://a.example');
});
