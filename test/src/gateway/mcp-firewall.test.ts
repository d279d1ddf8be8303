import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { synthesize, webAclOf } from './firewall/synthesize';
import { McpClientAddress, McpFirewallScope } from '../../../src/gateway/firewall/firewall-target';
import { McpFirewall } from '../../../src/gateway/mcp-firewall';

const REGIONAL = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/mine/0f1e2d3c';
const STAGE = { Ref: 'ApiDeploymentStageprod3EB9684E' };

describe('McpFirewall.standard', () => {
  test('puts a regional web ACL before the stage', () => {
    const { template, config, stack } = synthesize(McpFirewall.standard());
    template.hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'REGIONAL' });
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { 'Fn::Join': ['', Match.arrayWith([STAGE])] },
      WebACLArn: stack.resolve(config.webAclArn),
    });
  });

  test('inspects no more of a body than is free of extra charge', () => {
    synthesize(McpFirewall.standard()).template.hasResourceProperties('AWS::WAFv2::WebACL', {
      AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: 'KB_16' } } },
    });
  });

  test('shows no token, cookie, query or body in samples and logs', () => {
    synthesize(McpFirewall.standard()).template.hasResourceProperties('AWS::WAFv2::WebACL', {
      DataProtectionConfig: {
        DataProtections: [
          { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'cookie'] } },
          { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_COOKIE' } },
          { Action: 'SUBSTITUTION', Field: { FieldType: 'QUERY_STRING' } },
          { Action: 'SUBSTITUTION', Field: { FieldType: 'BODY' } },
        ],
      },
    });
  });

  test('logs what it blocks and counts, to a group that AWS WAF accepts', () => {
    const { template } = synthesize(McpFirewall.standard());
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: { 'Fn::Join': ['', [Match.stringLikeRegexp('^aws-waf-logs-'), Match.anyValue()]] }, RetentionInDays: 90 },
      DeletionPolicy: 'Retain',
    });
    const [logGroup] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      LogDestinationConfigs: [{ 'Fn::Join': ['', Match.arrayWith([':log-group:', { Ref: logGroup }])] }],
      RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'cookie' } }, { QueryString: {} }],
      LoggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [{
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: [
            { ActionCondition: { Action: 'BLOCK' } },
            { ActionCondition: { Action: 'COUNT' } },
            { ActionCondition: { Action: 'EXCLUDED_AS_COUNT' } },
          ],
        }],
      },
    });
  });

  test('keeps its log as long as the server keeps its logs', () => {
    const { template } = synthesize(McpFirewall.standard(), { logRetention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Delete' });
  });

  test('keeps its log as long as it is told itself', () => {
    const { template } = synthesize(McpFirewall.standard({ logRetention: RetentionDays.ONE_WEEK }), { logRetention: RetentionDays.ONE_YEAR });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  test('logs nothing when told so', () => {
    const { template, config } = synthesize(McpFirewall.standard({ logging: false }));
    template.resourceCountIs('AWS::WAFv2::LoggingConfiguration', 0);
    expect(config.logGroup).toBeUndefined();
  });

  test('logging turned off and on again finds its retained group where it was, and another web ACL does not', () => {
    const groups = (logging: boolean) => synthesize(McpFirewall.standard({ logging })).template.findResources('AWS::Logs::LogGroup');
    expect(groups(false)).toEqual(groups(true));
    const [{ Properties }] = Object.values(groups(true));
    // CloudFormation gives each web ACL an id of its own.
    expect(Properties.LogGroupName['Fn::Join'][1].at(-1)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Firewall/), 'Id'] });
  });

  test.each([9, 2_000_000_001, 20.5, NaN])('fails when a limit is %p, which AWS WAF cannot count to', (limit) => {
    expect(() => synthesize(McpFirewall.standard({ requestsPerIp: limit }))).toThrow(
      `InvalidFirewallLimit: requestsPerIp is ${limit}; make it a whole number from 10 to 2000000000`,
    );
  });

  test('takes a limit that only the deployment knows', () => {
    const limit = Token.asNumber({ Ref: 'Limit' });
    expect(() => synthesize(McpFirewall.standard({ requestsPerToken: limit }))).not.toThrow();
  });

  test('one firewall protects two servers with a web ACL each', () => {
    const firewall = McpFirewall.standard();
    synthesize(firewall).template.resourceCountIs('AWS::WAFv2::WebACL', 1);
    synthesize(firewall).template.resourceCountIs('AWS::WAFv2::WebACL', 1);
  });
});

