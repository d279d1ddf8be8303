import { EventEmitter } from 'node:events';
import { describe, expect, jest, test } from '@jest/globals';
import { codeInvoker } from '../../../../lambda-src/mcp/invoke/code';
import type { GuardedProcess } from '../../../../lambda-src/mcp/invoke/code/call-guard';
import type { ToolFunction } from '../../../../lambda-src/mcp/invoke/code/tool-module';
import type { Log } from '../../../../lambda-src/platform/log';
import type { ToolContext } from '../../../../src/contract/mcp/tool-context';
import type { TraceContext } from '../../../../src/contract/mcp/trace-context';
import { ToolError } from '../../../../src/tool';
import { silentCall } from '../support/silent-call';

const CALLER = { subject: 'u', clientId: 'c', scopes: ['mcp'] };
const FAILED = { failure: 'function_error', detail: expect.any(String) };

/** Stands for the process, which a test must not lose, and for the runtime, which listens in it. */
class FakeProcess extends EventEmitter {
  readonly pid = 7;
  readonly runtime = jest.fn();
  readonly exit = jest.fn<(code?: number) => never>();
  readonly abort = jest.fn<() => never>();
  readonly kill = jest.fn<(pid: number) => true>();

  constructor() {
    super();
    this.on('uncaughtException', this.runtime);
    this.on('unhandledRejection', this.runtime);
  }
}

/** Runs tools of modules that the test defines. */
function runner(modules: { readonly [module: string]: ToolFunction | unknown }) {
  const process = new FakeProcess();
  const log = jest.fn<Log>();
  const loads: string[] = [];
  const invoke = codeInvoker({
    load: (module) => {
      loads.push(module);
      const loaded = modules[module];
      if (loaded instanceof Error) {
        throw loaded;
      }
      return typeof loaded === 'function' ? { default: loaded } : loaded;
    },
    process: process as unknown as GuardedProcess,
    log,
  });
  const call = (module = 'm', args: { readonly [name: string]: unknown } = {}, { requestId = 'r', remainingMillis = 5000, signal = new AbortController().signal, name = 'a', reporting = {}, _meta = undefined as TraceContext | undefined } = {}) => (
    invoke({ kind: 'code', module }, { name, arguments: args, caller: CALLER, requestId, protocolVersion: '2026-07-28', _meta }, {
      ...silentCall(remainingMillis), signal, ...reporting,
    }));
  return { call, process, log, loads };
}

const run = (tool: ToolFunction, args?: { readonly [name: string]: unknown }) => runner({ m: tool }).call('m', args);

test('a tool gets its arguments and the context of its call, and what it returns is the answer', async () => {
  let seen: ToolContext | undefined;
  const outcome = await run(async (args, context) => {
    seen = context;
    return { got: args };
  }, { city: 'Lisbon' });

  expect(outcome).toEqual({ answer: '{"got":{"city":"Lisbon"}}' });
  expect(seen).toMatchObject({ tool: 'a', caller: CALLER, requestId: 'r', protocolVersion: '2026-07-28', deadline: expect.any(Number) });
  expect(seen!.remainingMillis()).toBeLessThanOrEqual(5000);
});

test('a module is loaded once, at the first call of one of its tools', async () => {
  const { call, loads } = runner({ m: (_args: unknown, { tool }: ToolContext) => tool, other: () => 1 });

  expect(loads).toEqual([]);
  expect(await call('m', {}, { name: 'a' })).toEqual({ answer: '"a"' });
  expect(await call('m', {}, { name: 'b' })).toEqual({ answer: '"b"' });
  expect(loads).toEqual(['m']);
});

test.each<[string, unknown, unknown]>([
  ['nothing', undefined, { answer: 'null' }],
  ['null', null, { answer: 'null' }],
  ['a text', 'hi', { answer: '"hi"' }],
  ['a function', () => 1, { failure: 'not_json', detail: 'the tool returned a function' }],
  ['a symbol', Symbol('s'), { failure: 'not_json', detail: 'the tool returned a symbol' }],
  ['a BigInt', 1n, { failure: 'not_json', detail: expect.stringContaining('BigInt') }],
  ['what toJSON() cannot write', {
    toJSON: () => {
      throw new Error('no');
    },
  }, { failure: 'not_json', detail: expect.stringContaining('no') }],
  ['a generator without an end', (function* endless() {
    for (;;) {
      yield 1;
    }
  })(), { failure: 'not_json', detail: expect.stringContaining('generator') }],
  ['a stream', new ReadableStream(), { failure: 'not_json', detail: expect.stringContaining('stream') }],
  ['more than can be delivered', 'x'.repeat(6 * 1024 * 1024), { failure: 'answer_too_large', detail: '6291458 bytes, at most 6291456' }],
])('a tool that returns %s', async (_what, value, outcome) => {
  expect(await run(() => value)).toEqual(outcome);
});

