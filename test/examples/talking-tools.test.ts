import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../clients/local-server';
import { type Ask, OFFICIAL_CLIENT_NAMES, OFFICIAL_CLIENTS } from '../clients/official-clients';
import { temporaryDirectory } from '../support/temporary-directory';

let server: LocalServer;
let token: string;
beforeAll(async () => {
  const app = join(temporaryDirectory('talking-tools'), 'cdk.out');
  await synthesize('examples/talking-tools/bin/talking-tools.ts', app, { TSX_TSCONFIG_PATH: join('examples', 'talking-tools', 'tsconfig.json') });
  withBoto3(app);
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server);
}, 120_000);
afterAll(() => server?.stop());

/** Lambda's Python has it; which of this machine's runs the function, and what that one has, is for the gateway to say. */
function withBoto3(app: string): void {
  for (const asset of readdirSync(app).filter((name) => name.startsWith('asset.') && readdirSync(join(app, name)).includes('index.py'))) {
    execFileSync('python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', join(app, asset), 'boto3']);
  }
}

describe.each(OFFICIAL_CLIENT_NAMES)('the official client, %s,', (name) => {
  async function call(tool: string, args: object, ask?: Ask, requestOptions?: object): Promise<{ readonly text: string; readonly isError: boolean }> {
    const client = await OFFICIAL_CLIENTS[name](server.mcpUrl, token, ask);
    try {
      const result = await client.callTool({ name: tool, arguments: { ...args } }, requestOptions);
      const { content, isError } = result as { readonly content: readonly { readonly text: string }[]; readonly isError?: boolean };
      return { text: content[0].text, isError: isError === true };
    } finally {
      await client.close();
    }
  }

  test('confirms, and the tool runs', async () => {
    const asked: string[] = [];
    const result = await call('delete_folder', { path: '/old' }, ({ message }) => {
      asked.push(message);
      return { action: 'accept', content: {} };
    });

    expect(asked).toEqual(['Delete the folder “/old” and all that is in it?']);
    expect(result).toEqual({ text: 'Deleted /old.', isError: false });
  });

  test.each([['decline', 'The user declined'], ['cancel', 'The user did not confirm']] as const)('answers with %s, and the tool does not run', async (action, text) => {
    const result = await call('delete_folder', { path: '/old' }, () => ({ action }));

    expect(result).toEqual({ text: `${text}. The tool did not run.`, isError: true });
  });

  test('that cannot be asked does not run the tool', async () => {
    const called = call('delete_folder', { path: '/old' });
    if (name.endsWith('2026-07-28')) {
      await expect(called).rejects.toMatchObject({ code: -32021 });
    } else {
      await expect(called).resolves.toMatchObject({ text: expect.stringContaining('cannot be asked'), isError: true });
    }
  });

  test('answers a function, once, which keeps its state', async () => {
    let asked = 0;
    const result = await call('book_table', { restaurant: 'Noma' }, () => {
      asked += 1;
      return { action: 'accept', content: { people: 4 } };
    });

    expect(result).toEqual({ text: 'Booked a window seat for 4 at Noma.', isError: false });
    expect(asked).toBe(1);
    await expect(call('book_table', { restaurant: 'Noma' }, () => ({ action: 'decline' }))).resolves.toEqual({ text: 'No table was booked.', isError: false });
  });

  test('answers code in the server, and hears of its progress', async () => {
    const heard: unknown[] = [];
    let asked = 0;
    const result = await call('import_contacts', { count: 3 }, () => {
      asked += 1;
      return { action: 'accept', content: { duplicates: 'replace' } };
    }, {
      // The client of version 2 reports its own rounds, too, and those have no total.
      onprogress: (progress: { readonly total?: number }) => progress.total === undefined || heard.push(progress),
    });

    expect(result).toEqual({ text: 'Imported 3 contacts, replace duplicates.', isError: false });
    expect(asked).toBe(1);
    expect(heard).toEqual([0, 1, 2].map((progress) => ({ progress, total: 3, message: `contact ${progress + 1}` })));
  });
});

const reporting = ['import_orders', 'transcode_video'] as const;
const ARGUMENTS = { import_orders: { count: 3 }, transcode_video: { parts: 3 } };
const RESULTS = { import_orders: 'Imported 3 orders.', transcode_video: 'Transcoded 3 parts.' };

