import { expect, test } from '@jest/globals';
import { ToolCall } from '../../../../lambda-src/mcp/talk/tool-call';
import { LOG_LEVELS } from '../../../../src/contract/mcp/log-level';
import type { Revision } from '../../../../src/contract/mcp/protocol-versions';
import { RecordedEmitter } from '../support/recorded-emitter';
import { meta, MODERN } from '../support/server';
import { TestTimers } from '../support/test-timers';

function callWith(asked: { readonly [name: string]: unknown }, revision: Revision = MODERN) {
  const emitter = new RecordedEmitter();
  const timers = new TestTimers();
  const call = new ToolCall({ _meta: { ...meta(), ...asked } }, { revision, receivedAt: timers.now(), remainingMillis: 58_000, emitter, timers });
  return { call, emitter, timers };
}

const logLevel = (level: string) => ({ 'io.modelcontextprotocol/logLevel': level });

test.each([0, 7, '', 'a token', -1])('progress echoes the token %j, without the members that are not known', (progressToken) => {
  const { call, emitter } = callWith({ progressToken });
  call.progress(1);
  call.progress(2, 3, 'almost');

  expect(JSON.parse(JSON.stringify(emitter.emitted))).toEqual([
    { method: 'notifications/progress', params: { progressToken, progress: 1 } },
    { method: 'notifications/progress', params: { progressToken, progress: 2, total: 3, message: 'almost' } },
  ]);
});

test('progress only increases, and is a number', () => {
  const { call, emitter } = callWith({ progressToken: 0 });
  for (const progress of [1, 1, 0.5, NaN, Infinity, '7' as never, null as never, 1.5]) {
    call.progress(progress, null as never, null as never);
  }

  expect(JSON.parse(JSON.stringify(emitter.emitted)).map(({ params }: { params: object }) => params)).toEqual([
    { progressToken: 0, progress: 1 }, { progressToken: 0, progress: 1.5 },
  ]);
});

test.each([{}, { progressToken: null }, { progressToken: {} }, { progressToken: 1.5 }])('nothing is reported to a client that asked for nothing, or with no token of the protocol: %j', (asked) => {
  const { call, emitter } = callWith(asked);
  call.progress(1);
  call.log('emergency', 'fire');

  expect(emitter.emitted).toEqual([]);
});

test('the message of progress came with 2025-03-26', () => {
  const { call, emitter } = callWith({ progressToken: 0 }, '2024-11-05');
  call.progress(1, 2, 'half');

  expect(JSON.parse(JSON.stringify(emitter.emitted[0].params))).toEqual({ progressToken: 0, progress: 1, total: 2 });
});

test.each(LOG_LEVELS)('a client that wants the level %s gets it and those above', (level) => {
  const { call, emitter } = callWith(logLevel(level));
  for (const each of LOG_LEVELS) {
    call.log(each, { each }, 'judge');
  }

  expect(emitter.emitted).toEqual(LOG_LEVELS.slice(LOG_LEVELS.indexOf(level)).map((each) => (
    { method: 'notifications/message', params: { level: each, logger: 'judge', data: { each } } }
  )));
});

test('before 2026-07-28, where a level cannot be remembered, a client gets what is at least an information', () => {
  const { call, emitter } = callWith({}, '2025-11-25');
  call.log('debug', 1);
  call.log('info', 2);

  expect(emitter.emitted).toMatchObject([{ params: { level: 'info', data: 2 } }]);
});

test('a level that does not exist is an information, and data that JSON cannot hold is replaced', () => {
  const { call, emitter } = callWith(logLevel('info'));
  const circular: { self?: object } = {};
  circular.self = circular;
  call.log('warn' as never, 'a\ud800');
  call.log('__proto__' as never, circular);
  call.log('error', undefined);

  expect(emitter.emitted.map(({ params }) => params)).toMatchObject([
    { level: 'info', data: 'a\ufffd' }, { level: 'info', data: '(a value that JSON cannot hold)' }, { level: 'error', data: null },
  ]);
});

test('a notification of more than a client reads is not sent, and does not count as progress', () => {
  const { call, emitter } = callWith({ progressToken: 0, ...logLevel('debug') });
  call.log('info', 'x'.repeat(1_000_000));
  call.progress(2, 3, 'x'.repeat(1_000_000));
  call.progress(1);

  expect(emitter.emitted).toMatchObject([{ params: { progress: 1 } }]);
});

test.each([{ progressToken: 0 }, logLevel('error')])('in silence there is a comment every fifteen seconds, until the outcome: %j', (asked) => {
  const { call, emitter, timers } = callWith(asked);
  timers.pass(14_999);
  expect(emitter.comments).toBe(0);
  timers.pass(1);
  expect(emitter.comments).toBe(1);
  timers.pass(30_000);
  expect(emitter.comments).toBe(3);
  call.end();
  timers.pass(60_000);

  expect(emitter.comments).toBe(3);
  expect(timers.pending).toBe(0);
});

test('a stream that a question began has comments while its user thinks, though nobody asked for reports', () => {
  const { call, emitter, timers } = callWith({}, '2025-11-25');
  timers.pass(20_000);
  emitter.sendRequest('ask-1', 'elicitation/create', {});
  expect(emitter.comments).toBe(0);
  timers.pass(30_000);
  expect(emitter.comments).toBe(2);
  call.end();
  timers.pass(60_000);

  expect(emitter.comments).toBe(2);
  expect(timers.pending).toBe(0);
});

test('a client that asked for nothing gets no comment', () => {
  const { emitter, timers } = callWith({});
  timers.pass(58_000);

  expect(emitter.comments).toBe(0);
});

test('the signal is aborted at the deadline, after which nothing is sent', () => {
  const { call, emitter, timers } = callWith({ progressToken: 0 });
  const { signal } = call;
  expect(call.deadline).toBe(timers.now() + 58_000);
  timers.pass(57_999);
  expect(signal.aborted).toBe(false);
  timers.pass(1);
  expect(signal.aborted).toBe(true);
  call.progress(1);

  expect(emitter.emitted).toEqual([]);
});

test('the signal is aborted when the client cancels, also before it was asked for', () => {
  const { call, emitter } = callWith({ progressToken: 0 });
  const { signal } = call;
  emitter.controller.abort();
  expect(signal.aborted).toBe(true);

  const other = callWith({ progressToken: 0 });
  other.emitter.controller.abort();
  expect(other.call.signal.aborted).toBe(true);
});

test('nothing is sent after the outcome', () => {
  const { call, emitter } = callWith({ progressToken: 0, ...logLevel('debug') });
  call.end();
  call.progress(1);
  call.log('error', 'late');

  expect(emitter.emitted).toEqual([]);
});
