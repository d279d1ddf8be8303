import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mockApi, writeAssembly } from '../support/local/assembly';
import { answers, write, writeDevApp } from '../support/local/dev-app';
import { synthesizeFixture } from '../support/local/gateway-fixture';
import { send } from '../support/local/http';
import { temporaryDirectory } from '../support/temporary-directory';

const CLI = path.join(import.meta.dirname, '..', '..', 'assets', 'local', 'cli.mjs');

describe('the packaged command', () => {
  const children: ChildProcess[] = [];
  afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

  const start = (...args: string[]) => startIn(process.cwd(), ...args);

  const startIn = (cwd: string, ...args: string[]) => startWith({}, cwd, ...args);

  function startWith(environment: NodeJS.ProcessEnv, cwd: string, ...args: string[]) {
    const child = spawn(process.execPath, [CLI, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true, env: { ...process.env, NODE_OPTIONS: '', ...environment } });
    children.push(child);
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      output.stdout += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output.stderr += chunk.toString();
    });
    return { child, output, closed: once(child, 'close').then(([code]) => code as number), line: once(createInterface({ input: child.stdout }), 'line').then(([line]) => line as string) };
  }

  const marked = () => {
    const resources = mockApi();
    const url = { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/live' };
    const metadata = { mcpUrl: { 'Fn::Join': ['', [url, '/mcp']] }, issuer: url, registrationEndpoint: { 'Fn::Join': ['', [url, '/register']] }, initialAccessTokenSecretArn: { Ref: 'Secret' }, declaredClients: [{ clientId: 'nightly-report', secretArn: { Ref: 'Secret' } }] };
    return {
      ...resources,
      Stage: { ...resources.Stage as object, Metadata: { RemoteMcpServer: metadata } },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'the-token' } },
    };
  };
  let app: string;
  beforeAll(() => {
    app = writeAssembly({ Main: { Resources: marked() } });
  });

  test('says in its first line where the server is, and the rest on stderr', async () => {
    const { child, output, line, closed } = start('local', '--app', app, '--port', '0', '--json');
    const served = JSON.parse(await line) as { mcpUrl: string; issuer: string; localPage: string };
    expect(served).toEqual({
      mcpUrl: expect.stringMatching(/^http:\/\/localhost:\d+\/live\/mcp$/),
      issuer: served.mcpUrl.replace('/mcp', ''),
      registrationEndpoint: served.mcpUrl.replace('/mcp', '/register'),
      initialAccessToken: 'the-token',
      declaredClients: [{ clientId: 'nightly-report', clientSecret: 'the-token' }],
      localPage: `${new URL(served.mcpUrl).origin}/_local`,
    });
    expect((await send(served.localPage)).text).toContain(served.mcpUrl);
    expect((await send(served.issuer)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await closed).toBe(0);
    expect(output.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(output.stderr).toMatch(/GET +\/live 200 \d+ ms/);
  });

  test('shows people the URL and every request', async () => {
    const { child, output, closed } = start('local', '--app', app, '--port', '0');
    while (!output.stdout.includes('Ctrl-C')) {
      await once(child.stdout!, 'data');
    }
    const url = /http:\/\/localhost:\d+\/live/.exec(output.stdout)![0];
    await send(`${url}/nowhere`);
    child.kill('SIGINT');
    expect(await closed).toBe(0);
    expect(output.stdout).toMatch(/GET +\/live\/nowhere 403 \d+ ms no such route/);
    expect(output.stdout).not.toContain('\u001b');
  });

  test('stops with its functions and leaves nothing behind', async () => {
    const before = readdirSync(tmpdir());
    const { child, line, closed } = start('local', '--app', await synthesizeFixture(), '--port', '0', '--json');
    const { url } = JSON.parse(await line) as { url: string };
    const pid = Number((await send(`${url}/answers?answer=wait&ms=0`)).text);
    expect(existsSync(`/proc/${pid}`) || process.platform !== 'linux').toBe(true);
    child.kill('SIGTERM');
    expect(await closed).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await expect(send(url)).rejects.toThrow(/ECONNREFUSED/);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('remote-mcp-') && !before.includes(name))).toEqual([]);
  }, 90_000);

  test('ends with the command of the Python package, which tells it nothing', async () => {
    const kernel = path.join(temporaryDirectory('kernel'), 'jsii-kernel-x');
    mkdirSync(kernel);
    symlinkSync(path.dirname(path.dirname(CLI)), path.join(kernel, 'assets'));
    const [command, ...args] = [path.join(kernel, 'assets', 'local', 'cli.mjs'), 'local', '--app', app, '--port', '0', '--json'];
    const code = `require('node:child_process').spawn(process.execPath, ${JSON.stringify([command, ...args])}, { stdio: 'inherit' })`;
    const parent = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, NODE_OPTIONS: '' } });
    children.push(parent);
    const [line] = await once(createInterface({ input: parent.stdout }), 'line') as [string];
    const closed = once(parent.stdout, 'close');
    parent.kill('SIGKILL');
    // The pipe is closed when the last process that holds it has ended.
    await closed;
    await expect(send((JSON.parse(line) as { mcpUrl: string }).mcpUrl)).rejects.toThrow(/ECONNREFUSED/);
  });

  test('ends with an error that says what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const cases: [string[], RegExp][] = [
      [['local', '--app', path.join(tmpdir(), 'no-such-assembly')], /^remote-mcp: no cloud assembly in .*run "cdk synth" first.*\[CloudAssemblyNotFound\]\n$/],
      [['local', '--app', app, '--port', String(port)], /^remote-mcp: port \d+ .*choose one with --port.*\[PortTaken\]\n$/],
      [['local', '--app', app, '--stack', 'Other'], /the assembly holds: Main \[StackNotFound\]\n$/],
      [['serve'], /\[BadUsage\]\n$/],
    ];
    for (const [args, message] of cases) {
      const { output, closed } = start(...args);
      expect(await closed).toBe(1);
      expect(output.stderr).toMatch(message);
      expect(output.stdout).toBe('');
    }
    taken.close();
  }, 60_000);

  test.each([[[]], [['--fresh']]])('dev %j ends where its port is taken, and touches nothing of the one that may run there', async (args) => {
    const directory = writeDevApp();
    write(directory, '.remote-mcp/state/secrets.json', '{"a":"kept"}');
    write(directory, '.remote-mcp/renewed/1/index.mjs', answers('one'));
    const files = () => readdirSync(directory, { recursive: true }).sort();
    const before = files();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { output, closed } = startIn(directory, 'dev', '--port', String((taken.address() as { port: number }).port), ...args);
    expect(await closed).toBe(1);
    taken.close();
    expect(output.stderr).toMatch(/^remote-mcp: port \d+ .*choose one with --port.*\[PortTaken\]\n$/);
    expect(output.stdout).toBe('');
    expect(files()).toEqual(before);
    expect(readFileSync(path.join(directory, '.remote-mcp/state/secrets.json'), 'utf8')).toBe('{"a":"kept"}');
  });

  test('a second dev of a directory ends, and touches nothing of the first, whose end or crash leaves it free', async () => {
    const directory = writeDevApp();
    // What one leaves there that is killed.
    const first = startWith({ TMPDIR: temporaryDirectory('tmp') }, directory, 'dev', '--port', '0', '--json');
    const { origin } = new URL((JSON.parse(await first.line) as { localPage: string }).localPage);
    const state = () => readdirSync(path.join(directory, '.remote-mcp'), { recursive: true }).sort();
    const before = state();
    for (const args of [[], ['--fresh']]) {
      const second = startIn(directory, 'dev', '--port', '0', ...args);
      expect(await second.closed).toBe(1);
      expect(second.output.stderr).toBe(`remote-mcp: "remote-mcp dev" serves this directory already (process ${first.child.pid}), and two would write over what each other keeps: `
        + 'end it first, or serve what "cdk synth" wrote by "remote-mcp local", which keeps nothing [AlreadyServed]\n');
    }
    expect(state()).toEqual(expect.arrayContaining(before));
    expect((await send(`${origin}/live/plain`)).text).toBe('one');
    first.child.kill('SIGKILL');
    await first.closed;
    const next = startIn(directory, 'dev', '--port', '0', '--json');
    await next.line;
    next.child.kill('SIGTERM');
    expect(await next.closed).toBe(0);
    expect(existsSync(path.join(directory, '.remote-mcp', 'occupied.json'))).toBe(false);
  }, 60_000);

  test('dev ends where what was synthesized cannot be served at first', async () => {
    const directory = writeDevApp();
    write(directory, '.remote-mcp/state/secrets.json', '{');
    const { output, closed } = startIn(directory, 'dev', '--port', '0');
    expect(await closed).toBe(1);
    expect(output.stderr).toMatch(/\[KeptUnreadable\]\n$/);
    expect(readFileSync(path.join(directory, '.remote-mcp/state/secrets.json'), 'utf8')).toBe('{');
  });

  test.each([[['--help']], [['local', '-h']], [[]]])('explains itself by %j', async (args) => {
    const { output, closed } = start(...args);
    expect(await closed).toBe(0);
    expect(output.stdout).toMatch(/--endpoint stage\|domain/);
  });

  test('says its version', async () => {
    const { output, closed } = start('--version');
    expect(await closed).toBe(0);
    expect(output.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('explains itself, and what it needs, on a Node.js that is too old for it', async () => {
    const old = path.join(temporaryDirectory('old-node'), 'old.cjs');
    writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '20.19.0' });");
    const on = (...args: string[]) => spawnSync(process.execPath, ['--require', old, CLI, ...args], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
    expect(on('--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/--endpoint stage\|domain/) });
    expect(on('--version')).toMatchObject({ status: 0 });
    expect(on('local')).toMatchObject({ status: 1, stderr: 'remote-mcp: Node.js 20.19.0 is too old: the local gateway needs 22 or newer [NodeTooOld]\n' });
  });

  test('ends quietly by Ctrl-C, with a function in Python that waits', async () => {
    const { child, output, line, closed } = start('local', '--app', await synthesizeFixture(), '--port', '0', '--json');
    const { url } = JSON.parse(await line) as { url: string };
    expect((await send(`${url}/python`)).status).toBe(200);
    // A terminal sends it to every process of the group.
    process.kill(-child.pid!, 'SIGINT');
    expect(await closed).toBe(0);
    expect(output.stderr).not.toMatch(/KeyboardInterrupt|Traceback|Error/);
  }, 90_000);
});
