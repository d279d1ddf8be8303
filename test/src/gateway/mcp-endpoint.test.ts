import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { McpClientAddress, McpEndpoint, McpFirewallScope, RemoteMcpServer } from '../../../src';
import { mockReply, only, rendered, resources, synthesizeServer } from '../../support/synthesized-server';

const certificate = (stack: Stack) => acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/5f7d');
const zone = (stack: Stack) => route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });

describe('a stage', () => {
  test('is named prod', () => {
    synthesizeServer().template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'prod' });
  });

  test('has the name it is given, in every URL', () => {
    const { template, server, stack } = synthesizeServer({ endpoint: McpEndpoint.stage({ stageName: 'v1' }) });
    template.hasResourceProperties('AWS::ApiGateway::Stage', { StageName: 'v1' });
    expect(rendered(stack.resolve(server.mcpUrl))).toMatch(/\/v1\/mcp$/);
  });

  test.each(['', 'a b', 'prod/', 'test-invoke-stage', 'x'.repeat(129)])('fails when it is called "%s"', (stageName) => {
    expect(() => McpEndpoint.stage({ stageName })).toThrow(/InvalidStageName: stage name ".*" cannot be used; choose/);
  });

  test('may have a name known only at deployment', () => {
    expect(() => McpEndpoint.stage({ stageName: Lazy.string({ produce: () => 'late' }) })).not.toThrow();
  });
});

describe('a custom domain', () => {
  const { template, server, stack } = synthesizeServer((scope) => ({
    endpoint: McpEndpoint.customDomain({ domainName: 'mcp.example.com', certificate: certificate(scope), hostedZone: zone(scope) }),
  }));

  test('serves the server at its root, and API Gateway\'s own URL is turned off', () => {
    template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'mcp.example.com',
      SecurityPolicy: 'TLS_1_2',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      RegionalCertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/5f7d',
    });
    expect(only(template, 'AWS::ApiGateway::BasePathMapping')[1].Properties.BasePath).toBeUndefined();
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
  });

  test('is in every URL', () => {
    expect(server.issuer).toBe('https://mcp.example.com');
    expect(server.mcpUrl).toBe('https://mcp.example.com/mcp');
    expect(JSON.parse(mockReply(template, 'GET', '/.well-known/oauth-protected-resource/mcp').body).resource).toBe('https://mcp.example.com/mcp');
  });

  test('is pointed to the server by an alias record', () => {
    template.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'mcp.example.com.', Type: 'A', HostedZoneId: 'Z1' });
  });

  test('without a zone gets no record, and the server says where to point it', () => {
    const own = synthesizeServer((scope) => ({ endpoint: McpEndpoint.customDomain({ domainName: 'mcp.example.com', certificate: certificate(scope) }) }));
    own.template.resourceCountIs('AWS::Route53::RecordSet', 0);
    expect(rendered(own.stack.resolve(own.server.domainNameTarget))).toBe('{ServerGatewayDomain.RegionalDomainName}');
    expect(rendered(stack.resolve(server.domainNameTarget))).toBe('{ServerGatewayDomain.RegionalDomainName}');
  });

  test('may be known only at deployment, in every document and challenge too', () => {
    const late = synthesizeServer((scope) => ({
      endpoint: McpEndpoint.customDomain({ domainName: new CfnParameter(scope, 'DomainName').valueAsString, certificate: certificate(scope), hostedZone: zone(scope) }),
    }));
    expect(rendered(late.stack.resolve(late.server.mcpUrl))).toBe('https://{DomainName}/mcp');
    expect(JSON.parse(mockReply(late.template, 'GET', '/.well-known/oauth-protected-resource').body).authorization_servers).toEqual(['https://{DomainName}']);
  });

  test('fails without a certificate', () => {
    const options = { domainName: 'mcp.example.com' } as Parameters<typeof McpEndpoint.customDomain>[0];
    expect(() => McpEndpoint.customDomain(options)).toThrow('MissingValue: McpEndpoint.customDomain() has no options.certificate; give a value of the type acm.ICertificate');
  });

  test('fails with a certificate of another Region, where both are known', () => {
    const inParis = (region: string) => {
      const scope = new Stack(new App(), 'Weather', { env: { region } });
      return new RemoteMcpServer(scope, 'Server', { endpoint: McpEndpoint.customDomain({ domainName: 'mcp.example.com', certificate: certificate(scope) }) });
    };
    expect(() => inParis('eu-west-3')).toThrow(/CertificateInAnotherRegion: certificate "arn:.*" is not in eu-west-3, where it is needed; use or make one there/);
    expect(() => inParis('eu-west-1')).not.toThrow();
  });

  test('fails where another server of the stack has the name already, and takes another one', () => {
    const scope = new Stack(new App(), 'Weather', { env: { region: 'eu-west-1' } });
    const shown = certificate(scope);
    const serve = (id: string, domainName: string) =>
      new RemoteMcpServer(scope, id, { endpoint: McpEndpoint.customDomain({ domainName, certificate: shown }) });
    serve('First', 'mcp.example.com');
    expect(() => serve('Second', 'mcp.example.com')).toThrow(/DomainNameTaken: domain "mcp.example.com" is already used by "Weather\/First\/.*"; give each server its own domain name/);
    expect(() => serve('Third', 'other.example.com')).not.toThrow();
  });

  test('fails with a zone that does not hold it', () => {
    const elsewhere = (scope: Stack) => McpEndpoint.customDomain({ domainName: 'mcp.example.org', certificate: certificate(scope), hostedZone: zone(scope) });
    expect(() => synthesizeServer((scope) => ({ endpoint: elsewhere(scope) })))
      .toThrow('DomainOutsideHostedZone: domain "mcp.example.org" is not in zone "example.com"; give the zone that holds it or none');
  });

  test.each(['https://mcp.example.com', 'mcp.example.com/x', 'MCP.example.com', 'localhost', 'a..b', '-a.example.com', ''])('fails when it is called "%s"', (domainName) => {
    expect(() => McpEndpoint.customDomain({ domainName, certificate: certificate(new Stack()) })).toThrow(/InvalidDomainName: domain ".*" is not a host name/);
  });
});

