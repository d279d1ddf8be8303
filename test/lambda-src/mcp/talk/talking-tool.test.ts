import { describe, expect, test } from '@jest/globals';
import type { Conversations } from '../../../../lambda-src/mcp/talk/conversations';
import { runTalking, type TalkContext } from '../../../../lambda-src/mcp/talk/talking-tool';
import type { ToolEntry } from '../../../../src/contract/mcp/catalogue';
import { RecordedEmitter } from '../support/recorded-emitter';
import { MODERN } from '../support/server';
import { TestTimers } from '../support/test-timers';

const CALLER = { subject: 'anonymous', clientId: 'anonymous', scopes: [] };
const SESSION = { id: 'session-1', revision: '2025-11-25' as const, abilities: { form: false, url: false, sampling: false, samplingTools: false, roots: false } };

const INVOCATION = { name: 'tool', arguments: {}, caller: CALLER, requestId: 'r', protocolVersion: MODERN };

/** A context that runs a tool which answers at once. */
const contextWith = (differences: Partial<TalkContext>) => ({
  id: 7,
  caller: CALLER,
  revision: MODERN,
  remainingMillis: 30_000,
  emitter: new RecordedEmitter(),
  timers: new TestTimers(),
  catalogue: { index: { resultMeta: {} } } as TalkContext['catalogue'],
  invoke: async () => ({ answer: '"done"' }),
  ...differences,
}) as Partial<TalkContext> as TalkContext;

const toolThat = (does: Partial<ToolEntry>) => ({ target: { kind: 'function', id: 'f' }, ...does }) as ToolEntry;

// T101
test.each([
  ['without a session cannot be cancelled: its id is that of many', undefined, []],
  ['of a session can be cancelled', SESSION, [[7, CALLER, SESSION]]],
])('a call %s', async (_what, session, expected) => {
  const watched: unknown[] = [];
  const conversations = {
    watch: (...[id, caller, of]: Parameters<Conversations['watch']>) => {
      watched.push([id, caller, of]);
      return () => undefined;
    },
  } as Partial<Conversations> as Conversations;
  const context = contextWith({ session, conversations: async () => conversations });
  expect(await runTalking(toolThat({ cancellable: true }), INVOCATION, {}, context)).toEqual({ ran: { answer: '"done"' } });
  expect(watched).toEqual(expected);
});

describe('a call leaves no timer behind', () => {
  const broken = async () => {
    throw new Error('broken');
  };
  const mute = { watch: () => () => undefined, begin: broken } as Partial<Conversations> as Conversations;

  test.each<[string, Partial<ToolEntry>, Partial<TalkContext>]>([
    ['when what talks cannot be loaded', { asks: true }, { conversations: broken }],
    ['when no conversation can begin', { confirm: ['Sure?'] }, { conversations: async () => mute }],
    ['when its tool cannot be run', {}, { invoke: broken }],
    ['when its tool cannot be run, and can be cancelled', { cancellable: true }, { session: SESSION, invoke: broken, conversations: async () => mute }],
  ])('%s', async (_when, does, differences) => {
    const timers = new TestTimers();
    await expect(runTalking(toolThat(does), INVOCATION, {}, contextWith({ ...differences, timers }))).rejects.toThrow('broken');
    expect(timers.pending).toBe(0);
  });

  test('when it has ended', async () => {
    const timers = new TestTimers();
    await runTalking(toolThat({}), INVOCATION, {}, contextWith({ timers }));
    expect(timers.pending).toBe(0);
  });
});
