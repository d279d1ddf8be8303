import { capacityOf } from './capacity';
import { Evaluator, WafRequest } from './evaluator';
import { PUBLISHED_LABELS } from './published-labels';
import { ALLOWED, BLOCKED } from './requests';
import { synthesize, webAclOf } from './synthesize';
import { ROUTES } from '../../../../src/contract/gateway/routes';
import { McpBotControl } from '../../../../src/gateway/firewall/bot-control';
import { McpFirewallScope } from '../../../../src/gateway/firewall/firewall-target';
import { McpFirewall, McpFirewallProps } from '../../../../src/gateway/mcp-firewall';

function evaluator(props: McpFirewallProps = {}): Evaluator {
  return new Evaluator(webAclOf(synthesize(McpFirewall.standard(props)).template));
}

const standard = webAclOf(synthesize(McpFirewall.standard()).template);
const atTheEdge = webAclOf(synthesize(McpFirewall.standard(), { target: { scope: McpFirewallScope.CLOUDFRONT }, stagePrefix: '' }, 'us-east-1').template);
const underStage = (request: WafRequest): WafRequest => ({ ...request, path: `/prod${request.path}` });

describe.each([
  ['on a domain', standard, (request: WafRequest) => request],
  ['under a stage', standard, underStage],
  ['before a distribution', atTheEdge, (request: WafRequest) => request],
])('%s', (_, webAcl, at) => {
  test.each(ALLOWED.map((expectation) => [expectation.title, expectation] as const))('lets %s pass', (_title, { request, counted }) => {
    expect(new Evaluator(webAcl).evaluate(at(request))).toEqual({ outcome: 'allowed', counted: counted ?? [] });
  });

  test.each(BLOCKED.map((expectation) => [expectation.title, expectation] as const))('blocks %s', (_title, { request, blockedBy, status }) => {
    expect(new Evaluator(webAcl).evaluate(at(request))).toMatchObject({ outcome: 'blocked', by: blockedBy, status });
  });
});

test('no rule about bodies blocks an MCP request, whatever is in it', () => {
  const bodyRules = Object.values(PUBLISHED_LABELS).flatMap((rules) => Object.keys(rules)).filter((rule) => rule.endsWith('_BODY'));
  const request: WafRequest = { method: 'POST', path: '/prod/mcp', headers: { 'user-agent': 'x' }, body: 'http://169.254.169.254/'.repeat(500), matches: bodyRules };
  expect(new Evaluator(standard).evaluate(request)).toMatchObject({ outcome: 'allowed', counted: expect.arrayContaining(bodyRules) });
});

test('without a stage before the paths only the bare paths are exempt', () => {
  const webAcl = webAclOf(synthesize(McpFirewall.standard(), { stagePrefix: '' }).template);
  const posted = (path: string): WafRequest => ({ method: 'POST', path, headers: { 'user-agent': 'x' }, matches: ['CrossSiteScripting_BODY'] });
  expect(new Evaluator(webAcl).evaluate(posted('/mcp')).outcome).toBe('allowed');
  expect(new Evaluator(webAcl).evaluate(posted('/prod/mcp')).outcome).toBe('blocked');
});