describe('before what an endpoint has it protect', () => {
  const rateRules = ({ template }: ReturnType<typeof synthesize>) => webAclOf(template).Rules.flatMap(({ Statement }) => Statement.RateBasedStatement ?? []);
  const CLOUDFRONT = { arn: 'arn:aws:cloudfront::111122223333:distribution/E1', scope: McpFirewallScope.CLOUDFRONT };

  test('requests are counted by the address that connects', () => {
    expect(rateRules(synthesize(McpFirewall.standard())).map(({ AggregateKeyType }) => AggregateKeyType)).toEqual(['IP', 'IP', 'CUSTOM_KEYS', 'IP', 'IP']);
  });

  test('requests are counted by the address in a header where the endpoint says so, and refused without one', () => {
    const rules = rateRules(synthesize(McpFirewall.standard(), { target: { clientAddress: McpClientAddress.inHeader('X-Client-Address') } }));
    expect(rules.map(({ AggregateKeyType }) => AggregateKeyType)).toEqual(['FORWARDED_IP', 'FORWARDED_IP', 'CUSTOM_KEYS', 'FORWARDED_IP', 'FORWARDED_IP']);
    expect(new Set(rules.flatMap(({ ForwardedIPConfig }) => ForwardedIPConfig ?? []).map((config) => JSON.stringify(config))))
      .toEqual(new Set([JSON.stringify({ FallbackBehavior: 'MATCH', HeaderName: 'X-Client-Address' })]));
  });

  test('a distribution gets a web ACL of its scope, which it names itself', () => {
    const { template, config, stack } = synthesize(McpFirewall.standard(), { target: CLOUDFRONT }, 'us-east-1');
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'CLOUDFRONT', AssociationConfig: { RequestBody: { CLOUDFRONT: { DefaultSizeInspectionLimit: 'KB_16' } } },
    });
    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
    expect(stack.resolve(config.webAclArn)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Firewall/), 'Arn'] });
  });

  test('an existing web ACL must be of the scope', () => {
    const global = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/mine/0f1e2d3c';
    expect(synthesize(McpFirewall.fromWebAclArn(global), { target: CLOUDFRONT }).config).toEqual({ webAclArn: global });
    expect(() => synthesize(McpFirewall.fromWebAclArn(REGIONAL), { target: CLOUDFRONT })).toThrow('a regional web ACL protects no CloudFront');
  });

  test.each([McpFirewall.standard(), McpFirewall.fromWebAclArn(REGIONAL)])('what can be reached without it is not protected', (firewall) => {
    expect(() => synthesize(firewall, { target: { bypassedBy: 'API Gateway\'s own URL' } })).toThrow(
      'FirewallBypassed: the firewall protects nothing while API Gateway\'s own URL bypasses it; disable that or use McpFirewall.none()',
    );
    expect(() => synthesize(McpFirewall.none(), { target: { bypassedBy: 'API Gateway\'s own URL' } })).not.toThrow();
  });
});

describe('McpFirewall.fromWebAclArn', () => {
  test('puts the existing web ACL before the stage and makes none', () => {
    const { template, config } = synthesize(McpFirewall.fromWebAclArn(REGIONAL));
    template.resourceCountIs('AWS::WAFv2::WebACL', 0);
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: REGIONAL });
    expect(config).toEqual({ webAclArn: REGIONAL });
  });

  test('fails when the web ACL is one for CloudFront', () => {
    const global = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/mine/0f1e2d3c';
    expect(() => synthesize(McpFirewall.fromWebAclArn(global))).toThrow(
      `InvalidWebAclArn: web ACL "${global}" cannot protect a regional API: a global web ACL protects CloudFront only`,
    );
  });

  test('fails when the ARN is of something else', () => {
    expect(() => synthesize(McpFirewall.fromWebAclArn('mine'))).toThrow('InvalidWebAclArn: web ACL "mine"');
  });

  test('takes an ARN that only the deployment knows', () => {
    const arn = Stack.of(synthesize(McpFirewall.none()).stack).formatArn({ service: 'wafv2', resource: 'regional/webacl', resourceName: 'a/b' });
    expect(() => synthesize(McpFirewall.fromWebAclArn(arn))).not.toThrow();
  });
});

test('McpFirewall.none makes nothing', () => {
  const { template, config } = synthesize(McpFirewall.none());
  template.resourceCountIs('AWS::WAFv2::WebACL', 0);
  template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  expect(config).toEqual({});
});
