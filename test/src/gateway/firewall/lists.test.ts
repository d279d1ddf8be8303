import { Evaluator, WafRequest } from './evaluator';
import { ipSetsOf, synthesize, webAclOf } from './synthesize';
import { McpClientAddress, McpFirewallScope } from '../../../../src/gateway/firewall/firewall-target';
import { McpFirewall, McpFirewallProps } from '../../../../src/gateway/mcp-firewall';

function evaluator(props: McpFirewallProps): Evaluator {
  const { template } = synthesize(McpFirewall.standard(props));
  return new Evaluator(webAclOf(template), ipSetsOf(template));
}

const request = (more: Partial<WafRequest> = {}): WafRequest => ({ method: 'POST', path: '/prod/mcp', headers: { 'user-agent': 'x' }, ...more });
const KEPT_OUT = { outcome: 'blocked', status: 403 };

test.each([
  ['198.51.100.7', 'allowed'],
  ['198.51.101.7', 'blocked'],
  ['203.0.113.9', 'allowed'],
  ['203.0.113.10', 'blocked'],
  ['2001:db8:1::5', 'allowed'],
  ['2001:db9::5', 'blocked'],
])('of the allowed addresses, %s is %s, whatever the path', (ip, outcome) => {
  const firewall = evaluator({ allowedAddresses: ['198.51.100.0/24', '203.0.113.9', '2001:db8::/32'] });

  for (const path of ['/prod/mcp', '/prod/token', '/prod/.well-known/oauth-protected-resource']) {
    expect(firewall.evaluate(request({ path, ip }))).toMatchObject(outcome === 'allowed' ? { outcome } : { ...KEPT_OUT, by: 2 });
  }
});

test('whoever is on both lists is kept out', () => {
  const firewall = evaluator({ allowedAddresses: ['198.51.100.0/24'], blockedAddresses: ['198.51.100.66'] });

  expect(firewall.evaluate(request({ ip: '198.51.100.66' }))).toMatchObject({ ...KEPT_OUT, by: 1 });
  expect(firewall.evaluate(request({ ip: '198.51.100.65' }))).toMatchObject({ outcome: 'allowed' });
});

test('countries are allowed or blocked, and an address without a country is in none', () => {
  const [allowing, blocking] = [evaluator({ allowedCountries: ['DE', 'US'] }), evaluator({ blockedCountries: ['KP'] })];

  expect(allowing.evaluate(request({ country: 'US' }))).toMatchObject({ outcome: 'allowed' });
  expect(allowing.evaluate(request({ country: 'FR' }))).toMatchObject({ ...KEPT_OUT, by: 4 });
  expect(allowing.evaluate(request())).toMatchObject({ ...KEPT_OUT, by: 4 });
  expect(blocking.evaluate(request({ country: 'KP' }))).toMatchObject({ ...KEPT_OUT, by: 3 });
  expect(blocking.evaluate(request())).toMatchObject({ outcome: 'allowed' });
});

test('behind a proxy the address is the one in its header, and a request without it is on no list', () => {
  const { template } = synthesize(McpFirewall.standard({ blockedAddresses: ['198.51.100.66'] }), {
    target: { clientAddress: McpClientAddress.inHeader('X-Client-Address'), scope: McpFirewallScope.REGIONAL },
  });

  expect(webAclOf(template).Rules[0].Statement.IPSetReferenceStatement!.IPSetForwardedIPConfig)
    .toEqual({ HeaderName: 'X-Client-Address', FallbackBehavior: 'NO_MATCH', Position: 'FIRST' });
});

test('rules of one\'s own are asked after the others', () => {
  const own = {
    name: 'Own',
    priority: 1000,
    action: { block: {} },
    statement: { geoMatchStatement: { countryCodes: ['FR'] } },
    visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'Own', sampledRequestsEnabled: true },
  };
  expect(evaluator({ additionalRules: [own] }).evaluate(request({ country: 'FR' }))).toMatchObject({ outcome: 'blocked', by: 1000 });
  expect(() => evaluator({ additionalRules: [{ ...own, priority: 50 }] })).toThrow('InvalidFirewallRule: the additional rule "Own" has priority 50; give it one from 1000');
});

test.each([
  [{ allowedAddresses: ['example.com'] }, 'InvalidFirewallAddress: allowedAddresses has "example.com"'],
  [{ blockedAddresses: ['198.51.100.0/33'] }, 'InvalidFirewallAddress: blockedAddresses has "198.51.100.0/33"'],
  [{ blockedAddresses: ['0.0.0.0/0'] }, 'InvalidFirewallAddress'],
  [{ blockedAddresses: ['198.51.100.0/24/1'] }, 'InvalidFirewallAddress'],
  [{ allowedAddresses: [] }, 'EmptyFirewallList: allowedAddresses is empty'],
  [{ allowedCountries: ['Germany'] }, 'InvalidFirewallCountry: allowedCountries has "Germany"'],
  [{ blockedCountries: [] }, 'EmptyFirewallList: blockedCountries is empty'],
])('fails with %j', (props, message) => {
  expect(() => synthesize(McpFirewall.standard(props))).toThrow(message);
});
