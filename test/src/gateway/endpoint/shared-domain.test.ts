import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { McpAuthorization, McpEndpoint, McpSharedDomain, McpSharedDomainProps, RemoteMcpServer } from '../../../../src';
import { mockReply, only, rendered, resources } from '../../../support/synthesized-server';

const env = { account: '111122223333', region: 'eu-west-1' };

function sharedDomain(stack: Stack, props: Partial<McpSharedDomainProps> = {}): McpSharedDomain {
  const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/5f7d');
  return new McpSharedDomain(stack, 'Domain', { domainName: 'mcp.example.com', certificate, ...props });
}

const app = new App();
const stack = new Stack(app, 'Shared', { env });
const domain = sharedDomain(stack, {
  hostedZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
  ipAddressType: apigateway.IpAddressType.DUAL_STACK,
});
const maps = new RemoteMcpServer(stack, 'Maps', { endpoint: McpEndpoint.sharedDomain(domain, { basePath: 'maps' }) });
const elsewhere = new Stack(app, 'Weather', { env });
const weather = new RemoteMcpServer(elsewhere, 'Server', { endpoint: McpEndpoint.sharedDomain(domain, { basePath: 'weather', allowedAddresses: ['198.51.100.0/24'] }) });
const ofDomain = Template.fromStack(stack);
const ofWeather = Template.fromStack(elsewhere);

/** The domain's own API, without those of servers. */
const discovery = Template.fromJSON({
  Resources: Object.fromEntries(Object.entries(ofDomain.toJSON().Resources as { [id: string]: object }).filter(([id]) => id.startsWith('DomainDiscovery'))),
});

describe('servers on one domain', () => {
  test('have their URLs and issuers below a path each', () => {
    expect([maps.mcpUrl, maps.issuer]).toEqual(['https://mcp.example.com/maps/mcp', 'https://mcp.example.com/maps']);
    expect([weather.mcpUrl, weather.issuer]).toEqual(['https://mcp.example.com/weather/mcp', 'https://mcp.example.com/weather']);
    expect(weather.domainNameTarget).toBe(domain.domainNameTarget);
  });

  test('are mapped to the domain, which is made once, and API Gateway\'s own URLs are turned off', () => {
    ofDomain.resourceCountIs('AWS::ApiGateway::DomainName', 1);
    ofWeather.resourceCountIs('AWS::ApiGateway::DomainName', 0);
    const paths = (template: Template) => Object.values(resources(template, 'AWS::ApiGateway::BasePathMapping')).map(({ Properties }) => Properties.BasePath).sort();
    expect([paths(ofDomain), paths(ofWeather)]).toEqual([['.well-known', 'maps'], ['weather']]);
    const urls = [ofDomain, ofWeather].flatMap((template) => Object.values(resources(template, 'AWS::ApiGateway::RestApi'))).map(({ Properties }) => Properties.DisableExecuteApiEndpoint);
    expect(urls).toEqual([true, true, true]);
  });

  test('are reached by IPv4 and IPv6 where the domain says so', () => {
    ofDomain.hasResourceProperties('AWS::ApiGateway::DomainName', { EndpointConfiguration: { IpAddressType: 'dualstack' } });
    expect(Object.values(resources(ofDomain, 'AWS::Route53::RecordSet')).map(({ Properties }) => Properties.Type).sort()).toEqual(['A', 'AAAA']);
  });

  test('may each answer certain addresses only', () => {
    expect(only(ofWeather, 'AWS::ApiGateway::RestApi')[1].Properties.Policy.Statement[1].Condition).toEqual({ NotIpAddress: { 'aws:SourceIp': ['198.51.100.0/24'] } });
  });

  test('have firewalls that know their paths', () => {
    const [, { Properties }] = only(ofWeather, 'AWS::WAFv2::WebACL');
    expect(JSON.stringify(Properties.Rules)).toContain('^(/weather)?/mcp/?$');
  });
});

