import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { Access } from '../../../../local/dev/page/access';
import { Audit, auditLine } from '../../../../local/dev/page/audit';
import { Calls, requestIdIn } from '../../../../local/dev/page/calls';
import { Changes } from '../../../../local/dev/page/changes';
import { Faults } from '../../../../local/dev/page/faults';
import { recording } from '../../../../local/dev/page/recording-handler';
import { outcomeOf, questionOf } from '../../../../local/dev/page/rpc-exchange';
import { PageState } from '../../../../local/dev/page/state';
import type { GatewayRequest } from '../../../../local/gateway/request';

let count = 0;
const request = (body: string, more: Partial<GatewayRequest> = {}): GatewayRequest => ({
  method: 'POST', fullPath: '/mcp', query: [], headers: [], body: Buffer.from(body), sourceIp: '127.0.0.1', requestId: `r${count += 1}`, extendedRequestId: 'x', receivedAt: 1000, ...more,
});
const CALL = '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"get_forecast","arguments":{"city":"Oslo"},"_meta":{"a":1}}}';
const token = (claims: object) => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.y`;

function room() {
  const changes = new Changes();
  return { calls: new Calls(changes), access: new Access(changes) };
}

describe('a message', () => {
  test.each([
    [CALL, { method: 'tools/call', name: 'get_forecast', arguments: { city: 'Oslo' }, id: 7 }],
    ['{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a://b"}}', { method: 'resources/read', name: 'a://b', arguments: { uri: 'a://b' }, id: 1 }],
    ['{"jsonrpc":"2.0","method":"ping"}', { method: 'ping', arguments: {} }],
    ['[1]', undefined],
    ['{"jsonrpc":"2.0","id":1,"result":{}}', undefined],
    ['{broken', undefined],
  ])('%s is read', (body, expected) => {
    expect(questionOf(Buffer.from(body))).toEqual(expected);
  });

  const answered = (status: number, type: string, body: string) => outcomeOf(status, type, body, { method: 'tools/call', id: 7 });

  test.each([
    ['{"jsonrpc":"2.0","id":7,"result":{"content":[]}}', 'ok', false],
    ['{"jsonrpc":"2.0","id":7,"result":{"content":[],"isError":true}}', 'tool error', true],
    ['{"jsonrpc":"2.0","id":7,"error":{"code":-32602,"message":"no"}}', 'error -32602', true],
  ])('%s is %s', (body, outcome, failed) => {
    expect(answered(200, 'application/json', body)).toMatchObject({ outcome, failed, before: [] });
  });

  test('is found among the messages of a stream', () => {
    const stream = 'event: message\r\ndata: {"jsonrpc":"2.0","method":"notifications/progress"}\r\n\r\n: alive\n\ndata: {"jsonrpc":"2.0",\ndata: "id":7,"result":{"a":1}}\n\n';
    expect(answered(200, 'text/event-stream', stream)).toEqual({
      outcome: 'ok', failed: false, answer: { a: 1 }, before: [{ jsonrpc: '2.0', method: 'notifications/progress' }],
    });
  });

  test('that is none is told by its status', () => {
    expect(answered(401, 'application/json', '{"message":"Unauthorized"}')).toMatchObject({ outcome: '401', failed: true, answer: { message: 'Unauthorized' } });
    expect(answered(502, 'text/plain', 'gone')).toMatchObject({ outcome: '502', failed: true, answer: 'gone' });
    expect(answered(202, '', '')).toMatchObject({ outcome: '202', failed: false, answer: undefined });
  });
});

test('a machine that calls is named as it registered', () => {
  const state = new PageState(new Faults());
  expect(state.nameOf('m')).toBeUndefined();
  state.access.learn(request('{}', { fullPath: '/register' }), 201, '{"client_id":"m","client_name":"Nightly report"}');
  expect(state.nameOf('m')).toBe('Nightly report');
});

describe('calls', () => {
  const NOBODY = () => ({});

  test.each([
    ['of API Gateway', { requestContext: { requestId: 'r' } }, 'r'],
    ['of the MCP function', { arguments: { requestId: 'other' }, requestId: 'r' }, 'r'],
    ['of anybody else', { arguments: { requestId: 'other' } }, undefined],
  ])('are known by the events %s', (_whose, event, expected) => {
    expect(requestIdIn(Buffer.from(JSON.stringify(event)))).toBe(expected);
  });

  test('have the lines of the functions that ran for them', () => {
    const { calls } = room();
    const asked = request(CALL);
    calls.begin(asked, () => ({ subject: 's' }));
    calls.invoked('i1', asked.requestId);
    calls.invoked('i2', asked.requestId);
    calls.invoked('i3', 'another');
    calls.wrote('Mcp', 'one', 'i1');
    calls.wrote('Tool', 'two', 'i2');
    calls.wrote('Tool', 'three', 'i3');
    calls.wrote('Tool', 'four', undefined);
    calls.end(asked.requestId, 200, 'application/json', Buffer.from('{"jsonrpc":"2.0","id":7,"result":{}}'), 1250);

    expect(calls.all()).toMatchObject([{
      name: 'get_forecast', subject: 's', outcome: 'ok', milliseconds: 250, logs: [{ function: 'Mcp', line: 'one' }, { function: 'Tool', line: 'two' }],
    }]);
  });

  test('are forgotten, the oldest first', () => {
    const { calls } = room();
    const all = Array.from({ length: 250 }, () => request(CALL));
    all.forEach((asked) => calls.begin(asked, NOBODY));
    expect(calls.all().map(({ id }) => id)).toEqual(all.slice(50).map(({ requestId }) => requestId));

    const large = Array.from({ length: 7 }, () => request(`{"jsonrpc":"2.0","method":"x","params":{"a":"${'x'.repeat(9 * 1024 * 1024)}"}}`));
    large.forEach((asked) => calls.begin(asked, NOBODY));
    expect(calls.all()).toHaveLength(5);
  });
});

describe('what passes', () => {
  const JSON_HEADERS = [['Content-Type', 'application/json']] as const;

  test('arrives as it was, at once, and is remembered', async () => {
    const { calls, access } = room();
    const stream = Readable.from([Buffer.from('data: {"jsonrpc":"2.0","id":7,'), Buffer.from('"result":{}}\n\n')]);
    const handler = recording({ handle: () => Promise.resolve({ reply: { status: 200, headers: [['content-type', 'text/event-stream']], body: stream } }) }, calls, access);
    const { reply } = await handler.handle(request(CALL, { headers: [['Authorization', `Bearer ${token({ sub: 's', client_id: 'c' })}`]] }), false);

    expect((await buffer(reply.body as Readable)).toString()).toBe('data: {"jsonrpc":"2.0","id":7,"result":{}}\n\n');
    expect(calls.all()).toMatchObject([{ outcome: 'ok', subject: 's', clientId: 'c' }]);
  });

  test('ends as it ended: a stream that breaks is no answer', async () => {
    const { calls, access } = room();
    const stream = Readable.from((async function* () {
      yield Buffer.from(': begun\n\n');
      throw new Error('broken');
    })());
    const handler = recording({ handle: () => Promise.resolve({ reply: { status: 200, headers: [['content-type', 'text/event-stream']], body: stream } }) }, calls, access);
    const { reply } = await handler.handle(request(CALL), false);

    await expect(buffer(reply.body as Readable)).rejects.toThrow('broken');
    expect(calls.all()).toMatchObject([{ outcome: 'no answer', failed: true }]);
  });

  test('tells what clients were given, and nothing that would let somebody act for them', async () => {
    const { calls, access } = room();
    const seen: GatewayRequest[] = [];
    let answer: object = { client_id: 'c', client_name: 'Editor' };
    const handler = recording({
      handle: (asked) => {
        seen.push(asked);
        return Promise.resolve({ reply: { status: 200, headers: JSON_HEADERS, body: Buffer.from(JSON.stringify(answer)) } });
      },
    }, calls, access);
    const form = (body: string) => request(body, { fullPath: '/token', headers: [['content-type', 'application/x-www-form-urlencoded'], ['Authorization', 'Basic c2VjcmV0']] });
    await handler.handle(request('{"client_name":"Editor"}', { fullPath: '/register' }), false);
    const first = token({ client_id: 'c', sub: 's', scope: 'a' });
    answer = { access_token: first, refresh_token: 'refresh-1', expires_in: 60, scope: 'a b' };
    await handler.handle(form('grant_type=authorization_code&code=x'), false);

    const grant = { id: '1', clientId: 'c', clientName: 'Editor', subject: 's', scope: 'a b', refreshes: true, issuedAt: 1000, expiresAt: 61_000, state: 'active' };
    expect(access.all()).toEqual([grant]);
    expect(JSON.stringify(access.all())).not.toMatch(/refresh-1|c2VjcmV0|x\.ey/);
    expect(access.revocationOf('1')).toEqual({ form: new URLSearchParams({ token: 'refresh-1' }), authorization: 'Basic c2VjcmV0' });

    expect(access.expire('1')).toBe(true);
    await handler.handle(request(CALL, { headers: [['authorization', `Bearer ${first}`]] }), false);
    expect(seen.at(-1)!.headers).toEqual([['authorization', 'Bearer expired']]);

    answer = { access_token: token({ client_id: 'c', sub: 's', jti: '2' }), refresh_token: 'refresh-2' };
    await handler.handle(form('grant_type=refresh_token&refresh_token=refresh-1'), false);
    expect(access.all()).toMatchObject([{ id: '1', state: 'active' }]);
  });
});

test.each([
  [
    '{"timestamp":"2026-01-01T00:00:00.000Z","level":"info","message":"mcp request","event":"tools/call","method":"tools/call","name":"t","outcome":"ok","_aws":{},"Tool":"t","ToolErrors":0}',
    { timestamp: '2026-01-01T00:00:00.000Z', event: 'tools/call', outcome: 'ok', fields: { name: 't' } },
  ],
  ['{"timestamp":"2026-01-01T00:00:00.000Z","level":"info","message":"mcp request","method":"tools/list"}', undefined],
  ['{"event":"x"}', undefined],
  ['[]', undefined],
  ['text', undefined],
  ['{broken', undefined],
])('the line %s is one of the audit, or not', (line, expected) => {
  expect(auditLine(line)).toEqual(expected);
});

test('the last lines of the audit are kept, and no others', () => {
  const audit = new Audit(new Changes());
  const write = (event: string) => audit.wrote(JSON.stringify({ timestamp: 't', event, outcome: 'ok' }));
  audit.wrote('{"level":"info","message":"about an \\"event\\""}');
  for (let i = 0; i < 501; i += 1) {
    write(`tools/call-${i}`);
  }
  expect([audit.all().length, audit.all()[0].event, audit.all()[499].event]).toEqual([500, 'tools/call-1', 'tools/call-500']);
});
