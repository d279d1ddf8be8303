import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { removeCatalogues, writeCatalogue } from './support/compiler';
import { tool, WEATHER } from './support/offering';
import { MCP_MODULE_LAYER_PATH } from '../../../src/contract/mcp/layer';
import { CREDENTIALS, type LambdaApi, startLambdaApi } from '../platform/support/lambda-api';

const BUNDLE = join(import.meta.dirname, '..', '..', '..', 'assets', 'functions', 'mcp');
const FILES = ['index.js', 'invoke/function.js', 'invoke/remedies.js', 'json/read-json.js', 'results/tool-answer.js'];

test('the bundle is small', () => {
  expect(FILES.map((file) => statSync(join(BUNDLE, file)).size).reduce((sum, size) => sum + size)).toBeLessThanOrEqual(60 * 1024);
});

test('the bundle has no SDK, no schema library and no fetch in it', () => {
  const notices = readFileSync(join(BUNDLE, 'THIRD-PARTY-NOTICES.txt'), 'utf8');

  expect([...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \(/gm)].map(([, name]) => name)).toEqual([]);
  for (const file of FILES) {
    expect(readFileSync(join(BUNDLE, file), 'utf8')).not.toMatch(/\bfetch\(|new (Request|Response)\(/);
  }
});

describe('as Lambda runs it', () => {
  let layer: string;
  let api: LambdaApi;
  let stop: (() => void) | undefined;

  beforeAll(async () => {
    layer = mkdtempSync(join(tmpdir(), 'mcp-layer-'));
    const module = join(layer, MCP_MODULE_LAYER_PATH);
    const tools = [...WEATHER.tools, ...Array.from({ length: 300 }, (_, index) => tool(`tool_${index}`))];
    cpSync(writeCatalogue({ ...WEATHER, tools }), module, { recursive: true });
    cpSync(BUNDLE, module, { recursive: true });
    api = await startLambdaApi((response, event) => {
      const { city } = (event as { readonly arguments: { readonly city: string } }).arguments;
      return city === 'Atlantis'
        ? response.setHeader('X-Amz-Function-Error', 'Unhandled').end('{"errorType":"Function.ResponseSizeTooLarge"}')
        : response.end('{"degrees":21.0}');
    });
  });

  afterEach(() => stop?.());

  afterAll(async () => {
    await api.close();
    rmSync(layer, { recursive: true });
    removeCatalogues();
  });

  const ENV = { MCP_RESOURCE: 'https://mcp.example/mcp', MCP_ALLOWED_ORIGINS: '', MCP_ANONYMOUS: '' };
  const TARGETS = { 'target-of-get_forecast': { kind: 'function', functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:f' } };

  function start(env: { readonly [name: string]: string } = ENV, targets: object = TARGETS) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'support', 'lambda-runtime.cjs')], {
      env: {
        ...env,
        NODE_PATH: join(layer, 'nodejs', 'node_modules'),
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
        AWS_ENDPOINT_URL: api.endpoint,
        TEST_WIRING: JSON.stringify({ targets }),
      },
    });
    stop = () => child.kill();
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    return {
      failure: () => new Promise<string>((resolve) => child.on('exit', () => resolve(errors))),
      /** What the runtime sent, and the lines that were logged before. */
      async handle(message: object) {
        child.stdin.write(`${JSON.stringify({
          httpMethod: 'POST',
          headers: null,
          multiValueHeaders: { 'content-type': ['application/json'] },
          body: JSON.stringify({ jsonrpc: '2.0', ...message }),
          isBase64Encoded: false,
          requestContext: { requestId: 'r', authorizer: { sub: 'u', client_id: 'c', scope: '' } },
        })}\n`);
        const logged: object[] = [];
        for (;;) {
          const line = JSON.parse((await lines.next()).value as string);
          if ('reply' in line) {
            return { ...line, logged, json: line.reply.written[0] === '' ? undefined : JSON.parse(line.reply.written[0]) };
          }
          logged.push(line);
        }
      },
    };
  }

  test('it answers through the response stream, and has loaded what calls functions before a function is called', async () => {
    const runtime = start();
    const listed = await runtime.handle({ id: 1, method: 'tools/list' });
    const called = await runtime.handle({ id: 2, method: 'tools/call', params: { name: 'get_forecast', arguments: { city: 'Rome' } } });

    expect(listed.json.result.tools).toHaveLength(302);
    expect(listed).toMatchObject({ signs: true, http: false, reply: { statusCode: 200, headers: { 'Content-Type': 'application/json' }, ended: true, streamified: true } });
    expect(called).toMatchObject({ signs: true, http: false, json: { id: 2, result: { content: [{ type: 'text', text: '{"degrees":21.0}' }] } } });
    expect(called.logged).toEqual([expect.objectContaining({ level: 'info', message: 'mcp request', requestId: 'r', name: 'get_forecast', timestamp: expect.any(String) })]);
    expect(api.received).toMatchObject([{ signatureIsRight: true }]);
  });

  test('a server that calls no functions loads nothing for it', async () => {
    expect(await start(ENV, {}).handle({ id: 1, method: 'tools/list' })).toMatchObject({ signs: false, reply: { statusCode: 200 } });
  });

  test('it loads what reads numbers exactly, and what helps against failures, when they are needed', async () => {
    const runtime = start();
    const id = JSON.rawJSON('9007199254740993');
    const { reply } = await runtime.handle({ id, method: 'tools/call', params: { name: 'get_forecast', arguments: { city: 'Rome', days: JSON.rawJSON('2.0') } } });
    const failed = await runtime.handle({ id: 1, method: 'tools/call', params: { name: 'get_forecast', arguments: { city: 'Atlantis' } } });

    // Without a version header a request speaks 2025-03-26, which has no structured content.
    expect(reply.written[0]).toBe('{"jsonrpc":"2.0","id":9007199254740993,"result":{"content":[{"type":"text","text":"{\\"degrees\\":21.0}"}]}}');
    expect(failed.logged[0]).toMatchObject({ message: 'tool call failed', failure: 'answer_too_large', remedy: expect.stringContaining('6 MiB') });
  });

  test('it sends status and headers also where there is no body', async () => {
    const { reply } = await start().handle({ method: 'notifications/initialized' });

    expect(reply).toMatchObject({ statusCode: 202, written: [''], ended: true });
  });

  test('it does not start without its environment, and says what is missing', async () => {
    await expect(start({}).failure()).resolves.toContain('missing environment variables: MCP_RESOURCE, MCP_ALLOWED_ORIGINS, MCP_ANONYMOUS');
  });
});
