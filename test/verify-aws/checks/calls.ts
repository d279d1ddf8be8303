import { setTimeout as delay } from 'node:timers/promises';
import { NOTE } from '../app';
import type { AskedServer, Heard } from '../asked-server';
import { type Checked, type Checks, seen } from '../check';

const MODERN = { era: '2026-07-28' } as const;
const TASKS = { ...MODERN, capabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } } as const;
const progressOf = (heard: readonly Heard[]) => heard.filter(({ message }) => message?.method === 'notifications/progress');
const named = (method: string) => ({ message }: Heard) => message?.method === method;

/** A silent call of minutes. */
async function longCall({ server, place: { longSeconds } }: Checked): Promise<string> {
  const { heard, message: { result } } = await server.rpc('tools/call', { name: 'count', arguments: { seconds: longSeconds, aloud: false } }, {
    ...MODERN, meta: { progressToken: 1 }, signal: AbortSignal.timeout((longSeconds + 30) * 1000),
  });
  const comments = heard.filter(({ message }) => message === undefined);
  const text = result?.content?.[0]?.text;
  return seen(`${comments.length} comments, after ${comments.map(({ after }) => Math.round(after / 1000)).join(', ')} s; ${text ?? 'no result'}`,
    comments.length >= Math.floor(longSeconds / 15) - 1 && comments.length > 0 && text === `Counted to ${longSeconds}.`);
}

/** Waits until something was heard. @returns after how many milliseconds; undefined when the time is over */
async function heardWithin(seconds: number, hears: () => boolean): Promise<number | undefined> {
  const began = Date.now();
  while (!hears()) {
    if (Date.now() - began > seconds * 1000) {
      return undefined;
    }
    await delay(50);
  }
  return Date.now() - began;
}

interface Listening {
  readonly heard: Heard[];
  stop(): Promise<void>;
}

async function listen(server: AskedServer): Promise<Listening> {
  const heard: Heard[] = [];
  const ending = new AbortController();
  const stream = server.rpc('subscriptions/listen', { notifications: { toolsListChanged: true, resourceSubscriptions: [NOTE] } }, {
    ...MODERN, signal: ending.signal, onHeard: (one) => heard.push(one),
  }).catch((error: Error) => {
    if (!ending.signal.aborted) {
      throw error;
    }
  });
  await Promise.race([heardWithin(20, () => heard.some(named('notifications/subscriptions/acknowledged'))), stream]);
  return {
    heard,
    stop: async () => {
      ending.abort();
      await stream;
    },
  };
}

async function startTask(server: AskedServer, name: string, args: object): Promise<string> {
  const { message, body } = await server.rpc('tools/call', { name, arguments: args }, TASKS);
  return message.result?.taskId ?? seen(body.slice(0, 200), false);
}

async function taskStatus(server: AskedServer, taskId: string): Promise<string> {
  const { message } = await server.rpc('tasks/get', { taskId }, TASKS);
  return message.result?.status ?? JSON.stringify(message.error);
}

