import { type ChildProcess, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCredentials } from '../../../local/aws/credentials';
import { UnpackedFunction } from '../../../local/functions/deployment-package';
import { FunctionDefinition } from '../../../local/functions/function-definition';
import { functionEnvironment } from '../../../local/functions/function-environment';
import { FunctionPool } from '../../../local/functions/function-pool';
import { buffered } from '../../../local/functions/invocation';

import { interpretersInUse, refusalOf } from '../../../local/functions/runtimes';
import { parseStandIn } from '../../../local/functions/stand-in';
import { Fixture, RUNTIMES, serve, serveFixture, synthesizeFixture } from '../../support/local/gateway-fixture';
import { send } from '../../support/local/http';
import { temporaryDirectory } from '../../support/temporary-directory';

const definition: FunctionDefinition = {
  name: 'fn',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:fn',
  declaredAs: 'Main/Fn01234567',
  versions: new Map(),
  region: 'eu-central-1',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  environment: { OWN: 'value' },
  code: { type: 'inline', source: '' },
  layers: [],
  gaps: [],
};

describe('runtimes', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await serveFixture();
  }, 90_000);
  afterAll(() => fixture.stop());
  const body = async (route: string) => (await send(`${fixture.url}${route}`)).text;

  test('Node.js finds the modules of its layers', async () => {
    expect(await body('/layered')).toBe('hello layer');
  });

  test('Python runs from its asset, with its layer, its context and its environment', async () => {
    const answer = await send(`${fixture.url}/python`);
    expect(answer.text).toBe(`see ${fixture.url}`);
    expect(answer.headers).toMatchObject({ 'x-greeting': 'hello Python', 'x-remaining': 'True', 'x-function': expect.stringMatching(/^Gateway-Python/) });
  });

  test('Python errors are failures', async () => {
    expect((await send(`${fixture.url}/python?fail=1`)).status).toBe(502);
    expect(fixture.logs).toContain('ValueError: refused by Python');
  });

  test('a custom runtime runs its bootstrap', async () => {
    expect(await body('/custom')).toBe('custom anything');
  });

  test('callback handlers run up to Node.js 22, and not on 24, as on Lambda', async () => {
    expect(await body('/callback')).toBe('called back');
    expect((await send(`${fixture.url}/callback24`)).status).toBe(502);
    expect(fixture.logs.join('\n')).toMatch(/knows no callback handlers/);
  });

  test('one that cannot run here is named at the start and when it is called', async () => {
    const message = expect.stringMatching(/^Gateway\/DotNet[0-9A-F]{8} cannot run here: .* cannot run its runtime dotnet8; .*: --function DotNet='dotnet run'$/);
    expect(fixture.gateway.warnings).toEqual([message]);
    expect((await send(`${fixture.url}/dotnet`)).status).toBe(502);
    expect(fixture.logs).toContainEqual(message);
  });
});