describe('rates', () => {
  const agent = { 'user-agent': 'x' };
  const repeat = (firewall: Evaluator, times: number, request: (index: number) => WafRequest) =>
    Array.from({ length: times }, (_, index) => firewall.evaluate(request(index))).at(-1)!;

  test.each([
    ['registrations of one address', 20, 20, () => ({ method: 'POST', path: '/prod/register', headers: agent })],
    ['registrations of one address under the alias', 20, 20, () => ({ method: 'POST', path: '/prod/dcr', headers: agent })],
    ['registrations of one address on encoded paths', 20, 20, () => ({ method: 'POST', path: '/prod/%72egister', headers: agent })],
    ['token requests of one address', 300, 21, () => ({ method: 'POST', path: '/prod/token', headers: agent })],
    ['introspections of one address', 300, 21, () => ({ method: 'POST', path: '/prod/introspect', headers: agent })],
    ['MCP requests with one token, whatever the address', 600, 22, (index: number) => ({
      method: 'POST', path: '/prod/mcp', headers: { ...agent, authorization: 'Bearer one' }, ip: `192.0.2.${index % 200}`,
    })],
    ['MCP requests without a token', 120, 23, () => ({ method: 'POST', path: '/prod/mcp', headers: agent })],
    ['requests of one address, whatever the token', 3000, 24, (index: number) => ({
      method: 'POST', path: '/prod/mcp', headers: { ...agent, authorization: `Bearer ${index}` },
    })],
  ])('%s: %i pass, the next one gets 429', (_, limit, priority, request: (index: number) => WafRequest) => {
    const firewall = evaluator();
    expect(repeat(firewall, limit, request)).toMatchObject({ outcome: 'allowed' });
    expect(firewall.evaluate(request(limit))).toMatchObject({ outcome: 'blocked', by: priority, status: 429 });
  });

  test('readings and changes of a registration are not counted as registrations', () => {
    const firewall = evaluator();
    expect(repeat(firewall, 50, () => ({ method: 'GET', path: '/prod/register/id', headers: agent }))).toMatchObject({ outcome: 'allowed' });
  });

  test('one token that is refused leaves the others alone', () => {
    const firewall = evaluator({ requestsPerToken: 10 });
    const withToken = (token: string): WafRequest => ({ method: 'POST', path: '/prod/mcp', headers: { ...agent, authorization: token } });
    expect(repeat(firewall, 11, () => withToken('Bearer one'))).toMatchObject({ by: 22 });
    expect(firewall.evaluate(withToken('Bearer two'))).toMatchObject({ outcome: 'allowed' });
  });
});

describe('Bot Control', () => {
  const webAcl = (botControl: McpBotControl, stagePrefix = '/prod') => webAclOf(synthesize(McpFirewall.standard({ botControl }), { stagePrefix }).template);
  const [blocking, counting, atTheRoot] = [webAcl(McpBotControl.BLOCK), webAcl(McpBotControl.COUNT), webAcl(McpBotControl.BLOCK, '')];
  const bot = (line: string, matches = ['CategoryHttpLibrary']): WafRequest => {
    const [method, path] = line.split(' ');
    return { method, path, headers: { 'user-agent': 'python-httpx' }, matches };
  };

  test.each(['GET /prod/authorize', 'POST /prod/interaction/abc', 'GET /prod/callback/work', 'GET /prod/access', 'GET /prod/%61uthorize'])('refuses a program at %s', (line) => {
    expect(new Evaluator(blocking).evaluate(bot(line))).toMatchObject({ outcome: 'blocked', by: 60, status: 403 });
  });

  test('refuses one under a host of the server\'s own, too', () => {
    expect(new Evaluator(atTheRoot).evaluate(bot('GET /authorize'))).toMatchObject({ outcome: 'blocked', by: 60 });
  });

  test.each([
    ...ROUTES.filter(({ path }) => !/^\/(authorize|interaction|callback|access|signed-out)/.test(path)).map(({ methods, path }) => `${methods[0]} /prod${path.replace(/\{.*?\}/, 'x')}`),
    'GET /prod/mcp/server-card',
  ])('does not look at %s', (line) => {
    expect(new Evaluator(blocking).evaluate(bot(line))).toEqual({ outcome: 'allowed', counted: [] });
  });

  test('only counts people behind a cloud', () => {
    expect(new Evaluator(blocking).evaluate(bot('GET /prod/authorize', ['SignalKnownBotDataCenter']))).toEqual({ outcome: 'allowed', counted: ['SignalKnownBotDataCenter'] });
  });

  test('only counts at first', () => {
    expect(new Evaluator(counting).evaluate(bot('GET /prod/authorize'))).toEqual({ outcome: 'allowed', counted: ['BotControl'] });
  });

  test('is paid for only where it is asked for, and fits into the capacity without a surcharge', () => {
    expect(JSON.stringify(standard)).not.toContain('BotControl');
    expect(capacityOf(blocking.Rules)).toBeLessThanOrEqual(1500);
  });
});
