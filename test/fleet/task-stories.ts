import { setTimeout as delay } from 'node:timers/promises';
import type { Caller } from './caller';
import { answered, did, last, type Scene, type Story, textOf, watchDeaths } from './scene';
import type { Message } from './wire';

/** A look each; the last resort against a task that never ends. */
const LOOKS = 600;
const LOOK_PAUSE_MILLIS = 100;

/** What happens to a task while it is one. */
const DEEDS = ['instances killed', 'instances killed before the answer', 'stranger comes first', 'runner killed', 'none'] as const;
/** What happens to the answers of a question. */
const ANSWER_DEEDS = ['instances killed under the answer', 'answers twice', 'stranger answers first', 'instances killed', 'answers'] as const;

const WAIT_SECONDS = 3;

export const TASK_STORIES: { readonly [name: string]: Story } = {
  'a task of a function': (scene) => followed(scene, 'work'),
  'a task whose runner is killed': (scene) => followed(scene, 'work', {}, 'runner killed'),
  'a task of a state machine': (scene) => followed(scene, 'migrate', { seconds: 1 }),
  'a task that a deployment moves': (scene) => followed(scene, 'moved', { seconds: 0 }),
  'a question in a task of a function': (scene) => asked(scene, 'publish'),
  'a question in a task of a state machine': (scene) => asked(scene, 'ponder', { seconds: 0 }),
  'a cancelled task of a function': (scene) => cancelled(scene, 'work'),
  'a cancelled task of a state machine': (scene) => cancelled(scene, 'migrate', { seconds: WAIT_SECONDS }),
};

type Arguments = { readonly [name: string]: unknown };

/** The client has a result, or is told honestly that there is none; whatever happens, nothing runs twice. */
async function followed(scene: Scene, tool: string, args: Arguments = {}, deed: typeof DEEDS[number] = DEEDS[scene.round % DEEDS.length]): Promise<void> {
  const runners = watchRunners(scene);
  const taskId = await begun(scene, tool, args, deed === 'instances killed before the answer');
  if (taskId === undefined) {
    // Nobody knows the task: it may run all the same.
    expectRuns(scene, ['first']);
    return;
  }
  if (deed === 'stranger comes first') {
    await strangerFindsNothing(scene, taskId);
  }
  if (deed === 'instances killed') {
    killAll(scene);
  }
  if (deed === 'runner killed') {
    await untilRun(scene);
    scene.fleet.instances('runner').forEach((pid) => scene.fleet.kill(pid));
  }
  const task = await ended(scene, taskId);
  // A runner that does not have the tool of the other deployment runs nothing.
  const isRefused = scene.isRolling && tool === 'moved' && did(scene.fleet, scene.call).length === 0;
  judge(scene, task, ['first'], { mayFail: runners() || isRefused });
}

/** An answer counts once it is acknowledged, and only one counts. */
async function asked(scene: Scene, tool: string, args: Arguments = {}): Promise<void> {
  const deed = ANSWER_DEEDS[scene.round % ANSWER_DEEDS.length];
  const runners = watchRunners(scene);
  const taskId = await begun(scene, tool, args, false);
  if (taskId === undefined) {
    return;
  }
  const words = deed === 'answers twice' ? ['first', 'second'] : ['first'];
  let isAsked = false;
  const task = await ended(scene, taskId, async (requests) => {
    const answer = (by: Caller, word: string) => by.ofTasks('tasks/update', {
      taskId, inputResponses: Object.fromEntries(Object.keys(requests).map((key) => [key, { action: 'accept', content: { word } }])),
    });
    if (!isAsked && deed === 'stranger answers first') {
      await strangerFindsNothing(scene, taskId);
    }
    if (!isAsked && deed === 'instances killed under the answer') {
      isAsked = true;
      const sent = answer(scene.caller, 'first');
      await delay(scene.random.below(30));
      killAll(scene);
      await last(await sent);
      return;
    }
    isAsked = true;
    if (deed === 'instances killed') {
      killAll(scene);
    }
    await Promise.all(words.map((word) => answered(scene, () => answer(scene.caller, word))));
  });
  if (!isAsked && !runners()) {
    scene.problems.push('was never asked');
  }
  judge(scene, task, words, { mayFail: runners() });
}

