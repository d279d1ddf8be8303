import type { Caller } from './caller';
import { accepted, answered, ATTEMPTS, did, eventually, killOne, last, type Scene, type Story, textOf, watchDeaths } from './scene';
import { TASK_STORIES } from './task-stories';
import type { Ended, Message } from './wire';

/** The process in which a tool of code runs, as it says itself. */
const pidIn = (message: Message | undefined) => Number(/ in (\d+)\./.exec(JSON.stringify(message) ?? '')?.[1]);

/** Who does what with a question. */
const DEEDS = ['answers', 'answers twice', 'stranger answers first', 'other instance killed', 'own instance killed'] as const;

export const TALK_STORIES: { readonly [name: string]: Story } = {
  'a question of 2026-07-28 to a function': (scene) => askedModern(scene, 'book'),
  'a question of 2026-07-28 to code': (scene) => askedModern(scene, 'plan'),
  'a question of 2025-11-25 to a function': (scene) => askedLegacy(scene, 'book'),
  'a question of 2025-11-25 to code': (scene) => askedLegacy(scene, 'plan'),
  'a cancellation': cancelled,
  'reports': reported,
};

export const STORIES: { readonly [name: string]: Story } = { ...TALK_STORIES, ...TASK_STORIES };

async function askedModern(scene: Scene, tool: 'book' | 'plan'): Promise<void> {
  const { caller, stranger, call, problems, fleet } = scene;
  const params = { name: tool, arguments: { call, canary: caller.canary } };
  const opening = await answered(scene, () => caller.modern('tools/call', params));
  const { result } = opening ?? {};
  if (result?.resultType !== 'input_required') {
    problems.push(`asks nothing: ${JSON.stringify(opening)}`);
    return;
  }
  const asked = Object.keys(result.inputRequests)[0];
  const retry = (by: Caller, word: string) => by.modern('tools/call', {
    ...params, requestState: result.requestState, inputResponses: { [asked]: { action: 'accept', content: { word } } },
  });
  const deed = DEEDS[scene.round % DEEDS.length];
  if (deed === 'stranger answers first') {
    const refused = await answered(scene, () => retry(stranger, 'stolen'));
    if (refused?.error?.code !== -32602) {
      problems.push(`a state of somebody else is accepted: ${JSON.stringify(refused)}`);
    }
  }
  const words = deed === 'answers twice' ? ['first', 'second'] : ['first'];
  const explained = watchDeaths(fleet);
  const sent = words.map((word) => retry(caller, word));
  if (deed.endsWith('killed')) {
    killOne(scene);
  }
  const results = (await Promise.all(sent.map(async (exchange) => last(await exchange)))).map((message) => textOf(message));
  expectOnce(scene, results.filter((text) => text !== undefined), words, !explained());
}

async function askedLegacy(scene: Scene, tool: 'book' | 'plan'): Promise<void> {
  const { caller, stranger, call, problems, fleet } = scene;
  const session = await sessionOf(scene, caller);
  const deed = DEEDS[scene.round % DEEDS.length];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const explained = watchDeaths(fleet);
    const exchange = await caller.legacy({ id: caller.newId(), method: 'tools/call', params: { name: tool, arguments: { call, canary: caller.canary } } }, session);
    const question = await exchange.next();
    if (question?.method !== 'elicitation/create') {
      await exchange.ended;
      if (!explained()) {
        problems.push(`asks nothing: ${exchange.status} ${JSON.stringify(question)}`);
        return;
      }
      continue;
    }
    const answer = (by: Caller, word: string, of?: string) => accepted(scene, () => by.legacy({ id: question.id, result: { action: 'accept', content: { word } } }, of));
    if (deed === 'own instance killed' && tool === 'plan') {
      fleet.kill(pidIn(question));
    }
    if (deed === 'stranger answers first') {
      await answer(stranger, 'stolen');
    }
    if (deed === 'other instance killed') {
      killOne(scene, pidIn(question));
    }
    const words = deed === 'answers twice' ? ['first', 'second'] : ['first'];
    await Promise.all(words.map((word) => answer(caller, word, session)));
    const text = textOf(await last(exchange));
    expectOnce(scene, text === undefined ? [] : [text], words, !explained());
    return;
  }
  problems.push(`was never asked in ${ATTEMPTS} attempts`);
}