describe('a function', () => {
  const unpacked: UnpackedFunction = { taskRoot: '/task', layerRoot: '/layers' };

  test('is told what Lambda tells it', () => {
    expect(functionEnvironment(definition, unpacked, { AWS_ENDPOINT_URL_LAMBDA: 'http://x', AWS_ACCESS_KEY_ID: 'of this start' }, '127.0.0.1:1')).toMatchObject({
      OWN: 'value',
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'fn',
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1',
      AWS_ENDPOINT_URL_LAMBDA: 'http://x',
      AWS_ACCESS_KEY_ID: 'of this start',
      LAMBDA_TASK_ROOT: '/task',
      _HANDLER: 'index.handler',
      NODE_PATH: '/layers/nodejs/node24/node_modules:/layers/nodejs/node_modules:/task/node_modules',
    });
  });

  test('is not told the secrets of the person at the terminal', () => {
    process.env.SECRET_OF_THE_DEVELOPER = 'x';
    expect(functionEnvironment(definition, unpacked, {}, '127.0.0.1:1')).not.toHaveProperty('SECRET_OF_THE_DEVELOPER');
    delete process.env.SECRET_OF_THE_DEVELOPER;
  });

  const host = () => ({
    app: fixtureDirectory, workDirectory: fixtureDirectory, runtimesDirectory: RUNTIMES, services: {}, credentialsOf: createCredentials, log: () => undefined,
  });
  const run = async (source: Partial<FunctionDefinition>, payload = '{}') => {
    const pool = new FunctionPool({ ...definition, ...source }, host());
    try {
      const { payload: answer, failed } = await buffered(await pool.invoke(Buffer.from(payload)), 'r');
      return { failed, answer: JSON.parse(answer.toString('utf8')) as { errorType?: string; errorMessage?: string } };
    } finally {
      await pool.stop();
    }
  };
  let fixtureDirectory: string;
  beforeAll(() => {
    fixtureDirectory = temporaryDirectory('pool');
  });
  const inline = (source: string) => ({ code: { type: 'inline' as const, source } });

  test('handles one request after the other in the same process', async () => {
    const pool = new FunctionPool({ ...definition, ...inline('let count = 0; exports.handler = async () => [process.pid, ++count]') }, host());
    const call = async () => JSON.parse((await buffered(await pool.invoke(Buffer.from('{}')), 'r')).payload.toString('utf8')) as [number, number];
    const answers = [await call(), await call(), await call()];
    await pool.stop();
    expect(answers).toEqual([1, 2, 3].map((count) => [answers[0][0], count]));
  });

  test('has a Runtime API also where its runtime has a pipe, as on Lambda, which answers it alone', async () => {
    const { answer } = await run(inline(`exports.handler = async () => {
      const status = async (address, path) => (await fetch('http://' + address + path, { method: 'POST' })).status;
      const address = process.env.AWS_LAMBDA_RUNTIME_API;
      return [await status(address, '/2018-06-01/runtime/none'), await status(address.split('/')[0], '/2018-06-01/runtime/none')];
    }`));
    expect(answer).toEqual([404, 403]);
  });

  test('runs at most ten at a time; the rest waits', async () => {
    const pool = new FunctionPool({ ...definition, ...inline('exports.handler = async () => { await new Promise((resolve) => setTimeout(resolve, 50)); return process.pid; }') }, host());
    const pids = await Promise.all(Array.from({ length: 25 }, async () => (await buffered(await pool.invoke(Buffer.from('{}')), 'r')).payload.toString('utf8')));
    await pool.stop();
    expect(new Set(pids).size).toBeLessThanOrEqual(10);
  });

  test('knows how much time it has left', async () => {
    const { answer } = await run(inline('exports.handler = async (event, context) => context.getRemainingTimeInMillis()'));
    expect(Number(answer)).toBeGreaterThan(0);
    expect(Number(answer)).toBeLessThanOrEqual(3000);
  });

  test.each([
    ['whose time is over', inline('exports.handler = () => new Promise((resolve) => setTimeout(resolve, 60000))'), 'Sandbox.Timedout', /Task timed out after 1\.00 seconds/],
    ['that never yields', inline('exports.handler = async () => { for (;;); }'), 'Sandbox.Timedout', /Task timed out/],
    ['whose module cannot be read', inline('this is no JavaScript'), 'Runtime.UserCodeSyntaxError', /SyntaxError/],
    ['whose module is missing', { handler: 'nowhere.handler', ...inline('') }, 'Runtime.ImportModuleError', /Cannot find module/],
    ['without its handler', inline('exports.other = 1'), 'Runtime.HandlerNotFound', /index\.handler/],
    ['that throws', inline('exports.handler = async () => { throw new RangeError("too far") }'), 'RangeError', /too far/],
    ['whose process ends', inline('exports.handler = async () => process.exit(7)'), 'Runtime.ExitError', /exit status 7/],
    ['with a bootstrap that is not there', { runtime: 'provided.al2023', code: { type: 'asset' as const, path: import.meta.dirname } }, 'Runtime.InvalidEntrypoint', /no executable "bootstrap"/],
  ])('%s fails as on Lambda', async (_name, source, errorType, message) => {
    const { failed, answer } = await run({ timeoutSeconds: 1, ...source });
    expect([failed, answer.errorType, answer.errorMessage]).toEqual([true, errorType, expect.stringMatching(message)]);
  });

  const asset = (files: { readonly [name: string]: string }, mode = 0o644) => {
    const directory = temporaryDirectory('asset');
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(path.join(directory, name), text, { mode, encoding: 'latin1' });
    }
    return { code: { type: 'asset' as const, path: directory } };
  };

  test.each([
    ['an ES module', { handler: 'outer.handler', ...asset({ 'outer.mjs': 'import { a } from "./inner.mjs";', 'inner.mjs': 'export const a = 1;\nexport const b = {;\n' }) }, 'Runtime.UserCodeSyntaxError', /^SyntaxError: Unexpected token ';' \(inner\.mjs:2\)$/],
    ['CommonJS', { handler: 'outer.handler', ...asset({ 'outer.cjs': 'require("./inner.cjs");', 'inner.cjs': '\n\nexports.a = {;\n' }) }, 'Runtime.UserCodeSyntaxError', /^SyntaxError: Unexpected token ';' \(inner\.cjs:3\)$/],
    ['Python', { runtime: 'python3.13', handler: 'app.handler', ...asset({ 'app.py': 'a = 1\ndef handler(event, context)\n    return a\n' }) }, 'Runtime.UserCodeSyntaxError', /^Syntax error in module 'app': .*\(app\.py, line 2\)$/],
    ['Python, in a module that is imported', { runtime: 'python3.13', handler: 'app.handler', ...asset({ 'app.py': 'import other', 'other.py': '\na = (' }) }, 'Runtime.UserCodeSyntaxError', /other\.py, line 2\)$/],
    ['Python, without its handler', { runtime: 'python3.13', handler: 'app.handler', ...asset({ 'app.py': 'a = 1' }) }, 'Runtime.HandlerNotFound', /^Handler 'handler' missing on module 'app'$/],
    ['a bootstrap that is not executable', { runtime: 'provided.al2023', ...asset({ bootstrap: '#!/bin/sh' }) }, 'Runtime.InvalidEntrypoint', /bootstrap is not executable .*chmod \+x.*--function Fn='go run/],
    ['a bootstrap of another machine', { runtime: 'provided.al2023', ...asset({ bootstrap: '\x7fELF'.padEnd(18, '\0') + (process.arch === 'x64' ? '\xb7' : '\x3e') + '\0' }, 0o755) }, 'Runtime.InvalidEntrypoint', /its bootstrap is (a program for Linux|built for)/],
  ])('says where %s is wrong', async (_what, source, errorType, message) => {
    const { answer } = await run(source);
    expect([answer.errorType, answer.errorMessage]).toEqual([errorType, expect.stringMatching(message)]);
  });

  test('whose interpreter the machine lacks says which, and what to do', () => {
    expect(refusalOf({ ...definition, runtime: 'ruby3.4' }, { PATH: fixtureDirectory, HOME: fixtureDirectory }))
      .toBe("ruby3.4 needs Ruby, which this machine does not have: install it, or give a command that runs the function: --function Fn='docker run …'");
  });

  test('that is a container image names the command that could stand for it', () => {
    expect(refusalOf({ ...definition, runtime: 'container image', code: { type: 'image' } }, process.env)).toMatch(/^it is a container image, .*: --function Fn='docker run .* IMAGE'$/);
  });

  test('that runs on another version than on AWS is said to', () => {
    const lines = interpretersInUse([definition, { ...definition, runtime: 'nodejs4.x', declaredAs: 'Main/Old01234567' }, { ...definition, runtime: 'nodejs4.x', declaredAs: 'Main/Older' }], { PATH: '', HOME: fixtureDirectory });
    expect(lines).toEqual([expect.stringMatching(/^nodejs4\.x runs on Node\.js \d+\.\d+\.\d+ here, the nearest that this machine has: Old, Older$/)]);
  });

  test('that is in Python is said to run on which interpreter, whatever its version', () => {
    const home = temporaryDirectory('pythons');
    const command = path.join(home, '.pyenv/versions/3.12.4/bin/python3');
    mkdirSync(path.dirname(command), { recursive: true });
    writeFileSync(command, '');
    const on = (runtime: string, declaredAs: string) => ({ ...definition, runtime, declaredAs });
    expect(interpretersInUse([on('python3.12', 'Main/One01234567'), on('python3.12', 'Main/Two01234567'), on('nodejs24.x', 'Main/Three')], { PATH: '', HOME: home }))
      .toEqual([`python3.12 runs here on ${command}: One, Two`]);
    expect(interpretersInUse([on('python3.11', 'Main/One01234567')], { PATH: '', HOME: home }))
      .toEqual([`python3.11 runs on Python 3.12 here, the nearest that this machine has, ${command}: One`]);
  });
});