describe('T137 who may call', () => {
  const bound = (endpoint: (stack: Stack) => McpEndpoint) => {
    const stack = new Stack(new App(), 'Weather');
    const restApi = new apigateway.RestApi(stack, 'Api');
    restApi.root.addMethod('GET');
    endpoint(stack).bind(stack, { restApi });
    return Template.fromStack(stack);
  };
  const everything = { Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
  const policyOf = (template: Template) => only(template, 'AWS::ApiGateway::RestApi')[1].Properties.Policy;

  test('is everybody without a list', () => {
    expect(policyOf(bound(() => McpEndpoint.stage()))).toBeUndefined();
  });

  test.each<[string, (stack: Stack, allowedAddresses: string[]) => McpEndpoint]>([
    ['a stage', (_, allowedAddresses) => McpEndpoint.stage({ allowedAddresses })],
    ['a custom domain', (stack, allowedAddresses) => McpEndpoint.customDomain({ domainName: 'mcp.example.com', certificate: certificate(stack), allowedAddresses })],
  ])('%s denies all other addresses', (_, endpoint) => {
    expect(policyOf(bound((stack) => endpoint(stack, ['198.51.100.0/24', '2001:db8::1']))).Statement).toEqual([
      { Effect: 'Allow', ...everything },
      { Effect: 'Deny', ...everything, Condition: { NotIpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '2001:db8::1'] } } },
    ]);
  });

  test.each([
    [[], 'NoAllowedAddress: allowedAddresses is empty, and nobody would reach the server'],
    [['198.51.100.0/33'], 'InvalidAllowedAddress: allowedAddresses has "198.51.100.0/33"; write an address or a range'],
    [['0.0.0.0/0'], 'InvalidAllowedAddress'],
    [['example.com'], 'InvalidAllowedAddress'],
  ])('fails with %j', (allowedAddresses, message) => {
    expect(() => bound(() => McpEndpoint.stage({ allowedAddresses }))).toThrow(message);
  });

  test('through a private API is who comes by its VPC endpoints', () => {
    const { template, stack, server } = synthesizeServer((scope) => ({
      endpoint: McpEndpoint.privateApi({ vpcEndpoints: [ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scope, 'Endpoint', { vpcEndpointId: 'vpce-1', port: 443 })] }),
    }));
    const { EndpointConfiguration, DisableExecuteApiEndpoint, Policy } = only(template, 'AWS::ApiGateway::RestApi')[1].Properties;
    expect([EndpointConfiguration, DisableExecuteApiEndpoint]).toEqual([{ Types: ['PRIVATE'], VpcEndpointIds: ['vpce-1'] }, false]);
    expect(Policy.Statement).toEqual([
      { Effect: 'Allow', ...everything },
      { Effect: 'Deny', ...everything, Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-1'] } } },
    ]);
    expect(rendered(stack.resolve(server.mcpUrl))).toBe('https://{ServerGatewayApi}.execute-api.{AWS::Region}.{AWS::URLSuffix}/prod/mcp');
    expect(() => McpEndpoint.privateApi({ vpcEndpoints: [] })).toThrow('NoVpcEndpoint: vpcEndpoints is empty');
  });

  test('through a custom domain is who shows a certificate of the truststore', () => {
    const template = bound((stack) => McpEndpoint.customDomain({
      domainName: 'mcp.example.com', certificate: certificate(stack), mtls: { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'trust'), key: 'authorities.pem', version: 'v1' },
    }));
    template.hasResourceProperties('AWS::ApiGateway::DomainName', { MutualTlsAuthentication: { TruststoreUri: 's3://trust/authorities.pem', TruststoreVersion: 'v1' } });
  });
});

describe('IPv6', () => {
  const { DUAL_STACK } = apigateway.IpAddressType;

  test('reaches a stage that takes both', () => {
    const { template } = synthesizeServer({ endpoint: McpEndpoint.stage({ ipAddressType: DUAL_STACK }) });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'dualstack' } });
  });

  test('reaches a custom domain that takes both, by a record of its own', () => {
    const { template } = synthesizeServer((scope) => ({
      endpoint: McpEndpoint.customDomain({ domainName: 'mcp.example.com', certificate: certificate(scope), hostedZone: zone(scope), ipAddressType: DUAL_STACK }),
    }));
    template.hasResourceProperties('AWS::ApiGateway::DomainName', { EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'dualstack' } });
    expect(Object.values(resources(template, 'AWS::Route53::RecordSet')).map(({ Properties }) => Properties.Type).sort()).toEqual(['A', 'AAAA']);
  });
});

test.each([
  ['a stage', () => McpEndpoint.stage()],
  ['a custom domain', (stack: Stack) => McpEndpoint.customDomain({ domainName: 'mcp.example.com', certificate: certificate(stack) })],
])('%s has the firewall stand before the API\'s stage, which every request passes', (_, endpoint) => {
  const stack = new Stack(new App(), 'Weather');
  const restApi = new apigateway.RestApi(stack, 'Api');
  restApi.root.addMethod('GET');
  const { firewallTarget } = endpoint(stack).bind(stack, { restApi });
  expect(firewallTarget).toEqual({ arn: restApi.deploymentStage.stageArn, scope: McpFirewallScope.REGIONAL, clientAddress: McpClientAddress.ofConnection() });
  expect(firewallTarget.bypassedBy).toBeUndefined();
});