describe('the root of the domain', () => {
  test.each([
    ['oauth-protected-resource/weather/mcp', 'resource', 'https://mcp.example.com/weather/mcp'],
    ['oauth-protected-resource/weather', 'resource', 'https://mcp.example.com/weather/mcp'],
    ['oauth-authorization-server/weather', 'issuer', 'https://mcp.example.com/weather'],
    ['openid-configuration/weather', 'issuer', 'https://mcp.example.com/weather'],
    ['oauth-authorization-server/maps', 'issuer', 'https://mcp.example.com/maps'],
    ['oauth-authorization-server/maps/mcp', 'issuer', 'https://mcp.example.com/maps'],
  ])('has /.well-known/%s', (path, member, value) => {
    // API Gateway takes the segment that is mapped away.
    const { status, headers, body } = mockReply(discovery, 'GET', `/${path}`);
    expect([status, headers['Access-Control-Allow-Origin'], JSON.parse(body)[member]]).toEqual([200, '*', value]);
  });

  test('has no document for another name, for no path and for one that nobody has', () => {
    expect(mockReply(discovery, 'GET', '/other/weather').status).toBe(404);
    expect(() => mockReply(discovery, 'GET', '/oauth-authorization-server')).toThrow('no method');
    expect(() => mockReply(discovery, 'GET', '/oauth-authorization-server/other')).toThrow('no method');
  });

  test('has the same documents as the server itself', () => {
    expect(mockReply(discovery, 'GET', '/oauth-authorization-server/weather').body).toBe(mockReply(ofWeather, 'GET', '/.well-known/oauth-authorization-server').body);
  });

  test('runs no function', () => {
    expect(new Set(Object.values(resources(discovery, 'AWS::ApiGateway::Method')).map(({ Properties }) => Properties.Integration.Type))).toEqual(new Set(['MOCK']));
  });

  test('has no API where no server needs documents', () => {
    const open = new Stack(new App(), 'Open', { env });
    new RemoteMcpServer(open, 'Server', { endpoint: McpEndpoint.sharedDomain(sharedDomain(open), { basePath: 'open' }), authorization: McpAuthorization.none() });
    const mappings = Object.values(resources(Template.fromStack(open), 'AWS::ApiGateway::BasePathMapping')).map(({ Properties }) => Properties.BasePath);
    expect(mappings).toEqual(['open']);
  });
});

describe('a path', () => {
  test.each(['', '/weather', 'a/b', 'Weather', '.well-known', '-a', 'a'.repeat(64)])('cannot be "%s"', (basePath) => {
    const unused = new Stack(new App(), 'Unused', { env });
    expect(() => McpEndpoint.sharedDomain(sharedDomain(unused), { basePath })).toThrow(`InvalidBasePath: the path "${basePath}" cannot be used; write 1 to 63`);
  });

  test('is that of one server', () => {
    const own = new Stack(new App(), 'Own', { env });
    const shared = sharedDomain(own);
    const bind = (id: string) => {
      const scope = new Stack(own, id, { env });
      const restApi = new apigateway.RestApi(scope, 'Api');
      return McpEndpoint.sharedDomain(shared, { basePath: 'maps' }).bind(scope, { restApi });
    };
    expect(rendered(own.resolve(bind('First').baseUrl))).toBe('https://mcp.example.com/maps');
    expect(() => bind('Second')).toThrow('BasePathTaken: the path "maps" of mcp.example.com is already that of "Own/First"; give each server its own');
  });
});

test.each([
  ['OtherRegion', { ...env, region: 'us-east-1' }, 'is in eu-west-1, and the server in us-east-1'],
  ['OtherAccount', { ...env, account: '444455556666' }, 'belongs to the account 111122223333, and the server to 444455556666'],
])('a server elsewhere cannot be on the domain: %s', (code, other, message) => {
  const everywhere = new App();
  const of = sharedDomain(new Stack(everywhere, 'Shared', { env }));

  expect(() => new RemoteMcpServer(new Stack(everywhere, 'Weather', { env: other }), 'Server', { endpoint: McpEndpoint.sharedDomain(of, { basePath: 'weather' }) }))
    .toThrow(`${code}: the domain "Shared/Domain" ${message}`);
});

test('a domain of one server cannot be shared as well', () => {
  const own = new Stack(new App(), 'Own', { env });
  sharedDomain(own);
  const certificate = acm.Certificate.fromCertificateArn(own, 'Other', 'arn:aws:acm:eu-west-1:111122223333:certificate/5f7d');
  const restApi = new apigateway.RestApi(own, 'Api');
  expect(() => McpEndpoint.customDomain({ domainName: 'mcp.example.com', certificate }).bind(own, { restApi })).toThrow('DomainNameTaken: domain "mcp.example.com" is already used');
});