describe.each(reporting)('%s, a function of its own,', (tool) => {
  test.each(OFFICIAL_CLIENT_NAMES)('is heard by the official client, %s', async (name) => {
    const heard: { readonly progress: number; readonly total?: number; readonly message?: string }[] = [];
    const client = await OFFICIAL_CLIENTS[name](server.mcpUrl, token);
    const result = await client.callTool({ name: tool, arguments: ARGUMENTS[tool] }, { onprogress: (progress) => heard.push(progress) });
    await client.close();

    expect(result).toMatchObject({ content: [{ text: RESULTS[tool] }] });
    // Through the table, a later report may come before an earlier one was read.
    expect(heard.at(-1)).toMatchObject({ progress: 3, total: 3, message: expect.stringMatching(/^(order|part) 3$/) });
    expect(heard.map(({ progress }) => progress)).toEqual([...new Set(heard.map(({ progress }) => progress))].sort());
  });

  test('sends what its client asked for, with its token and no nulls, and its result last', async () => {
    const meta = { 'progressToken': 0, 'io.modelcontextprotocol/logLevel': 'info' };
    const { headers, messages } = await modernCall(tool, ARGUMENTS[tool], meta);

    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(messages.filter(({ method }) => method === 'notifications/progress').at(-1)).toEqual({
      jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 0, progress: 3, total: 3, message: expect.any(String) },
    });
    expect(messages.filter(({ method }) => method === 'notifications/message')).toEqual([
      expect.objectContaining({ params: expect.objectContaining({ level: 'info', data: tool === 'import_orders' ? { imported: 3 } : { parts: 3 } }) }),
    ]);
    expect(messages.at(-1)).toMatchObject({ id: 7, result: { content: [{ text: RESULTS[tool] }] } });
    expect(messages.filter((message) => 'result' in message)).toHaveLength(1);
  });

  test('answers a client that asked for nothing with JSON', async () => {
    const { headers, messages } = await modernCall(tool, ARGUMENTS[tool], {});

    expect(headers.get('content-type')).toBe('application/json');
    expect(messages).toMatchObject([{ id: 7, result: { content: [{ text: RESULTS[tool] }] } }]);
  });
});

// T101
test.each(['v2, 2025-11-25', 'v1, 2025-11-25'] as const)('transcode_video ends before its time when the official client, %s, cancels its call', async (name) => {
  const client = await OFFICIAL_CLIENTS[name](server.mcpUrl, token);
  const abort = new AbortController();
  const seen = server.log().length;
  const call = client.callTool({ name: 'transcode_video', arguments: { parts: 10_000 } }, { signal: abort.signal, onprogress: () => abort.abort() });

  await expect(call).rejects.toThrow();
  let said = '';
  while (!said.includes('Cancelled before part')) {
    await delay(20);
    said = server.log().slice(seen);
  }
  expect(said).toMatch(/TranscodeVideo: Cancelled before part \d+ of 10000/);
  await client.close();
});

test('the official client of 2026-07-28 that hangs up does no harm: its next call is answered', async () => {
  const client = await OFFICIAL_CLIENTS['v2, 2026-07-28'](server.mcpUrl, token);
  const abort = new AbortController();
  const call = client.callTool({ name: 'transcode_video', arguments: { parts: 300 } }, { signal: abort.signal, onprogress: () => abort.abort() });
  await expect(call).rejects.toThrow();
  expect(abort.signal.aborted).toBe(true);

  await expect(client.callTool({ name: 'transcode_video', arguments: { parts: 3 } })).resolves.toMatchObject({ content: [{ text: 'Transcoded 3 parts.' }] });
  await client.close();
});

interface ServerMessage {
  readonly method?: string;
  readonly params?: object;
  readonly id?: number;
  readonly result?: object;
}

async function modernCall(tool: string, args: object, meta: object): Promise<{ readonly headers: Headers; readonly messages: readonly ServerMessage[] }> {
  const response = await fetch(server.mcpUrl, {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Accept': 'application/json, text/event-stream',
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': 'tools/call',
      'Mcp-Name': tool,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 7,
      method: 'tools/call',
      params: { name: tool, arguments: args, _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {}, ...meta } },
    }),
  });
  const body = await response.text();
  const texts = body.startsWith('{') ? [body] : body.split('\n\n').filter((event) => event.startsWith('data: ')).map((event) => event.slice('data: '.length));
  return { headers: response.headers, messages: texts.map((text) => JSON.parse(text) as ServerMessage) };
}

// T101
test('a call of 2025-11-25 is cancelled by a notification of its caller, by nobody else, and its stream ends without a result', async () => {
  const post = async (as: string, body: object, session?: string) => fetch(server.mcpUrl, {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${as}`,
      'Content-Type': 'application/json',
      'Accept': 'application/json, text/event-stream',
      'MCP-Protocol-Version': '2025-11-25',
      ...session === undefined ? {} : { 'Mcp-Session-Id': session },
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...body }),
  });
  const { headers } = await post(token, {
    id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: { elicitation: {} }, clientInfo: { name: 'raw', version: '1' } },
  });
  const session = headers.get('mcp-session-id')!;
  const stranger = await machineToken(server);
  expect((await post(stranger, { id: 1, method: 'ping' }, session)).status).toBe(404);

  const params = { name: 'import_contacts', arguments: { count: 1000 }, _meta: { progressToken: 0 } };
  const response = await post(token, { id: 7, method: 'tools/call', params }, session);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const question = JSON.parse((await reader.read()).value!.slice('data: '.length));
  const answer = { id: question.id, result: { action: 'accept', content: { duplicates: 'skip' } } };
  expect((await post(stranger, { ...answer, result: { action: 'decline' } })).status).toBe(202);
  expect((await post(token, answer, session)).status).toBe(202);
  expect((await reader.read()).value).toContain('notifications/');
  expect((await post(stranger, { method: 'notifications/cancelled', params: { requestId: 7 } })).status).toBe(202);
  expect((await post(token, { method: 'notifications/cancelled', params: { requestId: 7 } }, session)).status).toBe(202);
  let rest = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    rest += read.value;
  }

  expect(rest).not.toContain('"result"');
  expect(rest).not.toContain('contact 1000');
});