/** What is cancelled stays it, and an execution that was cancelled in time does nothing more. */
async function cancelled(scene: Scene, tool: string, args: Arguments = {}): Promise<void> {
  const runners = watchRunners(scene);
  const begin = Date.now();
  const taskId = await begun(scene, tool, args, false);
  if (taskId === undefined) {
    return;
  }
  if (scene.round % 2 === 0) {
    const sent = scene.caller.ofTasks('tasks/cancel', { taskId });
    killAll(scene);
    await last(await sent);
  }
  await answered(scene, () => scene.caller.ofTasks('tasks/cancel', { taskId }));
  const isInTime = Date.now() - begin < (WAIT_SECONDS - 1) * 1000;
  const task = await ended(scene, taskId);
  if (tool === 'migrate') {
    await delay(Math.max(0, begin + (WAIT_SECONDS + 1) * 1000 - Date.now()));
    if (isInTime && did(scene.fleet, scene.call).length > 0) {
      scene.problems.push('went on after it was cancelled');
    }
  }
  if (task?.status === 'cancelled') {
    expectRuns(scene, ['first']);
    return;
  }
  judge(scene, task, ['first'], { mayFail: runners() });
}

/** The id of a new task; undefined where its instance died. */
async function begun(scene: Scene, name: string, args: Arguments, areKilled: boolean): Promise<string | undefined> {
  const { caller, call, random, problems, fleet } = scene;
  const explained = watchDeaths(fleet);
  const sent = caller.ofTasks('tools/call', { name, arguments: { call, canary: caller.canary, ...args } });
  if (areKilled) {
    await delay(random.below(60));
    killAll(scene);
  }
  const exchange = await sent;
  const message = await last(exchange);
  const taskId: unknown = message?.result?.taskId;
  if (typeof taskId === 'string') {
    return taskId;
  }
  if (!explained()) {
    problems.push(`is no task: ${exchange.status} ${JSON.stringify(message)}`);
  }
  return undefined;
}

/** Looks until the task has an end, as clients do. */
async function ended(
  scene: Scene, taskId: string, answer?: (requests: Arguments) => Promise<void>,
): Promise<Message | undefined> {
  for (let look = 0; look < LOOKS; look += 1) {
    const message = await answered(scene, () => scene.caller.ofTasks('tasks/get', { taskId }));
    const task: Message | undefined = message?.result;
    if (task?.taskId !== taskId) {
      scene.problems.push(`the task is lost: ${JSON.stringify(message)}`);
      return undefined;
    }
    if (['completed', 'failed', 'cancelled'].includes(task.status)) {
      return task;
    }
    if (task.status === 'input_required') {
      await answer?.(task.inputRequests);
    }
    await delay(LOOK_PAUSE_MILLIS);
  }
  scene.problems.push('the task has no end');
  return undefined;
}

function judge(scene: Scene, task: Message | undefined, words: readonly string[], { mayFail }: { readonly mayFail: boolean }): void {
  const { caller, call, problems } = scene;
  const ran = expectRuns(scene, words);
  if (task?.status === 'failed') {
    if (!mayFail) {
      problems.push(`failed, though its runner lived: ${JSON.stringify(task.error)} ${task.statusMessage}`);
    }
    return;
  }
  if (task !== undefined && task.status !== 'completed') {
    problems.push(`is ${task.status}`);
  }
  if (task?.status === 'completed') {
    const text = textOf({ result: task.result });
    if (text !== `${caller.canary} ${call} ${ran[0]}`) {
      problems.push(`has a result that its run does not have: ${JSON.stringify(task.result)}, ran ${ran.join()}`);
    }
  }
}

/** At most one run, with an answer that the caller gave. */
function expectRuns({ fleet, call, problems }: Scene, words: readonly string[]): readonly string[] {
  const ran = did(fleet, call).map(({ word }) => word ?? '');
  if (ran.length > 1) {
    problems.push(`ran ${ran.length} times`);
  }
  problems.push(...ran.filter((word) => !words.includes(word)).map((word) => `heard ${word}`));
  return ran;
}

async function strangerFindsNothing(scene: Scene, taskId: string): Promise<void> {
  for (const [method, params] of [
    ['tasks/get', {}], ['tasks/update', { inputResponses: { party: { action: 'accept', content: { word: 'stolen' } } } }], ['tasks/cancel', {}],
  ] as const) {
    const message = await answered(scene, () => scene.stranger.ofTasks(method, { taskId, ...params }));
    if (message?.error?.code !== -32602) {
      scene.problems.push(`a stranger finds it by ${method}: ${JSON.stringify(message)}`);
    }
  }
}

async function untilRun({ fleet, call }: Scene): Promise<void> {
  for (let look = 0; look < 100 && did(fleet, call).length === 0; look += 1) {
    await delay(50);
  }
}

function killAll({ fleet }: Scene): void {
  fleet.instances().forEach((pid) => fleet.kill(pid));
}

/** @returns whether a runner was killed since, which explains that a task fails */
function watchRunners({ fleet }: Scene): () => boolean {
  const before = fleet.killedRunners;
  return () => fleet.killedRunners > before;
}