/** Calls of tools, and what they say meanwhile. */
export const CALLS: Checks = {
  'streams': {
    expected: 'progress before the result, second by second',
    async run({ server }) {
      const { heard, message: { result } } = await server.rpc('tools/call', { name: 'count', arguments: { seconds: 5 } }, { ...MODERN, meta: { progressToken: 1 } });
      const times = heard.filter(({ message }) => message !== undefined).map(({ after }) => after);
      return seen(`${progressOf(heard).length} reports; heard after ${times.join(', ')} ms`, result !== undefined && progressOf(heard).length === 5 && times.at(-1)! - times[0] > 1000);
    },
  },
  'buffered-own-server': {
    expected: 'tools/list answers; a throw is 500, and function_error in the log',
    server: 'Own',
    async run({ server, lines }) {
      const token = await server.newToken();
      const { message: { result } } = await server.rpc('tools/list', {}, { token });
      const { status } = await server.rpc('tools/call', { name: 'throw', arguments: {} }, { token });
      const line = (await lines('Mcp', 'server code failed', 45)).find((text) => text.includes('function_error'));
      return seen(`${result?.tools?.length} tools, ${status}, ${line === undefined ? 'nothing' : 'function_error'} in the log`, result?.tools?.length === 1 && status === 500 && line !== undefined);
    },
  },
  'state-machines': {
    expected: 'all four answer',
    async run({ server }) {
      const texts = await Promise.all(['express', 'express_alias', 'standard', 'standard_alias'].map((name) => server.call(name, { seconds: 0 })));
      return seen(texts.join(', '), texts.every((text, index) => JSON.parse(text).kind === ['express', 'standard'][index >> 1]));
    },
  },
  'standard-just-started': {
    expected: '20 calls answer',
    async run({ server }) {
      let answered = 0;
      await Promise.all([1, 2, 3, 4].map(async () => {
        for (let times = 0; times < 5; times++) {
          await server.call('standard', { seconds: 0 });
          answered += 1;
        }
      }));
      return seen(`${answered} answered`, answered === 20);
    },
  },
  'client-left': {
    expected: 'which of the two it is: "cancelled" or "ok"',
    onlyAws: true,
    async run({ server, lines }) {
      const leaving = new AbortController();
      const call = server.rpc('tools/call', { name: 'count', arguments: { seconds: 20 } }, {
        ...MODERN, meta: { progressToken: 1 }, signal: leaving.signal, onHeard: () => leaving.abort(),
      });
      await call.catch(() => {});
      const found = await lines('Mcp', server.requestIds.at(-1)!, 75);
      const outcome = found.map((line) => /"outcome":"([^"]+)"/.exec(line)?.[1]).find((one) => one !== undefined);
      return seen(outcome ?? 'no line', outcome === 'cancelled' || outcome === 'ok');
    },
  },
  'long-stream': { expected: 'a comment every 15 seconds, then the result', seconds: 200, run: longCall },
  'edge-stream': { expected: 'a comment every 15 seconds, then the result', server: 'Edge', seconds: 200, run: longCall },
  'question': {
    expected: 'the answer arrives, while others call',
    async run({ server }) {
      let asked = '';
      const client = await server.client('2025-11-25', (made) => made.setRequestHandler('elicitation/create', async ({ params }) => {
        asked = params.message;
        return { action: 'accept', content: {} };
      }));
      try {
        const others = Array.from({ length: 8 }, () => server.call('count', { seconds: 2 }));
        const { content, isError } = await client.callTool({ name: 'confirmed', arguments: {} }) as { readonly content: readonly { readonly text: string }[]; readonly isError?: boolean };
        await Promise.all(others);
        return seen(`"${asked}", then "${content[0].text}"`, asked === 'Really?' && isError !== true && content[0].text === 'hello');
      } finally {
        await client.close();
      }
    },
  },
  'streaming-function': {
    expected: 'both answer, the first with progress',
    async run({ server }) {
      const withToken = await server.rpc('tools/call', { name: 'import_orders', arguments: { count: 5 } }, { ...MODERN, meta: { progressToken: 1 } });
      const text = await server.call('import_orders', { count: 5 });
      return seen(`${progressOf(withToken.heard).length} reports, "${withToken.message.result?.content?.[0]?.text}"; "${text}"`,
        progressOf(withToken.heard).length > 0 && withToken.message.result?.content?.[0]?.text === 'Imported 5 orders.' && text === 'Imported 5 orders.');
    },
  },
  'leading-keys': {
    expected: 'progress; AccessDeniedException for the item of another call',
    async run({ server }) {
      const { heard, message: { result } } = await server.rpc('tools/call', { name: 'transcode', arguments: { parts: 3 } }, { ...MODERN, meta: { progressToken: 1 } });
      const { message: other } = await server.rpc('tools/call', { name: 'transcode', arguments: { parts: 1, another: true } }, { ...MODERN, meta: { progressToken: 1 } });
      const refusal = other.result?.content?.[0]?.text;
      return seen(`${progressOf(heard).length} reports, "${result?.content?.[0]?.text}"; ${refusal}`, progressOf(heard).length > 0 && result?.isError !== true && refusal === 'AccessDeniedException');
    },
  },
  'cancelled-item': {
    expected: '"Cancelled before part …" in the function\'s log',
    async run({ server, lines }) {
      const client = await server.client('2025-11-25');
      try {
        const cancelling = new AbortController();
        const call = client.callTool({ name: 'transcode', arguments: { parts: 60 } }, { signal: cancelling.signal, onprogress: () => cancelling.abort() });
        await call.catch(() => {});
        const [line] = await lines('Transcode', 'Cancelled before part', 60);
        return seen(line?.trim() ?? 'nothing in the log', line !== undefined);
      } finally {
        await client.close();
      }
    },
  },
  'stopped-execution': {
    expected: 'the task cancelled, the execution ABORTED',
    async run({ server, place, output }) {
      const taskId = await startTask(server, 'standard', { seconds: 3600 });
      await server.rpc('tasks/cancel', { taskId }, TASKS);
      const status = await taskStatus(server, taskId);
      const { executions = [] } = await place.aws?.json('states', 'ListExecutions', { stateMachineArn: output('StandardMachine'), statusFilter: 'ABORTED' }) ?? {};
      return seen(`${status}${place.aws === undefined ? '' : `, ${executions.length} ABORTED`}`, status === 'cancelled' && (place.aws === undefined || executions.length === 1));
    },
  },
  'throttled-task': {
    expected: 'it waits, then completes',
    onlyAws: true,
    seconds: 330,
    async run({ server, aws, output }) {
      const concurrency = `/2017-10-31/functions/${output('TaskRunner')}/concurrency`;
      await aws.rest('lambda', 'PUT', concurrency, { ReservedConcurrentExecutions: 0 });
      let before: string;
      let taskId: string;
      try {
        taskId = await startTask(server, 'task', { city: 'Lisbon' });
        await delay(10_000);
        before = await taskStatus(server, taskId);
      } finally {
        await aws.rest('lambda', 'DELETE', concurrency);
      }
      let status = before;
      for (let times = 0; times < 60 && status === 'working'; times++) {
        await delay(5_000);
        status = await taskStatus(server, taskId);
      }
      return seen(`${before}, then ${status}`, before === 'working' && status === 'completed');
    },
  },
  'change-heard': {
    expected: 'resources/updated, and tools/list_changed after a deployment, in two seconds',
    time: 'update',
    seconds: 900,
    async run({ server, place }) {
      const { heard, stop } = await listen(server);
      try {
        await server.call('touch', { uri: NOTE });
        const updated = await heardWithin(2, () => heard.some(named('notifications/resources/updated')));
        await place.update();
        // A request is what tells of the new version, and the alias has just moved.
        await server.call('say');
        const changed = await heardWithin(5, () => heard.some(named('notifications/tools/list_changed')));
        return seen(`updated after ${updated} ms, list_changed after ${changed} ms`, updated !== undefined && changed !== undefined);
      } finally {
        await stop();
      }
    },
  },
  'no-call-dropped': {
    expected: 'no call fails, another version is live, and the new tool is there',
    time: 'update',
    seconds: 900,
    async run({ server, place, output }) {
      const live = async () => place.aws && (await place.aws.rest('lambda', 'GET', `/2015-03-31/functions/${output('McpFunction')}/aliases/live`)).FunctionVersion;
      const before = await live();
      let isOver = false;
      let answered = 0;
      const failures: string[] = [];
      const calls = [1, 2].map(async () => {
        while (!isOver) {
          await server.call('say').then(() => answered++, ({ message }) => failures.push(message));
          await delay(100);
        }
      });
      try {
        await heardWithin(20, () => answered > 0);
        await place.update();
      } finally {
        isOver = true;
        await Promise.all(calls);
      }
      const { message: { result } } = await server.rpc('tools/list');
      const after = await live();
      const hasTool = result?.tools?.some(({ name }: { readonly name: string }) => name === 'added') === true;
      return seen(`${answered} answered, ${failures.length} failed${failures.length > 0 ? ` (${failures[0].slice(0, 200)})` : ''}; version ${before ?? '–'}, then ${after ?? '–'}; the tool is ${hasTool ? '' : 'not '}there`,
        answered > 0 && failures.length === 0 && hasTool && (place.aws === undefined || before !== after));
    },
  },
};
