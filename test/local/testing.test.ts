import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { synthesize } from '../clients/local-server';
import { mockApi, writeAssembly } from '../support/local/assembly';
import { temporaryDirectory } from '../support/temporary-directory';
import { type TestedRemoteMcpServer } from 'cdk-remote-mcp-server/testing';

const BUNDLES = path.join(import.meta.dirname, '..', '..', 'assets', 'local', 'testing');
const { startRemoteMcpServer } = await import(path.join(BUNDLES, 'index.mjs')) as typeof import('cdk-remote-mcp-server/testing');

const NEW_YEAR = new Date('2030-01-01T00:00:00Z');
const FORECAST = { name: 'get_forecast', arguments: { city: 'Oslo' } };
const SUNNY = { city: 'Oslo', days: 1, summary: 'sunny' };

type Client = Awaited<ReturnType<TestedRemoteMcpServer['client']>>;

describe('a server for tests', () => {
  let app: string;
  let server: TestedRemoteMcpServer;
  let reader: Client;
  beforeAll(async () => {
    app = await synthesize('test/clients/sign-in/app.ts', path.join(temporaryDirectory('testing'), 'cdk.out'));
    server = await startRemoteMcpServer(app, { time: NEW_YEAR });
    reader = await server.client('reader');
  }, 120_000);
  afterAll(() => server?.close());

  test('lets a client in, for which a person has signed in', async () => {
    await expect(reader.callTool(FORECAST)).resolves.toMatchObject({ structuredContent: SUNNY });
    expect(reader.getNegotiatedProtocolVersion()).toBe('2026-07-28');
  });

  test('gives each person what they may have', async () => {
    const admin = await server.client('admin');

    await expect(admin.callTool({ name: 'whoami' })).resolves.toMatchObject({ content: [{ text: expect.stringContaining('weather:admin') }] });
    await expect(reader.callTool({ name: 'whoami' })).rejects.toThrow('weather:admin');
  });

  test('gives a client no more scopes than it asks for', async () => {
    const modest = await server.client('admin', { scopes: ['weather:read'] });

    await expect(modest.callTool(FORECAST)).resolves.toMatchObject({ structuredContent: SUNNY });
    await expect(modest.callTool({ name: 'whoami' })).rejects.toThrow();
  });

  test('hands options on to the client', async () => {
    const older = await server.client('reader', { versionNegotiation: { mode: 'legacy' } });

    expect(older.getNegotiatedProtocolVersion()).toBe('2025-11-25');
  });

  test('says who cannot sign in, and who can', async () => {
    await expect(server.client('nobody')).rejects.toMatchObject({ code: 'SignInFailed', message: expect.stringMatching(/^"nobody" could not sign in.*Robin Reader.*Alex Admin/) });
  });

  test('says what a tool was asked and answered', async () => {
    const forecast = server.tool('get_forecast');
    await forecast.forgetCalls();

    await reader.callTool(FORECAST);

    expect(await forecast.calls()).toMatchObject([{ event: { ...FORECAST, caller: { scopes: ['weather:read'] } }, answer: SUNNY }]);
    expect(await server.tool('whoami').calls()).not.toContainEqual(expect.objectContaining({ event: expect.objectContaining({ name: 'get_forecast' }) }));
  });

  describe('lets a tool', () => {
    const forecast = () => server.tool('get_forecast');
    afterAll(() => forecast().recovers());

    test('fail, and the model learns no reason', async () => {
      await forecast().fails('no weather today');
      const { isError, content } = await reader.callTool(FORECAST);

      expect({ isError, text: JSON.stringify(content) }).toEqual({ isError: true, text: expect.not.stringContaining('no weather') });
      expect((await forecast().calls()).at(-1)).toMatchObject({ error: { errorType: 'Error', errorMessage: 'no weather today' } });
      expect((await server.logs()).join('\n')).toContain('no weather today');
    });

    test('be throttled', async () => {
      await forecast().isThrottled();

      await expect(reader.callTool(FORECAST)).resolves.toMatchObject({ isError: true, content: [{ text: expect.stringContaining('busy') }] });
    });

    test('be slow, which others do not wait for', async () => {
      await forecast().isSlow(500);
      const answered: string[] = [];
      const slow = reader.callTool(FORECAST).then(() => answered.push('the slow one'));
      await reader.listTools();
      answered.push('another');
      await slow;

      expect(answered).toEqual(['another', 'the slow one']);
    });

    test('recover', async () => {
      await forecast().fails();
      await forecast().recovers();

      await expect(reader.callTool(FORECAST)).resolves.toMatchObject({ structuredContent: SUNNY });
    });
  });

  test('refuses to spy on what is not there, which would see nothing', () => {
    expect(() => server.tool('get_forcast')).toThrow(expect.objectContaining({ code: 'ToolNotFound', message: expect.stringMatching(/^there is no tool "get_forcast"; there are: .*get_forecast/) }));
  });

  test('says what clients asked, whatever answered', async () => {
    await reader.callTool(FORECAST);
    await reader.callTool({ name: 'get_forecast', arguments: {} }).catch(() => undefined);

    expect((await server.requests()).slice(-2)).toMatchObject([
      { method: 'tools/call', ...FORECAST, status: 200, outcome: 'ok', failed: false, answer: { structuredContent: SUNNY } },
      { method: 'tools/call', name: 'get_forecast', arguments: {}, failed: true },
    ]);
  });

  test.each([['mcp', 502], ['authorizer', 503], ['oauth', 502]] as const)('lets its own function for %s fail, and recover: clients get %i', async (name, status) => {
    const ask = async () => (name === 'oauth'
      ? await fetch(`${server.issuer}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'none' }) })
      : await fetch(server.mcpUrl, { method: 'POST', headers: { authorization: `Bearer ${token}` } })).status;
    const token = 'of nobody';
    const working = await ask();
    for (const goWrong of [() => server.part(name).fails(), () => server.part(name).isThrottled()]) {
      await goWrong();
      // The function for MCP is asked only where the authorizer lets somebody in.
      const failing = name === 'mcp' ? await reader.callTool(FORECAST).catch((error: { status?: number }) => error.status) : await ask();
      expect(failing).toBe(status);
    }
    await server.part(name).recovers();
    expect(await ask()).toBe(working);
  });

  test('stands still in time, and goes where it is set: an access token expires, and the client gets another', async () => {
    const timeOf = (line: string) => /"timestamp":"([^"]+)"/.exec(line)?.[1];
    const before = (await server.logs()).map(timeOf).filter((time) => time !== undefined);
    await server.setTime(new Date('2030-01-01T02:00:00Z'));
    await reader.callTool(FORECAST);
    const after = (await server.logs()).slice(before.length);

    expect(new Set(before)).toEqual(new Set([NEW_YEAR.toISOString()]));
    expect(after.filter((line) => line.includes('"route":"/token"')).map(timeOf)).toEqual(['2030-01-01T02:00:00.000Z']);
  });
});

test('a server whose clock goes on says how to let it stand still', async () => {
  const resources = mockApi();
  const marker = { RemoteMcpServer: { mcpUrl: 'https://example.com/mcp', issuer: 'https://example.com' } };
  const stage = { ...resources.Stage as object, Metadata: marker };
  const server = await startRemoteMcpServer(writeAssembly({ Main: { Resources: { ...resources, Stage: stage } } }));

  await expect(server.setTime(NEW_YEAR)).rejects.toThrow('`time`');
  await server.close();
  await expect(server.logs()).rejects.toThrow('closed');
  await expect(server.client()).rejects.toThrow('the server has been closed');
  await server.close();
});

test('a tool without a function of its own cannot be spied on, and the error says what sees it', async () => {
  const resources = mockApi();
  const marker = { RemoteMcpServer: { mcpUrl: 'https://example.com/mcp', offered: { tools: [{ name: 'coded' }], resources: [], prompts: [] } } };
  const app = writeAssembly({ Main: { Resources: { ...resources, Stage: { ...resources.Stage as object, Metadata: marker } } } });
  const server = await startRemoteMcpServer(app);
  try {
    expect(() => server.tool('coded')).toThrow(expect.objectContaining({ code: 'ToolWithoutFunction', message: expect.stringContaining('requests() has its calls') }));
  } finally {
    await server.close();
  }
});

test('any number of servers is started in a process, which is not warned of listeners', async () => {
  const resources = mockApi();
  const marker = { RemoteMcpServer: { mcpUrl: 'https://example.com/mcp' } };
  const app = writeAssembly({ Main: { Resources: { ...resources, Stage: { ...resources.Stage as object, Metadata: marker } } } });
  const before = process.listenerCount('exit');
  const servers = await Promise.all(Array.from({ length: 3 }, () => startRemoteMcpServer(app)));
  expect(process.listenerCount('exit')).toBe(before + 1);
  await Promise.all(servers.map((server) => server.close()));
  expect(process.listenerCount('exit')).toBe(before);
});

test.each([
  ['there is no assembly', () => temporaryDirectory('nothing'), 'CloudAssemblyNotFound'],
  ['it holds another API', () => writeAssembly({ Main: { Resources: mockApi() } }), 'NoRemoteMcpServer'],
])('an error says that %s', async (_, assembly, code) => {
  await expect(startRemoteMcpServer(assembly())).rejects.toMatchObject({ code });
});

test('a process whose test forgot to close the server ends, and leaves nothing', async () => {
  const resources = mockApi();
  const marker = { RemoteMcpServer: { mcpUrl: 'https://example.com/mcp', issuer: 'https://example.com' } };
  const app = writeAssembly({ Main: { Resources: { ...resources, Stage: { ...resources.Stage as object, Metadata: marker } } } });
  const TMPDIR = temporaryDirectory('tmp');
  const program = `require(${JSON.stringify(path.join(BUNDLES, 'index.cjs'))}).startRemoteMcpServer(${JSON.stringify(app)}).then(({ mcpUrl }) => console.log(mcpUrl));`;

  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env: { ...process.env, NODE_OPTIONS: '', TMPDIR } });

  expect(stdout).toBe('https://example.com/mcp\n');
  expect(readdirSync(TMPDIR)).toEqual([]);
});

test('a Node.js that is too old is said to be', async () => {
  const program = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); require(${JSON.stringify(path.join(BUNDLES, 'index.cjs'))}).startRemoteMcpServer('cdk.out').catch(({ code, message }) => console.log(code, message));`;

  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env: { ...process.env, NODE_OPTIONS: '' } });

  expect(stdout).toBe('NodeTooOld Node.js 20.20.2 is too old: cdk-remote-mcp-server/testing needs 22 or newer\n');
});
