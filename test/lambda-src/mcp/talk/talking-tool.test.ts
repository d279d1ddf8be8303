import { expect, test } from '@jest/globals';
import type { Conversations } from '../../../../lambda-src/mcp/talk/conversations';
import { runTalking, type TalkContext } from '../../../../lambda-src/mcp/talk/talking-tool';
import type { ToolEntry } from '../../../../src/contract/mcp/catalogue';
import { RecordedEmitter } from '../support/recorded-emitter';
import { MODERN } from '../support/server';
import { TestTimers } from '../support/test-timers';

const CALLER = { subject: 'anonymous', clientId: 'anonymous', scopes: [] };
const SESSION = { id: 'session-1', revision: '2025-11-25' as const, abilities: { form: false, url: false, sampling: false, samplingTools: false, roots: false } };

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
  const tool = { target: { kind: 'function', id: 'f' }, cancellable: true } as ToolEntry;
  const context: Partial<TalkContext> = {
    id: 7,
    caller: CALLER,
    session,
    revision: MODERN,
    remainingMillis: 30_000,
    emitter: new RecordedEmitter(),
    timers: new TestTimers(),
    conversations: async () => conversations,
    invoke: async () => ({ answer: '"done"' }),
  };
  const invocation = { name: 'tool', arguments: {}, caller: CALLER, requestId: 'r', protocolVersion: MODERN };

  expect(await runTalking(tool, invocation, {}, context as TalkContext)).toEqual({ ran: { answer: '"done"' } });
  expect(watched).toEqual(expected);
});
