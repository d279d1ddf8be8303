import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Conversations } from '../../../../lambda-src/mcp/talk/conversations';
import { ToolCall } from '../../../../lambda-src/mcp/talk/tool-call';
import type { Timers } from '../../../../lambda-src/platform/timers';
import { CONVERSATION_POLL_MILLIS } from '../../../../src/contract/mcp/conversation';
import { type ConversationServices, startConversationServices } from '../support/conversation-services';
import { RecordedEmitter } from '../support/recorded-emitter';
import { meta, MODERN } from '../support/server';

const CALLER = { subject: 'user-1', clientId: 'client-1', scopes: [] };
const LEGACY = '2025-11-25';

/** Nobody waits: what shall happen later happens at once, and is noted. The clock is moved by the test. */
class ImpatientTimers implements Timers {
  readonly waited: number[] = [];
  ahead = 0;

  now(): number {
    return Date.now() + this.ahead;
  }

  after(millis: number, run: () => void): () => void {
    if (millis > 2000) {
      return () => undefined;
    }
    this.waited.push(millis);
    const immediate = setImmediate(run);
    return () => clearImmediate(immediate);
  }
}

let services: ConversationServices;
let timers: ImpatientTimers;
beforeEach(async () => {
  services = await startConversationServices();
  timers = new ImpatientTimers();
});
afterEach(() => services.stop());

/** One instance of the function. */
const instance = () => new Conversations(services.reference, services.env, timers);

const callOf = (emitter: RecordedEmitter) => new ToolCall({}, { revision: LEGACY, receivedAt: timers.now(), remainingMillis: 60_000, emitter, timers });

async function sessionAt(at: Conversations): Promise<string> {
  const params = { capabilities: { elicitation: {} } };
  return (await at.receive({ kind: 'request', revision: LEGACY, id: 1, method: 'initialize', params }, CALLER, undefined)).sessionId!;
}

test('a question and its answer are two writes, by whichever instances, and one read each time that the waiting one looks', async () => {
  const [asking, receiving] = [instance(), instance()];
  const session = (await asking.receive({ kind: 'notification', revision: LEGACY, method: 'notifications/initialized', params: {} }, CALLER, await sessionAt(asking))).session!;
  services.operations.length = 0;
  const emitter = new RecordedEmitter();
  const call = callOf(emitter);
  const conversation = await asking.begin({
    method: 'tools/call', name: 'tool', arguments: {}, params: {}, revision: LEGACY, caller: CALLER, session, confirmation: undefined, once: true, resultMeta: {},
  }, call);

  const asked = conversation.ask('word', { message: 'Which word?', schema: { type: 'object', properties: { word: { type: 'string' } } } });
  while (emitter.requests.length === 0) {
    await turn();
  }
  const answer = { result: { action: 'accept', content: { word: 'yes' } } };
  await receiving.receive({ kind: 'response', revision: LEGACY, id: emitter.requests[0].id, answer }, CALLER, undefined);

  expect(await asked).toEqual({ action: 'accept', content: { word: 'yes' } });
  const reads = services.operations.filter((operation) => operation === 'GetItem').length;
  expect(services.operations.filter((operation) => operation !== 'GetItem').sort()).toEqual(['PutItem', 'UpdateItem']);
  expect(timers.waited).toEqual(Array.from({ length: reads }, () => CONVERSATION_POLL_MILLIS.answer));
  call.end();
});

const cancel = async (at: Conversations, session: string) => (
  (await at.receive({ kind: 'notification', revision: LEGACY, method: 'notifications/cancelled', params: { requestId: 7 } }, CALLER, session)).session!
);

test.each([[0, true], [31_000, false]])('a cancellation that overtakes its call by %d ms cancels it: %s', async (ahead, isCancelled) => {
  const session = await cancel(instance(), await sessionAt(instance()));
  timers.ahead += ahead;
  const emitter = new RecordedEmitter();

  const end = instance().watch(7, CALLER, session, callOf(emitter));
  while (!emitter.cancelled.aborted && services.operations.filter((operation) => operation === 'GetItem').length < 3) {
    await turn();
  }
  end();

  expect(emitter.cancelled.aborted).toBe(isCancelled);
  expect(services.operations.includes('GetItem')).toBe(!isCancelled);
});

test('a cancellation of a call that is over does not cancel the next one of its id', async () => {
  const session = await sessionAt(instance());
  const { session: read } = await instance().receive({ kind: 'notification', revision: LEGACY, method: 'notifications/initialized', params: {} }, CALLER, session);
  const over = instance().watch(7, CALLER, read!, callOf(new RecordedEmitter()));
  while (!services.operations.includes('GetItem')) {
    await turn();
  }
  over();
  await cancel(instance(), session);
  services.operations.length = 0;
  const emitter = new RecordedEmitter();

  const end = instance().watch(7, CALLER, read!, callOf(emitter));
  while (services.operations.filter((operation) => operation === 'GetItem').length < 3) {
    await turn();
  }
  end();

  expect(emitter.cancelled.aborted).toBe(false);
});

test('what one instance signs after a rotation, another opens that has not noticed it yet', async () => {
  const [early, late] = [instance(), instance()];
  await sessionAt(early);
  services.rotate();
  timers.ahead += 10_000;

  const received = await early.receive({ kind: 'notification', revision: LEGACY, method: 'notifications/initialized', params: {} }, CALLER, await sessionAt(late));

  expect(received.session?.abilities.form).toBe(true);
});

test('what one instance seals after a rotation, another opens that has not noticed it yet', async () => {
  const [early, late] = [instance(), instance()];
  const begin = (at: Conversations, params: object) => at.begin({
    method: 'tools/call',
    name: 'tool',
    arguments: {},
    params: { ...params, _meta: { ...meta(), 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } } },
    revision: MODERN,
    caller: CALLER,
    session: undefined,
    confirmation: 'Really?',
    once: true,
    resultMeta: {},
  }, callOf(new RecordedEmitter()));
  const run = (at: Conversations, params: object) => begin(at, params).then((conversation) => conversation.run(async () => ({ answer: '"ran"' })));
  await run(early, {});
  services.rotate();
  timers.ahead += 10_000;
  const asked = await run(late, {});
  const { requestState, inputRequests } = JSON.parse((asked as { readonly outcome: { readonly result: string } }).outcome.result);

  const inputResponses = { [Object.keys(inputRequests)[0]]: { action: 'accept', content: {} } };
  expect(await run(early, { requestState, inputResponses })).toEqual({ ran: { answer: '"ran"' } });
});

test('wrong session ids make no instance read the secret more often than every five seconds', async () => {
  const at = instance();
  const session = await sessionAt(at);
  services.operations.length = 0;
  const send = (id: string) => at.receive({ kind: 'notification', revision: LEGACY, method: 'notifications/initialized', params: {} }, CALLER, id);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    expect(await send(`${session.slice(0, -1)}${session.endsWith('A') ? 'B' : 'A'}x`)).toEqual({ isUnknown: true });
  }
  expect(services.operations).toEqual([]);
  timers.ahead += 6000;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    expect(await send('1.2025-11-25.zzzzzz.AAAAAAAAAAAA.f.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')).toEqual({ isUnknown: true });
  }

  expect(services.operations).toEqual(['GetSecretValue', 'GetSecretValue']);
});
