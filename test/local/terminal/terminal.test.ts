import { describe, expect, test } from '@jest/globals';
import { HELP, helpOf, parseCommandLine } from '../../../local/command-line';
import { banner } from '../../../local/terminal/banner';
import { quietLine } from '../../../local/terminal/call-line';
import { devScreen } from '../../../local/terminal/dev-screen';
import { isTold, requestLine, rpcSummary } from '../../../local/terminal/request-line';
import { styleFor } from '../../../local/terminal/style';

const plain = styleFor({ isTTY: false } as never, {});

describe('the command line', () => {
  test('has defaults', () => {
    expect(parseCommandLine(['local'])).toMatchObject({ app: 'cdk.out', port: 3000, json: false, verbose: false, parameters: new Map(), standIns: new Map(), layers: new Map() });
  });

  test('takes options', () => {
    expect(parseCommandLine(['local', '--app', 'out', '--port', '0', '--json', '--endpoint=domain', '--stack', 'Main', '--function', 'A=go run .', '--function', 'B=docker run b']))
      .toMatchObject({
        app: 'out', port: 0, json: true, verbose: true, endpoint: 'domain', stack: 'Main', standIns: new Map([['A', { kind: 'command', command: 'go run .' }], ['B', { kind: 'command', command: 'docker run b' }]]),
      });
  });

  test('has another command for those who write the app', () => {
    expect(parseCommandLine(['dev', '--app', 'python3 app.py', '--fresh', '--port', '0']))
      .toMatchObject({ app: '', dev: { command: 'python3 app.py', fresh: true }, port: 0, json: false, verbose: false });
    expect(() => parseCommandLine(['local', '--fresh'])).toThrow(/keeps nothing/);
  });

  test('takes the origin of a tunnel', () => {
    expect(parseCommandLine(['dev', '--public-url', 'https://abc.example.com/', '--inspector'])).toMatchObject({ publicUrl: 'https://abc.example.com', inspector: true });
  });

  test.each([[[]], [['--help']], [['local', '-h']]])('%j asks for help', (args) => {
    expect(parseCommandLine(args)).toBe('help');
  });

  test.each([
    [['serve'], /the commands are "admin", "dev", "init", "local", "lock", "registry" and "server.json", not "serve"/],
    [['local', 'twice'], /not "local twice"/],
    [['local', '--port', 'http'], /--port takes a number from 0 to 65535, not "http"/],
    [['local', '--port', '65536'], /not "65536"/],
    [['local', '--endpoint', 'root'], /--endpoint takes "stage" or "domain", not "root"/],
    [['local', '--colour'], /Unknown option '--colour'/],
    [['dev', '--public-url', 'http://abc.example.com'], /--public-url takes the https URL of a host, without a path, not "http:/],
    [['dev', '--public-url', 'https://abc.example.com/prod'], /without a path, not "https:.*prod"/],
    [['dev', '--public-url', 'abc.example.com'], /not "abc.example.com"/],
    [['dev', '--regions'], /--regions belongs to "remote-mcp local"/],
    [['local', '--regions', '--public-url', 'https://abc.example.com'], /goes neither with --public-url nor with --endpoint/],
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

  test.each<[boolean, string, string, number, readonly [string, string][]]>([
    [false, 'POST', '/live/mcp', 200, []],
    [false, 'POST', '/live/mcp', 401, []],
    [true, 'POST', '/live/mcp', 401, [['Authorization', 'Bearer x']]],
    [false, 'GET', '/.well-known/oauth-authorization-server/live', 403, []],
    [false, 'GET', '/live/mcp/.well-known/openid-configuration', 404, []],
    [true, 'GET', '/live/.well-known/oauth-protected-resource', 500, []],
    [true, 'GET', '/live/none', 404, []],
    [true, 'POST', '/live/token', 400, []],
  ])('is told (%s) where something is wrong, and not where a client only begins: %s %s %d', (told, method, fullPath, status, headers) => {
    expect(isTold({ ...request, method, fullPath, headers }, { reply: { ...reply, status }, ...status >= 400 && { reason: 'why' } })).toBe(told);
  });

  test('says which of several servers it was for', () => {
    expect(requestLine({ ...request, body: Buffer.alloc(0) }, { reply }, 1, plain, 'Shop/Orders')).toBe('12:30:05 Shop/Orders POST   /live/mcp 200 1 ms');
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

describe('what functions write', () => {
  const call = '{"timestamp":"2026-11-29T07:13:33.455Z","level":"info","message":"mcp request","requestId":"r","method":"tools/call","name":"get_forecast","subject":"reader","status":200,"outcome":"ok","durationMs":7}';

  test('is one line for a call: tool, person, outcome, milliseconds', () => {
    expect(quietLine('ServerMcpFunction', call, plain)).toMatch(/^\d\d:\d\d:\d\d {2}get_forecast +reader ok 7 ms$/);
    expect(quietLine('ServerMcpFunction', call.replace('"ok"', '"tool error"').replace('get_forecast', 'a\\u001b[2J'), plain)).toMatch(/ {2}a\?\[2J +reader tool error 7 ms$/);
  });

  test('has the whole subject, which "remote-mcp admin" takes', () => {
    const subject = 'x8vQ2mJ0kW5tYb7Rz1cN4dLpF6hG9sA3uEoIiKqTnVw';
    expect(quietLine('ServerMcpFunction', call.replace('"reader"', `"${subject}"`), plain)).toMatch(new RegExp(` ${subject} ok 7 ms$`));
  });

  test('says of a call which of several servers had it', () => {
    expect(quietLine('OrdersMcpFunction', call, plain, { server: 'Shop/Orders' })).toMatch(/^\d\d:\d\d:\d\d {2}Shop\/Orders get_forecast/);
  });

  test('names the person, where it is known who they are', () => {
    const nameOf = (subject: string) => (subject === 'reader' ? 'Ada\u001b[2J' : undefined);
    expect(quietLine('ServerMcpFunction', call, plain, { nameOf })).toMatch(/ Ada\?\[2J reader ok 7 ms$/);
    expect(quietLine('ServerMcpFunction', call.replace('"reader"', '"else"'), plain, { nameOf })).toMatch(/ else ok 7 ms$/);
  });

  test.each([
    [{ code: 'ValueError', detail: '{"errorMessage": "no", "errorType": "ValueError", "stackTrace": ["a", "b"]}' }, 'get_forecast: ValueError: no'],
    [
      { code: 'Runtime.ExitError', remedy: 'the process ended by itself', detail: '{"errorType":"Runtime.ExitError","errorMessage":"exit status 3"}' },
      'get_forecast: Runtime.ExitError: exit status 3; the process ended by itself',
    ],
    [{ failure: 'event_too_large', detail: '7 bytes' }, 'get_forecast: 7 bytes'],
    [{ detail: 'a\u001b[2J' }, 'get_forecast: a?[2J'],
  ])('says in one line why a tool failed: %j', (members, said) => {
    const log = { timestamp: '2026-11-29T07:13:33.455Z', level: 'error', message: 'tool call failed', requestId: 'r', tool: 'get_forecast', ...members };
    expect(quietLine('ServerMcpFunction', JSON.stringify(log), plain)?.trim()).toBe(said);
  });

  test('is shown as it is where a tool wrote it', () => {
    const own = '{"timestamp":"2026-11-29T07:13:33.455Z","level":"info","message":"asked for Lisbon"}';
    expect(quietLine('Forecast', own, plain, { isTool: true })?.trim()).toBe(`Forecast: ${own}`);
    expect(quietLine('Forecast', 'asked for Lisbon', plain)?.trim()).toBe('Forecast: asked for Lisbon');
    expect(quietLine('Forecast', '{"level":"INFO","message":"asked"}', plain)?.trim()).toBe('Forecast: {"level":"INFO","message":"asked"}');
  });

  test('is hidden where the server says that nothing is wrong', () => {
    expect(quietLine('ServerMcpFunction', call.replace('tools/call', 'tools/list'), plain)).toBeUndefined();
    const other = '{"timestamp":"2026-11-29T07:13:33.455Z","level":"info","message":"authorization server","route":"/token"}';
    expect(quietLine('ServerOAuthFunction', other, plain)).toBeUndefined();
    expect(quietLine('ServerOAuthFunction', other.replace('info', 'error'), plain)).toContain('authorization server');
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
    const text = banner([{ path: 'Weather', url: 'http://localhost:1/live', mcpUrl: 'http://localhost:1/live/mcp', issuer: 'http://localhost:1/live', registrationEndpoint: 'http://localhost:1/live/register', initialAccessToken: 'iat' }], plain);
    expect(text).toContain('http://localhost:1/live/mcp');
    expect(text).toContain("'Authorization: Bearer iat'");
    expect(text).not.toMatch(/\bjq\b/);
  });

  test.each([
    ['Weather', 'Weather', 'weather-local'], ['com.example/weather', 'com.example/weather', 'com-example-weather-local'], ['天気', '天気', 'local'], ['a\u001b[2J', 'a?[2J', 'a-2j-local'],
  ])('names the server, %j, for people and in lists of clients', (name, shown, listed) => {
    const text = banner([{ path: 'Weather', url: 'http://localhost:1/live', name, mcpUrl: 'http://localhost:1/live/mcp' }], plain);
    expect(text).toContain(`Give this URL of ${shown} to an MCP client:`);
    expect(text).toContain(`claude mcp add --transport http ${listed} http://localhost:1/live/mcp`);
    expect(text).toContain(`"name":"${listed}"`);
  });

  test('shows the secrets of declared clients', () => {
    const text = banner([{ path: 'Weather', url: 'http://localhost:1/live', declaredClients: [{ clientId: 'nightly-report', clientSecret: 'hush' }] }], plain);
    expect(text).toMatch(/secrets here:\n\n {4}nightly-report {2}hush\n/);
  });

  test('lists several servers, and says of each what it is', () => {
    const [orders, stock] = ['Orders', 'Stock'].map((id, index) => ({
      path: `Shop/${id}`,
      url: `http://localhost:${index}/live`,
      mcpUrl: `http://localhost:${index}/live/mcp`,
      localPage: `http://localhost:${index}/_local`,
      offered: { tools: [{ name: `use_${id}` }], resources: [], prompts: [] },
    }));
    const text = banner([orders, stock], plain);
    expect(text).toMatch(/Ready\. Give these URLs to MCP clients:\n\n {4}Shop\/Orders {2}http:\/\/localhost:0\/live\/mcp\n {4}Shop\/Stock {3}http:\/\/localhost:1\/live\/mcp\n/);
    expect(text).toContain('claude mcp add --transport http shop-orders-local http://localhost:0/live/mcp');
    expect(text).toMatch(/Shop\/Stock\n\n {4}Tools {6}use_Stock\n[^]*--server-url http:\/\/localhost:1\/live\/mcp\n[^]*http:\/\/localhost:1\/_local/);
    expect(text).toContain('--stack Shop/Orders serves one');
  });

  test('shows the URL of any other API', () => {
    expect(banner([{ path: 'Weather', url: 'http://localhost:1/live' }], plain)).toMatch(/The API is at\n\n {4}http:\/\/localhost:1\/live\n/);
  });
});

test.each([
  ['init', /^cdk-remote-mcp-server init /, '--app'], ['local', /^remote-mcp local /, '--fresh'], ['dev', /^remote-mcp dev [^]*--fresh[^]*--public-url/, '--language'],
])('the help of %s is that of no other command', (command, own, other) => {
  expect(helpOf(command)).toMatch(own);
  expect(helpOf(command)).not.toContain(other);
  expect(HELP).toContain(other);
});

test('the help of no command is that of all', () => {
  expect(helpOf(undefined)).toBe(HELP);
  expect(helpOf('--help')).toBe(HELP);
});

test('a dev loop says at once what it waits for', () => {
  const written: string[] = [];
  devScreen((text) => written.push(text), plain, () => 0).begins('npx tsx bin/app.ts');
  expect(written).toEqual([expect.stringMatching(/^\d\d:\d\d:\d\d {2}synthesizes the app: npx tsx bin\/app\.ts\n$/)]);
});
