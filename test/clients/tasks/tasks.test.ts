import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { resultFromTaskOutcome, taskViewFromExecutionEvent } from '@modelcontextprotocol/ext-tasks/client';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { taskSession } from '../../examples/support/task-session';
import { temporaryDirectory } from '../../support/temporary-directory';
import { serveVersion2, type Upstream } from '../../support/upstream-servers';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../local-server';

type Result = { readonly content: readonly { readonly text: string }[]; readonly isError?: boolean };

class Signal {
  give!: () => void;
  readonly given = new Promise<void>((resolve) => {
    this.give = resolve;
  });
}

/** Requests by what they wait for: each arrives, and is answered once it may go on. */
class Gates {
  private readonly gates = new Map<string, { readonly arrived: Signal; readonly open: Signal }>();

  async pass(name: string): Promise<void> {
    this.gate(name).arrived.give();
    await this.gate(name).open.given;
  }

  arrival(name: string): Promise<void> {
    return this.gate(name).arrived.given;
  }

  open(name: string): void {
    this.gate(name).open.give();
  }

  private gate(name: string) {
    const gate = this.gates.get(name) ?? { arrived: new Signal(), open: new Signal() };
    this.gates.set(name, gate);
    return gate;
  }
}

const gates = new Gates();
let api: Server;
let remote: Upstream;
let server: LocalServer;
let client: Client;
let tasks: ReturnType<typeof taskSession>;

const farServer = () => {
  const far = new McpServer({ name: 'far', version: '1' });
  far.registerTool('wait', { description: 'Waits', inputSchema: z.object({ name: z.string() }) }, async ({ name }, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    await mcpReq.notify({ method: 'notifications/progress', params: { progressToken: progressToken!, progress: 1, total: 2, message: 'part 1' } });
    await gates.pass(name);
    return { content: [{ type: 'text', text: `${name} there` }] };
  });
  return far;
};

beforeAll(async () => {
  const directory = temporaryDirectory('tasks');
  api = createServer((request, response) => {
    const name = request.url!.split('/').at(-1)!;
    void gates.pass(name).then(() => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ passed: name })));
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  remote = await serveVersion2(farServer);
  const lockFile = join(directory, 'far.lock.json');
  await promisify(execFile)(process.execPath, [join('assets', 'local', 'cli.mjs'), 'lock', remote.url, '--output', lockFile], { env: { ...process.env, NODE_OPTIONS: '' } });
  server = await startLocalServer({
    endpoint: 'stage',
    app: await synthesize('test/clients/tasks/app.ts', join(directory, 'cdk.out'), {
      API_URL: `http://127.0.0.1:${(api.address() as AddressInfo).port}`, REMOTE_URL: remote.url, LOCK_FILE: lockFile, NODE_DISABLE_COMPILE_CACHE: '1',
    }),
  });
  const token = await machineToken(server);
  client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.mcpUrl), { requestInit: { headers: { Authorization: `Bearer ${token}` } } }));
  tasks = taskSession(client, server.mcpUrl, token, () => ({ action: 'decline' }));
}, 120_000);
afterAll(async () => {
  await tasks?.close();
  await client?.close();
  await server?.stop();
  await remote?.close();
  api?.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
});

/** Starts a task, and lets it end once its client has seen what is expected. */
async function follow(tool: string, name: string, expected: { readonly status: string; readonly statusMessage?: string }) {
  const execution = await tasks.callTool<Result>(tool, { name });
  expect(execution.kind).toBe('task');
  await gates.arrival(name);
  const { outcome } = await execution.settle({
    onEvent: (event) => {
      const { status, statusMessage } = taskViewFromExecutionEvent(event) ?? {};
      if (status === expected.status && statusMessage === expected.statusMessage) {
        gates.open(name);
      }
    },
  });
  return resultFromTaskOutcome(outcome);
}

test.each(['requested', 'only', 'described'])('a request to an API, %s, is a task', async (tool) => {
  expect(await follow(tool, tool, { status: 'working' })).toMatchObject({ content: [{ text: JSON.stringify({ passed: tool }) }] });
});

test('a tool of another server is a task, and its progress the message of the task', async () => {
  expect(await follow('far_wait', 'far', { status: 'working', statusMessage: 'part 1' })).toMatchObject({ content: [{ text: 'far there' }] });
});

test('what a function reports in the item of its call is the message of its task', async () => {
  expect(await follow('transcode', 'video', { status: 'working', statusMessage: 'part 1' })).toMatchObject({ content: [{ text: 'transcoded' }] });
});

test('a client that knows no tasks waits for the same tool, and hears its progress', async () => {
  const heard: unknown[] = [];
  const result = await client.callTool({ name: 'transcode', arguments: { name: 'plain' } }, {
    onprogress: (progress) => {
      heard.push(progress);
      gates.open('plain');
    },
  });

  expect(result).toMatchObject({ content: [{ text: 'transcoded' }] });
  expect(heard).toEqual([{ progress: 1, total: 2, message: 'part 1' }]);
});

test('a function whose task was cancelled finds that in the item of its call', async () => {
  const execution = await tasks.callTool<Result>('transcode', { name: 'unwanted' });
  await gates.arrival('unwanted');
  await execution.cancel();
  gates.open('unwanted');
  await gates.arrival('unwanted-cancelled');
  gates.open('unwanted-cancelled');
});
