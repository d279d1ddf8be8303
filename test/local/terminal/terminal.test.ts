import { describe, expect, test } from '@jest/globals';
import { parseCommandLine } from '../../../local/command-line';
import { banner } from '../../../local/terminal/banner';
import { requestLine, rpcSummary } from '../../../local/terminal/request-line';
import { styleFor } from '../../../local/terminal/style';

const plain = styleFor({ isTTY: false } as never, {});

describe('the command line', () => {
  test('has defaults', () => {
    expect(parseCommandLine(['local'])).toEqual({ app: 'cdk.out', port: 3000, json: false, parameters: new Map(), standIns: new Map(), layers: new Map() });
  });

  test('takes options', () => {
    expect(parseCommandLine(['local', '--app', 'out', '--port', '0', '--json', '--endpoint=domain', '--stack', 'Main', '--function', 'A=go run .', '--function', 'B=docker run b']))
      .toMatchObject({
        app: 'out', port: 0, json: true, endpoint: 'domain', stack: 'Main', standIns: new Map([['A', { kind: 'command', command: 'go run .' }], ['B', { kind: 'command', command: 'docker run b' }]]),
      });
  });

  test.each([[[]], [['--help']], [['local', '-h']]])('%j asks for help', (args) => {
    expect(parseCommandLine(args)).toBe('help');
  });

  test.each([
    [['serve'], /the commands are "init", "local", "lock" and "server.json", not "serve"/],
    [['local', 'twice'], /not "local twice"/],
    [['local', '--port', 'http'], /--port takes a number from 0 to 65535, not "http"/],
    [['local', '--port', '65536'], /not "65536"/],
    [['local', '--endpoint', 'root'], /--endpoint takes "stage" or "domain", not "root"/],
    [['local', '--colour'], /Unknown option '--colour'/],
  ])('%j is refused', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(expect.objectContaining({ code: 'BadUsage', message: expect.stringMatching(message) }));
  });
});

describe('the line of a request', () => {
  const request = {
    method: 'POST',
    fullPath: '/live/mcp',
    query: [],
    headers: [],
    sourceIp: '127.0.0.1',
    requestId: 'r',
    extendedRequestId: 'x',
    receivedAt: new Date(2026, 0, 1, 12, 30, 5).getTime(),
    body: Buffer.from('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_forecast"}}'),
  };
  const reply = { status: 200, headers: [], body: Buffer.alloc(0) };

  test('says when, what, how it ended and how long it took', () => {
    expect(requestLine(request, { reply }, 12, plain)).toBe('12:30:05 POST   /live/mcp tools/call get_forecast 200 12 ms');
  });

  test('says why a request failed', () => {
    expect(requestLine({ ...request, body: Buffer.alloc(0) }, { reply: { ...reply, status: 502 }, reason: 'Malformed Lambda proxy response' }, 3, plain))
      .toBe('12:30:05 POST   /live/mcp 502 3 ms Malformed Lambda proxy response');
  });

  test('lets no client move the cursor', () => {
    expect(requestLine({ ...request, fullPath: '/\u001b[2J', body: Buffer.alloc(0) }, { reply }, 1, plain)).toContain('/?[2J');
  });

  test.each([
    ['{"jsonrpc":"2.0","method":"resources/read","params":{"uri":"a://b"}}', 'resources/read a://b'],
    ['{"jsonrpc":"2.0","method":"ping"}', 'ping'],
    ['{"method":"ping"}', ''],
    ['{broken', ''],
    ['grant_type=client_credentials', ''],
  ])('reads %s as "%s"', (body, summary) => {
    expect(rpcSummary(Buffer.from(body))).toBe(summary);
  });
});

describe('colours', () => {
  test.each([
    ['on a terminal', true, undefined, '\u001b[31mx\u001b[0m'],
    ['not in a pipe', false, undefined, 'x'],
    ['not with NO_COLOR', true, '1', 'x'],
  ])('are used %s', (_name, isTTY, NO_COLOR, expected) => {
    expect(styleFor({ isTTY } as never, { NO_COLOR }).red('x')).toBe(expected);
  });
});

describe('the banner', () => {
  test('shows the URL and how to get a token', () => {
    const text = banner({ url: 'http://localhost:1/live', mcpUrl: 'http://localhost:1/live/mcp', issuer: 'http://localhost:1/live', registrationEndpoint: 'http://localhost:1/live/register', initialAccessToken: 'iat' }, plain);
    expect(text).toContain('http://localhost:1/live/mcp');
    expect(text).toContain("'Authorization: Bearer iat'");
  });

  test('shows the secrets of declared clients', () => {
    const text = banner({ url: 'http://localhost:1/live', declaredClients: [{ clientId: 'nightly-report', clientSecret: 'hush' }] }, plain);
    expect(text).toMatch(/secrets here:\n\n {4}nightly-report {2}hush\n/);
  });

  test('shows the URL of any other API', () => {
    expect(banner({ url: 'http://localhost:1/live' }, plain)).toMatch(/The API is at\n\n {4}http:\/\/localhost:1\/live\n/);
  });
});
