import { describe, expect, test } from '@jest/globals';
import { App, Stack, StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { CloudFrontEndpointOptions, McpClientAddress, McpEndpoint, McpFirewall, McpFirewallScope, RemoteMcpServer, RemoteMcpServerProps } from '../../../../src';
import { ROUTES } from '../../../../src/contract/gateway/routes';
import { SERVER_CARD_PATH } from '../../../../src/contract/gateway/server-card';
import { placeOfWebAcl } from '../../../../src/gateway/firewall/web-acl-place';
import { mockReply, only, rendered, resources } from '../../../support/synthesized-server';

const account = '111122223333';
const certificate = (stack: Stack, region = 'us-east-1') => acm.Certificate.fromCertificateArn(stack, 'Certificate', `arn:aws:acm:${region}:${account}:certificate/5f7d`);

function serve(
  stackProps: StackProps, options: (stack: Stack) => CloudFrontEndpointOptions = () => ({}), props: (stack: Stack) => RemoteMcpServerProps = () => ({}),
) {
  const stack = new Stack(new App(), 'Weather', stackProps);
  const server = new RemoteMcpServer(stack, 'Server', { endpoint: McpEndpoint.cloudFront(options(stack)), ...props(stack) });
  return { stack, server };
}

const VIRGINIA = { env: { account, region: 'us-east-1' } };
const IRELAND = { env: { account, region: 'eu-west-1' }, crossRegionReferences: true };

const { stack: ireland, server } = serve(IRELAND);
const template = Template.fromStack(ireland);
const edge = Template.fromStack(server.node.findChild('Edge') as Stack);
const { DistributionConfig: config } = only(template, 'AWS::CloudFront::Distribution')[1].Properties;

describe('a distribution without a domain of one\'s own', () => {
  test('has the stage behind its root', () => {
    expect(config.Origins).toEqual([expect.objectContaining({
      OriginPath: '/prod', CustomOriginConfig: expect.objectContaining({ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] }),
    })]);
    expect(rendered(config.Origins[0].DomainName)).toBe('{ServerGatewayApi}.execute-api.eu-west-1.{AWS::URLSuffix}');
  });

  test('is in every URL: of the documents, the challenge and the functions', () => {
    const base = 'https://{ServerGatewayDistribution.DomainName}';
    expect(rendered(ireland.resolve(server.mcpUrl))).toBe(`${base}/mcp`);
    expect(JSON.parse(mockReply(template, 'GET', '/.well-known/oauth-authorization-server').body).issuer).toBe(base);
    const [, challenge] = only(template, 'AWS::ApiGateway::GatewayResponse', ({ Properties }) => Properties.ResponseType === 'UNAUTHORIZED');
    expect(rendered(challenge.Properties.ResponseParameters)['gatewayresponse.header.WWW-Authenticate'])
      .toContain(`resource_metadata="${base}/.well-known/oauth-protected-resource/mcp"`);
    const environments = Object.values(resources(template, 'AWS::Lambda::Function')).map(({ Properties }) => rendered(Properties.Environment?.Variables ?? {}));
    expect(environments.filter(({ MCP_RESOURCE }) => MCP_RESOURCE === `${base}/mcp`).length).toBeGreaterThanOrEqual(2);
  });

  test('takes https only, for a redirect would come after the token', () => {
    expect(new Set([config.DefaultCacheBehavior, ...config.CacheBehaviors].map((behavior) => behavior.ViewerProtocolPolicy))).toEqual(new Set(['https-only']));
  });

  test('passes on all that a client sends but its Host, and takes every method', () => {
    expect(config.DefaultCacheBehavior).toMatchObject({ OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac', AllowedMethods: expect.arrayContaining(['POST', 'PUT', 'DELETE']) });
  });

  test('T142 says by a variable of its stage that addresses are forwarded, and no other endpoint does', () => {
    const variablesOf = (stage: Template) => only(stage, 'AWS::ApiGateway::Stage')[1].Properties.Variables;
    const direct = new Stack(new App(), 'Direct');
    new RemoteMcpServer(direct, 'Server');

    expect(variablesOf(template)).toEqual({ clientAddress: 'forwarded' });
    expect(variablesOf(Template.fromStack(direct))).toBeUndefined();
  });

  test('neither compresses nor hurries a stream', () => {
    expect(config.DefaultCacheBehavior.Compress).toBe(false);
    expect(config.Origins[0].CustomOriginConfig.OriginReadTimeout).toBe(60);
  });
});

describe('T136 CloudFront keeps', () => {
  const keeps = (path: string) => {
    const matches = (pattern: string) => new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace('*', '.*')}$`).test(path);
    const behavior = config.CacheBehaviors.find(({ PathPattern }: { PathPattern: string }) => matches(PathPattern)) ?? config.DefaultCacheBehavior;
    // CachingDisabled or CachingOptimized: see AWS's list of managed policies.
    return { '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': false, '658327ea-f89d-4fab-a63d-7e88639e58f6': true }[behavior.CachePolicyId as string];
  };

  test.each(ROUTES.map(({ path, target }) => [path, target !== 'connect-page' && (/metadata$/.test(target) || path === '/jwks')] as const))('%s: %s', (path, isKept) => {
    expect(keeps(path)).toBe(isKept);
  });

  test('the server\'s card, and nothing else at random', () => {
    expect([SERVER_CARD_PATH, '/mcp/other', '/', '/register/client'].map(keeps)).toEqual([true, false, false, false]);
  });

  test('no error: what one caller is refused, the next one is asked for a token for', () => {
    const errors = config.CustomErrorResponses.map(({ ErrorCode }: { ErrorCode: number }) => ErrorCode);
    expect(errors).toEqual([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]);
    expect(config.CustomErrorResponses.every(({ ErrorCachingMinTTL }: { ErrorCachingMinTTL: number }) => ErrorCachingMinTTL === 0)).toBe(true);
  });
});

describe('API Gateway', () => {
  const secret = '{{resolve:secretsmanager:{ServerGatewayOriginSecret}:SecretString:::}}';

  test('T135 answers only who sends the secret, which no template holds', () => {
    const { Policy } = only(template, 'AWS::ApiGateway::RestApi')[1].Properties;
    const everything = { Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
    // A missing header is not equal either.
    expect(rendered(Policy).Statement).toEqual([
      { Effect: 'Allow', ...everything },
      { Effect: 'Deny', ...everything, Condition: { StringNotEquals: { 'aws:Referer': secret } } },
    ]);
    template.hasResourceProperties('AWS::SecretsManager::Secret', { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } });
  });

  test('gets it from the distribution, in the place of what a client sends under that name', () => {
    expect(rendered(config.Origins[0].OriginCustomHeaders)).toEqual([{ HeaderName: 'Referer', HeaderValue: secret }]);
  });
});

describe('the web ACL', () => {
  test('lies in a stack of us-east-1, and the distribution names it', () => {
    edge.hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'CLOUDFRONT' });
    edge.resourceCountIs('AWS::WAFv2::LoggingConfiguration', 1);
    template.resourceCountIs('AWS::WAFv2::WebACL', 0);
    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
    expect(config.WebACLId['Fn::GetAtt'][0]).toMatch(/^ExportsReader/);
    expect((server.node.findChild('Edge') as Stack).region).toBe('us-east-1');
    expect(ireland.dependencies).toContain(server.node.findChild('Edge'));
  });

  test('lies in a stack that is named by the server\'s, so that an app can be deployed twice', () => {
    const names = ['weather-beta', 'weather-prod'].map((stackName) => (serve({ ...IRELAND, stackName }).server.node.findChild('Edge') as Stack).stackName);
    expect(names).toEqual([expect.stringMatching(/^weather-beta-Server-[0-9A-F]{8}-Edge$/), expect.stringMatching(/^weather-prod-Server-[0-9A-F]{8}-Edge$/)]);
  });

  test('lies in the server\'s own stack where that is in us-east-1', () => {
    const own = Template.fromStack(serve(VIRGINIA).stack);
    own.hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'CLOUDFRONT' });
    expect(rendered(only(own, 'AWS::CloudFront::Distribution')[1].Properties.DistributionConfig.WebACLId)).toBe('{ServerFirewall.Arn}');
  });

  test('may be one\'s own', () => {
    const webAclArn = `arn:aws:wafv2:us-east-1:${account}:global/webacl/mine/0f1e2d3c`;
    const { stack } = serve({}, () => ({}), () => ({ firewall: McpFirewall.fromWebAclArn(webAclArn) }));
    expect(only(Template.fromStack(stack), 'AWS::CloudFront::Distribution')[1].Properties.DistributionConfig.WebACLId).toBe(webAclArn);
  });

  test('may be none, wherever the stack is', () => {
    const { stack } = serve({}, () => ({}), () => ({ firewall: McpFirewall.none() }));
    expect(only(Template.fromStack(stack), 'AWS::CloudFront::Distribution')[1].Properties.DistributionConfig.WebACLId).toBeUndefined();
  });

  const place = (stackProps: StackProps, encryptionKey?: (stack: Stack) => kms.IKey) => {
    const stack = new Stack(new App(), 'Weather', stackProps);
    const target = { arn: 'arn:aws:cloudfront::111122223333:distribution/E1', scope: McpFirewallScope.CLOUDFRONT, clientAddress: McpClientAddress.ofConnection() };
    return placeOfWebAcl(stack, { target, encryptionKey: encryptionKey?.(stack) });
  };

  test.each<[string, StackProps, RegExp]>([
    ['a stack that does not say where it is', {}, /UnknownFirewallEnvironment: .*the stack "Weather" does not say where it is; give it env/],
    ['a stack that says no account', { env: { region: 'eu-west-1' }, crossRegionReferences: true }, /UnknownFirewallEnvironment/],
    ['a stack that refers to no other Region', { env: IRELAND.env }, /FirewallInAnotherRegion: .*"Weather" in eu-west-1 .*; give it crossRegionReferences: true/],
  ])('is refused in %s', (_, stackProps, message) => {
    expect(() => place(stackProps)).toThrow(message);
  });

  test('is refused with a key that encrypts no log of us-east-1', () => {
    expect(() => place(IRELAND, (stack) => new kms.Key(stack, 'Key'))).toThrow('FirewallKeyInAnotherRegion');
    expect(() => place(VIRGINIA, (stack) => new kms.Key(stack, 'Key'))).not.toThrow();
  });
});

describe('a distribution with a domain of one\'s own', () => {
  test('has it in its URLs, with a certificate, TLS 1.2 and alias records of both versions of IP', () => {
    const { stack, server: own } = serve(VIRGINIA, (scope) => ({
      domainName: 'mcp.example.com',
      certificate: certificate(scope),
      hostedZone: route53.HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    }));
    const synthesized = Template.fromStack(stack);
    expect(own.mcpUrl).toBe('https://mcp.example.com/mcp');
    expect(rendered(stack.resolve(own.domainNameTarget))).toBe('{ServerGatewayDistribution.DomainName}');
    synthesized.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { Aliases: ['mcp.example.com'], ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' } },
    });
    for (const Type of ['A', 'AAAA']) {
      synthesized.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'mcp.example.com.', Type, HostedZoneId: 'Z1' });
    }
  });

  test.each<[string, (stack: Stack) => CloudFrontEndpointOptions, string]>([
    ['without a certificate', () => ({ domainName: 'mcp.example.com' }), 'IncompleteDomain: McpEndpoint.cloudFront() has domainName only; give domainName and certificate'],
    ['by its certificate alone', (stack) => ({ certificate: certificate(stack) }), 'IncompleteDomain: McpEndpoint.cloudFront() has certificate only'],
    ['with a certificate of the server\'s Region', (stack) => ({ domainName: 'mcp.example.com', certificate: certificate(stack, 'eu-west-1') }), 'CertificateInAnotherRegion: certificate "arn:aws:acm:eu-west-1:111122223333:certificate/5f7d" is not in us-east-1, where it is needed'],
    ['that is a URL', (stack) => ({ domainName: 'https://mcp.example.com', certificate: certificate(stack) }), 'InvalidDomainName'],
    ['outside its zone', (stack) => ({
      domainName: 'mcp.example.org',
      certificate: certificate(stack),
      hostedZone: route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
    }), 'DomainOutsideHostedZone'],
  ])('is refused %s', (_, options, message) => {
    const stack = new Stack(new App(), 'Weather', VIRGINIA);
    const restApi = new apigateway.RestApi(stack, 'Api');
    expect(() => McpEndpoint.cloudFront(options(stack)).bind(stack, { restApi })).toThrow(message);
  });
});
