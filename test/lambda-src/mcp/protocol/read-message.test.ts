import { describe, expect, test } from '@jest/globals';
import type { ProtocolHeaders } from '../../../../lambda-src/mcp/protocol/headers';
import { readMessage } from '../../../../lambda-src/mcp/protocol/read-message';
import { meta, MODERN } from '../support/server';

const NO_HEADERS: ProtocolHeaders = { method: undefined, name: undefined, protocolVersion: undefined };
const inVersion = (protocolVersion: string) => ({ ...NO_HEADERS, protocolVersion });
const read = (message: unknown, headers = NO_HEADERS) => readMessage(JSON.stringify(message), headers);
const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

describe('a message is what its members say, in the revision that it speaks:', () => {
  test('a request', () => {
    expect(read({ ...ping, params: { a: 1 } }, inVersion('2025-06-18'))).toEqual({ kind: 'request', revision: '2025-06-18', id: 1, method: 'ping', params: { a: 1 } });
  });

  test('a request of 2026-07-28', () => {
    const params = { _meta: meta() };
    const headers = { method: 'tools/list', name: undefined, protocolVersion: MODERN };

    expect(read({ ...ping, method: 'tools/list', params }, headers)).toEqual({ kind: 'request', revision: MODERN, id: 1, method: 'tools/list', params });
  });

  test('initialize, in the revision that it asks for', () => {
    expect(read({ ...ping, method: 'initialize', params: { protocolVersion: '2024-11-05' } }, inVersion('2025-11-25'))).toMatchObject({ kind: 'request', revision: '2024-11-05' });
  });

  test('a notification', () => {
    expect(read({ jsonrpc: '2.0', method: 'notifications/initialized' })).toEqual({ kind: 'notification', revision: '2025-03-26', method: 'notifications/initialized', params: {} });
  });

  test.each([{ result: {} }, { error: { code: 1, message: '' } }])('a response: %j', (answer) => {
    expect(read({ jsonrpc: '2.0', id: 1, ...answer }, inVersion('2025-11-25'))).toEqual({ kind: 'response', revision: '2025-11-25', id: 1, answer });
  });

  test('a batch, with what is wrong in it', async () => {
    expect(await read([ping, { jsonrpc: '2.0', method: 'a' }, { ...ping, method: 'initialize' }, 4])).toMatchObject({
      kind: 'batch', revision: '2025-03-26', messages: [{ kind: 'request' }, { kind: 'notification' }, { kind: 'invalid', id: 1 }, { kind: 'invalid', id: null }],
    });
  });
});

describe('what is wrong is named:', () => {
  test.each([
    ['a text', '"ping"', null, 'a message must be an object'],
    ['no jsonrpc', { id: 1, method: 'ping' }, 1, 'jsonrpc must be "2.0"'],
    ['jsonrpc as a number', { ...ping, jsonrpc: 2 }, 1, 'jsonrpc must be "2.0"'],
    ['no method', { jsonrpc: '2.0', id: 'a' }, 'a', 'method must be a string'],
    ['a method that is null', { ...ping, method: null }, 1, 'method must be a string'],
    ['an id that is null', { ...ping, id: null }, null, 'id must be a string or an integer'],
    ['an id that is true', { ...ping, id: true }, null, 'id must be a string or an integer'],
    ['params that are a list', { ...ping, params: [1] }, 1, 'params must be an object'],
    ['params that are a text', { ...ping, params: 'a' }, 1, 'params must be an object'],
    ['params that are false', { ...ping, params: false }, 1, 'params must be an object'],
  ])('%s', (_case, message, id, what) => {
    expect(typeof message === 'string' ? readMessage(message, NO_HEADERS) : read(message)).toEqual({
      kind: 'invalid', id, error: { code: -32600, message: `Invalid request: ${what}` },
    });
  });

  test('in 2026-07-28, too', () => {
    expect(read({ ...ping, params: [] }, inVersion(MODERN))).toMatchObject({ error: { message: 'Invalid request: params must be an object' } });
    expect(read({ ...ping, params: null }, { ...inVersion(MODERN), method: 'ping' })).toMatchObject({ error: { code: -32602, message: expect.stringContaining('_meta') } });
  });
});

test('params that are null are none: so some serializers write them, and nothing is lost', () => {
  expect(read({ ...ping, params: null })).toEqual({ kind: 'request', revision: '2025-03-26', id: 1, method: 'ping', params: {} });
  expect(read({ jsonrpc: '2.0', method: 'notifications/initialized', params: null })).toMatchObject({ kind: 'notification' });
});