async function cancelled(scene: Scene): Promise<void> {
  const { caller, stranger, call, round, problems, fleet } = scene;
  const session = await sessionOf(scene, caller);
  const foreign = await sessionOf(scene, stranger);
  const explained = watchDeaths(fleet);
  const id = caller.newId();
  const cancel = (by: Caller, of: string) => accepted(scene, () => by.legacy({ method: 'notifications/cancelled', params: { requestId: id } }, of));
  const opening = caller.legacy({ id, method: 'tools/call', params: { name: 'watch', arguments: { call, canary: caller.canary }, _meta: { progressToken: 0 } } }, session);
  if (round % 5 === 1) {
    // It may overtake the call.
    await cancel(caller, session);
  } else {
    const exchange = await opening;
    const progress = await exchange.next();
    if (progress === undefined) {
      await exchange.ended;
      if (!explained()) {
        problems.push(`reports nothing: ${exchange.status}`);
      }
      return;
    }
    await cancel(stranger, foreign);
    if (round % 5 === 2) {
      fleet.kill(pidIn(progress));
    }
    await cancel(caller, session);
  }
  const exchange = await opening;
  const rest = await last(exchange);
  // What the gateway says of an instance that died is no answer of the call.
  if (rest !== undefined && 'jsonrpc' in rest && ('result' in rest || 'error' in rest)) {
    problems.push(`a cancelled call is answered: ${JSON.stringify(rest)}`);
  }
  if (!explained()) {
    // Its stream ends before the tool has come to its end.
    await eventually(() => did(fleet, call).length > 0);
    if (did(fleet, call).map((deed) => deed.did).join() !== 'stopped') {
      problems.push(`was not cancelled: ${JSON.stringify(did(fleet, call))}`);
    }
  }
}

async function reported(scene: Scene): Promise<void> {
  const { caller, call, round, problems, fleet } = scene;
  const isKilled = round % 3 === 1;
  const explained = watchDeaths(fleet);
  const exchange = await caller.modern('tools/call', {
    name: 'count', arguments: { call, canary: caller.canary }, _meta: { 'progressToken': call, 'io.modelcontextprotocol/logLevel': 'debug' },
  });
  const messages: Message[] = [];
  for (let message = await exchange.next(); message !== undefined; message = await exchange.next()) {
    if (isKilled && messages.length === 0) {
      fleet.kill(pidIn(message));
    }
    messages.push(message);
  }
  const { isBroken } = await exchange.ended;
  const steps = messages.filter(({ method }) => method === 'notifications/progress').map(({ params }) => params.progress);
  if (steps.some((step, index) => step !== index)) {
    problems.push(`reports ${steps.join()}`);
  }
  const answers = messages.filter((message) => 'id' in message);
  if (answers.length > 1 || (answers.length === 1 && messages.at(-1) !== answers[0])) {
    problems.push('sends something after the result');
  }
  if (textOf(answers[0]) === undefined && !explained()) {
    problems.push(`does not answer: ${JSON.stringify(answers[0])}`);
  }
  if (answers.length === 0 && !isBroken && exchange.status === 200) {
    problems.push('the stream ends as if it were complete, without a result');
  }
}

/** The tool ran once if there is a result, at most once if there is none, and with an answer that its caller gave. */
function expectOnce({ fleet, call, caller, problems }: Scene, results: readonly string[], words: readonly string[], mustSucceed: boolean): void {
  const ran = did(fleet, call);
  if (ran.length > 1 || results.length > 1) {
    problems.push(`ran ${ran.length} times, with ${results.length} results`);
  }
  if (results.length > ran.length) {
    problems.push(`has the result of a run that was none: ${results.join()}`);
  }
  if (results.length === 0 && mustSucceed) {
    problems.push(`has no result, though nobody was killed; ran ${ran.length} times`);
  }
  const expected = words.map((word) => `${caller.canary} ${call} ${word}`);
  problems.push(...results.filter((text) => !expected.includes(text)).map((text) => `answers ${text}`));
  problems.push(...ran.filter(({ word }) => !words.includes(word ?? '')).map(({ word }) => `heard ${word}`));
}

async function sessionOf(scene: Scene, caller: Caller): Promise<string> {
  let session: string | undefined;
  await answered(scene, async () => {
    const exchange = await caller.initialize();
    session = exchange.headers['mcp-session-id'];
    return exchange;
  });
  if (session === undefined) {
    throw new Error('initialize gives no session');
  }
  return session;
}

/** What is wrong with what a caller received: a text of another, or a reply without an end. */
export function leaks(caller: Caller, others: readonly Caller[]): string[] {
  return caller.received.flatMap(({ text, hung }: Ended) => [
    ...hung ? [`hangs: ${text}`] : [],
    ...others.filter((other) => other !== caller && text.includes(other.canary)).map((other) => `${caller.canary} receives what belongs to ${other.canary}: ${text}`),
  ]);
}