test('a tool that returns a cycle', async () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;

  expect(await run(() => cycle)).toMatchObject({ failure: 'not_json' });
});

test('what a ToolError says is for the model; what other errors say is for the log', async () => {
  expect(await run(() => {
    throw new ToolError('No such city. Try another.');
  })).toEqual({
    answer: '{"content":[{"type":"text","text":"No such city. Try another."}],"isError":true}',
  });
  expect(await run(async () => {
    throw new Error('password: secret', { cause: new Error('deeper') });
  })).toEqual({
    failure: 'function_error', detail: expect.stringMatching(/^Error: password: secret\n[^]*\ncaused by: Error: deeper\n/),
  });
});

// T74
test.each<[string, unknown]>([
  ['a text', 'no'],
  ['undefined', undefined],
  ['null', null],
  ['an object', { code: 7 }],
  ['a cycle', (() => {
    const cycle: { self?: unknown } = {}; cycle.self = cycle; return cycle;
  })()],
  ['a Proxy that throws', new Proxy({}, {
    get: () => {
      throw new Error('no');
    },
    getPrototypeOf: () => {
      throw new Error('no');
    },
  })],
  ['an error without a stack', Object.assign(new Error('x'), { stack: undefined })],
  ['an error that is its own cause', (() => {
    const error = new Error('x'); error.cause = error; return error;
  })()],
])('a tool that throws %s fails, and no other call does', async (_what, thrown) => {
  const { call } = runner({
    bad: () => {
      throw thrown;
    },
    worse: () => Promise.reject(thrown as Error),
    good: () => 1,
  });

  expect(await Promise.all([call('bad'), call('good'), call('worse'), call('good')])).toEqual([FAILED, { answer: '1' }, FAILED, { answer: '1' }]);
});

test('a tool that does not answer in time has timed out, and is told so', async () => {
  let signal: AbortSignal | undefined;
  const { call } = runner({
    m: (_args: unknown, context: ToolContext) => {
      ({ signal } = context);
      return new Promise(() => undefined);
    },
  });

  expect(await call('m', {}, { remainingMillis: 1 })).toEqual({ failure: 'timeout', detail: 'the tool did not answer within 1 ms' });
  expect(signal!.aborted).toBe(true);
});

test('a tool whose client has cancelled is told so', async () => {
  const controller = new AbortController();
  const { call } = runner({
    m: (_args: unknown, { signal }: ToolContext) => new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve('stopped'));
      controller.abort();
    }),
  });

  expect(await call('m', {}, { signal: controller.signal })).toEqual({ answer: '"stopped"' });
});

test('what a tool reports goes to its call', async () => {
  const heard: unknown[] = [];
  const { call } = runner({
    m: (_args: unknown, context: ToolContext) => {
      context.progress(1, 2, 'half');
      context.log('notice', { half: true }, 'm');
    },
  });
  await call('m', {}, { reporting: { progress: (...given: unknown[]) => heard.push(given), log: (...given: unknown[]) => heard.push(given) } });

  expect(heard).toEqual([[1, 2, 'half'], ['notice', { half: true }, 'm']]);
});

// T75
test.each(['uncaughtException', 'unhandledRejection'] as const)('an error that nothing catches (%s) fails its own call and no other', async (event) => {
  const { call, process, log } = runner({
    bad: () => new Promise(() => {
      process.emit(event, new Error('in a timer'), 'origin');
    }),
    good: () => 1,
  });

  expect(await Promise.all([call('good'), call('bad'), call('good')])).toEqual([
    { answer: '1' }, { failure: 'function_error', detail: expect.stringContaining('in a timer') }, { answer: '1' },
  ]);
  expect([process.runtime.mock.calls, log.mock.calls]).toEqual([[], []]);
});

test('an error that nothing catches after the end of its call is logged with the id of the call', async () => {
  const later: (() => void)[] = [];
  const { call, process, log } = runner({
    m: async () => {
      const { AsyncResource } = await import('node:async_hooks');
      later.push(AsyncResource.bind(() => process.emit('uncaughtException', new Error('late'))));
      return 1;
    },
  });

  expect(await call('m', {}, { requestId: 'first' })).toEqual({ answer: '1' });
  const logged = new Promise<void>((resolve) => log.mockImplementation(() => resolve()));
  later[0]();
  await logged;
  expect(log).toHaveBeenCalledWith('error', 'a tool left behind an error that nothing caught', {
    requestId: 'first', tool: 'a', detail: expect.stringContaining('Error: late'),
  });
  expect(process.runtime).not.toHaveBeenCalled();
});