describe('a command in the place of a function', () => {
  const BOOTSTRAP = path.join(import.meta.dirname, '..', '..', 'fixtures', 'gateway', 'custom-runtime', 'bootstrap');

  /** Processes of a group, but for those that nobody has buried. */
  const living = (group: number) => execFileSync('ps', ['-A', '-o', 'pgid=,stat=,args='], { encoding: 'utf8' }).split('\n').filter((line) => new RegExp(`^\\s*${group}\\s+[^Z]`).test(line));

  test('answers for a runtime that does not run here, and is ended with what it started', async () => {
    const processes: ChildProcess[] = [];
    const fixture = await serve(await synthesizeFixture(), {
      // A shell of its own: what it starts is not the process that was started.
      standIns: new Map([parseStandIn(`DotNet=sleep 1000 & sh ${BOOTSTRAP}; true`)]), onFunctionProcess: (_name, child) => processes.push(child),
    });
    try {
      expect(fixture.gateway.warnings).toEqual([]);
      expect((await send(`${fixture.url}/dotnet`)).text).toBe('custom Example::Handle');
    } finally {
      await fixture.stop();
    }
    // The last of them may need a moment to die.
    for (let attempt = 0; attempt < 50 && living(processes[0].pid!).length > 0; attempt += 1) {
      continue;
    }
    expect(living(processes[0].pid!)).toEqual([]);
  }, 90_000);
});