test('an error that belongs to no call is still the runtime\'s', async () => {
  const { call, process } = runner({ m: () => 1 });
  await call();

  process.emit('uncaughtException', new Error('ours'), 'origin');
  expect(process.runtime).toHaveBeenCalledWith(new Error('ours'), 'origin');
});

// T76
test.each(['exit', 'abort', 'kill'] as const)('process.%s() of a tool fails its call and ends nothing', async (name) => {
  const { call, process } = runner({ m: () => (process[name] as (pid: number) => void)(7) });

  expect(await call()).toEqual({ failure: 'function_error', detail: expect.stringContaining(`process.${name}(7): a tool may not end the process`) });
  process.exit(1);
  process.kill(8);
  process.abort();
});

test('a tool may end a process that it started, and the runtime its own', async () => {
  const { call, process } = runner({ m: () => String(process.kill(8)) });
  const { kill } = process;
  await call();
  expect(kill).toHaveBeenCalledWith(8);
});

// T77
test.each([
  '{"__proto__":{"isAdmin":true}}',
  '{"a":[{"b":{"__proto__":null}}]}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"a":{"constructor":{"prototype":1}}}',
])('arguments that careless code would pollute all objects with reach no tool: %s', async (json) => {
  const tool = jest.fn(() => 1);

  expect(await run(tool, JSON.parse(json))).toEqual({ answer: expect.stringMatching(/Invalid arguments: this tool does not take a member named .*(__proto__|constructor\.prototype)/) });
  expect(tool).not.toHaveBeenCalled();
});

test('arguments of such names that harm nobody do', async () => {
  expect(await run((args) => args, { constructor: 'a builder', prototype: { a: 1 } })).toEqual({ answer: '{"constructor":"a builder","prototype":{"a":1}}' });
});

test('arguments nested more deeply than the stack are no error of ours', async () => {
  const depth = 200_000;
  expect(await run(() => 1, JSON.parse(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`))).toEqual({ answer: '1' });
});

test('numbers are those of JavaScript, whatever the client wrote', async () => {
  const args = { id: JSON.rawJSON('725653563933458432'), nested: [{ price: JSON.rawJSON('1.50') }], plain: 2 };
  let seen: unknown;
  await run((given) => {
    seen = given;
  }, args);

  expect(seen).toEqual({ id: Number('725653563933458432'), nested: [{ price: 1.5 }], plain: 2 });
});

// T78
test('the trace of the client is in the context, as a carrier for propagators', async () => {
  const { call } = runner({ m: (_args: unknown, { _meta }: ToolContext) => _meta ?? 'none' });
  const _meta = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01' };

  expect([await call('m', {}, { _meta }), await call('m')]).toEqual([{ answer: JSON.stringify(_meta) }, { answer: '"none"' }]);
});

test('what a tool writes into its context or its caller is seen by no other call', async () => {
  const shared = runner({
    m: (_args: unknown, context: ToolContext) => {
      const before = JSON.stringify([context.tool, context.caller]);
      (context.caller.scopes as string[]).push('admin');
      Object.assign(context.caller, { subject: 'root' });
      Object.assign(context, { tool: 'other' });
      return before;
    },
  });

  expect([await shared.call(), await shared.call()]).toEqual(new Array(2).fill({ answer: JSON.stringify(JSON.stringify(['a', CALLER])) }));
  expect(CALLER.scopes).toEqual(['mcp']);
});

describe('a module', () => {
  test.each<[string, unknown]>([
    ['that is compiled to CommonJS', { __esModule: true, default: () => 1 }],
    ['whose exports are the function', () => 1],
    ['that import() wraps', { default: { __esModule: true, default: () => 1 } }],
  ])('%s runs', async (_what, module) => {
    expect(await runner({ m: module }).call()).toEqual({ answer: '1' });
  });

  test.each<[string, unknown, string]>([
    ['without a default export', { run: () => 1 }, 'missing'],
    ['that exports an object', { default: { run: () => 1 } }, 'of the type object, not a function'],
    ['that exports a text', { default: 'run' }, 'of the type string, not a function'],
    ['that exports null', null, 'missing'],
  ])('%s is not runnable, and the log says why', async (_what, module, why) => {
    expect(await runner({ m: module }).call()).toEqual({
      failure: 'not_runnable', code: 'Tool.NoDefaultExport', detail: expect.stringContaining(`the default export of m is ${why}`),
    });
  });

  test('that cannot be loaded is not runnable, and is tried again at the next call', async () => {
    const { call, loads } = runner({ m: new Error('Cannot find module "zod"'), good: () => 1 });

    expect(await Promise.all([call('m'), call('good')])).toEqual([
      { failure: 'not_runnable', code: 'Tool.LoadError', detail: expect.stringContaining('Cannot find module') }, { answer: '1' },
    ]);
    await call('m');
    expect(loads).toEqual(['m', 'good', 'm']);
  });
});
