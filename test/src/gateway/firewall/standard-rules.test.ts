import { capacityOf } from './capacity';
import { PUBLISHED_LABELS } from './published-labels';
import { CfnRule, CfnStatement, synthesize, webAclOf } from './synthesize';
import { McpFirewall } from '../../../../src/gateway/mcp-firewall';

const { template } = synthesize(McpFirewall.standard());
const webAcl = webAclOf(template);
const rules = webAcl.Rules;

function everyStatement(statement: CfnStatement): CfnStatement[] {
  const nested = [
    ...statement.AndStatement?.Statements ?? [],
    ...statement.OrStatement?.Statements ?? [],
    ...statement.NotStatement ? [statement.NotStatement.Statement] : [],
    ...statement.RateBasedStatement?.ScopeDownStatement ? [statement.RateBasedStatement.ScopeDownStatement] : [],
  ];
  return [statement, ...nested.flatMap(everyStatement)];
}

const statements = rules.flatMap((rule) => everyStatement(rule.Statement));
const ruleAt = (priority: number): CfnRule => rules.find((rule) => rule.Priority === priority)!;

function verdict(rule: CfnRule): string {
  if (rule.OverrideAction) {
    return 'group';
  }
  return rule.Action?.Count ? 'count' : `${rule.Action?.Block?.CustomResponse?.ResponseCode}`;
}

describe('the standard rules', () => {
  test('are these, in this order, with these answers', () => {
    expect(rules.map((rule) => `${rule.Priority} ${rule.Name} ${verdict(rule)}`)).toEqual([
      '10 IpReputation group',
      '20 RegistrationsPerIp 429',
      '21 AuthorizationRequestsPerIp 429',
      '22 RequestsPerToken 429',
      '23 UnauthenticatedRequestsPerIp 429',
      '24 RequestsPerIp 429',
      '30 CoreRuleSet group',
      '40 KnownBadInputs group',
      '50 BodySize 413',
      '51 QuerySize 414',
      '52 QueryUrls 400',
      '53 BodyUrls 400',
      '54 MetadataServices 400',
      '55 ClientIdAddress 400',
      '56 BodyMarkupAndPaths 400',
      '57 BodyCode 400',
      '58 NoUserAgent 400',
      '59 LargeMcpBody count',
    ]);
  });

  test('never allow early, which would turn every later rule off', () => {
    expect(JSON.stringify(rules)).not.toContain('"Allow"');
    expect(webAcl.DefaultAction).toEqual({ Allow: {} });
  });

  test('have names and metrics of their own', () => {
    expect(new Set(rules.map((rule) => rule.Name)).size).toBe(rules.length);
    expect(rules.map((rule) => rule.VisibilityConfig.MetricName)).toEqual(rules.map((rule) => rule.Name));
  });

  test('fit into the capacity that a web ACL has without a surcharge', () => {
    expect(capacityOf(rules)).toBeLessThanOrEqual(1500);
  });

  test('answer with a JSON body that exists and that a page on another site can read', () => {
    for (const rule of rules) {
      const response = rule.Action?.Block?.CustomResponse;
      if (response) {
        const body = webAcl.CustomResponseBodies[response.CustomResponseBodyKey];
        expect(body.ContentType).toBe('APPLICATION_JSON');
        expect(JSON.parse(body.Content)).toEqual({ error: response.CustomResponseBodyKey, error_description: expect.any(String) });
        expect(response.ResponseHeaders).toContainEqual({ Name: 'Access-Control-Allow-Origin', Value: '*' });
      }
    }
  });
});

describe('the groups of AWS', () => {
  const groups = rules.flatMap((rule) => rule.Statement.ManagedRuleGroupStatement ?? []);

  test('are pinned to versions where versions exist', () => {
    expect(groups.map(({ Name, Version }) => `${Name} ${Version}`)).toEqual([
      'AWSManagedRulesAmazonIpReputationList undefined',
      'AWSManagedRulesCommonRuleSet Version_1.23',
      'AWSManagedRulesKnownBadInputsRuleSet Version_1.26',
    ]);
  });

  test('count only these rules', () => {
    expect(groups.map((group) => (group.RuleActionOverrides ?? []).map((override) => override.Name))).toEqual([
      [],
      [
        'NoUserAgent_HEADER', 'SizeRestrictions_BODY', 'SizeRestrictions_QUERYSTRING', 'EC2MetaDataSSRF_BODY', 'EC2MetaDataSSRF_QUERYARGUMENTS',
        'GenericRFI_BODY', 'GenericRFI_QUERYARGUMENTS', 'GenericLFI_BODY', 'CrossSiteScripting_BODY',
      ],
      ['Log4JRCE_BODY', 'JavaDeserializationRCE_BODY', 'ReactJSRCE_BODY'],
    ]);
    for (const override of groups.flatMap((group) => group.RuleActionOverrides ?? [])) {
      expect(override.ActionToUse).toEqual({ Count: {} });
    }
  });

  test('have every rule that is overridden: AWS WAF ignores an override of a rule that does not exist', () => {
    for (const group of groups) {
      for (const override of group.RuleActionOverrides ?? []) {
        expect(Object.keys(PUBLISHED_LABELS[group.Name])).toContain(override.Name);
      }
    }
  });

  test('count no rule that is not refused again elsewhere', () => {
    const matched = statements.flatMap((statement) => statement.LabelMatchStatement ?? []).map(({ Key }) => Key);
    const counted = groups.flatMap((group) => (group.RuleActionOverrides ?? []).map((override) => PUBLISHED_LABELS[group.Name][override.Name]));
    expect([...new Set(matched)].sort()).toEqual([...counted].sort());
  });
});

describe('rate rules', () => {
  const rate = (priority: number) => ruleAt(priority).Statement.RateBasedStatement!;

  test.each([
    [20, 20, 300],
    [21, 300, 60],
    [22, 600, 60],
    [23, 120, 60],
    [24, 3000, 60],
  ])('rule %i lets through %i requests in %i seconds', (priority, limit, window) => {
    expect(rate(priority)).toMatchObject({ Limit: limit, EvaluationWindowSec: window });
    expect(ruleAt(priority).Action?.Block?.CustomResponse?.ResponseHeaders).toContainEqual({ Name: 'Retry-After', Value: `${window}` });
  });

  test('count by the connecting address, never by a header that says where it came from', () => {
    expect([20, 21, 23, 24].map((priority) => rate(priority).AggregateKeyType)).toEqual(['IP', 'IP', 'IP', 'IP']);
  });

  test('count one token by its digest, because logs show what is counted by', () => {
    expect(rate(22)).toMatchObject({
      AggregateKeyType: 'CUSTOM_KEYS',
      CustomKeys: [{ Header: { Name: 'authorization', TextTransformations: [{ Priority: 0, Type: 'SHA256' }] } }],
    });
  });

  test('take the limits that the props name', () => {
    const changed = webAclOf(synthesize(McpFirewall.standard({
      registrationsPerIp: 11, authorizationRequestsPerIp: 12, requestsPerToken: 13, unauthenticatedRequestsPerIp: 14, requestsPerIp: 15,
    })).template);
    expect(changed.Rules.flatMap((rule) => rule.Statement.RateBasedStatement?.Limit ?? [])).toEqual([11, 12, 13, 14, 15]);
  });
});

describe('what AWS WAF refuses to deploy', () => {
  test('AND and OR join at least two statements', () => {
    for (const statement of statements) {
      const joined = statement.AndStatement ?? statement.OrStatement;
      expect(joined?.Statements.length ?? 2).toBeGreaterThanOrEqual(2);
    }
  });

  test('groups and rate rules stand alone', () => {
    const alone = rules.filter((rule) => rule.Statement.ManagedRuleGroupStatement ?? rule.Statement.RateBasedStatement);
    expect(statements.filter((statement) => statement.ManagedRuleGroupStatement ?? statement.RateBasedStatement)).toHaveLength(alone.length);
  });

  test('headers and query arguments are named as CloudFormation names them', () => {
    const fields = statements.flatMap((statement) => (
      statement.ByteMatchStatement ?? statement.RegexMatchStatement ?? statement.SizeConstraintStatement
    )?.FieldToMatch ?? []);
    const named = fields.flatMap((field) => field.SingleHeader ?? field.SingleQueryArgument ?? []);
    expect(named.map(({ Name }) => Name).sort()).toEqual(['authorization', 'authorization', 'client_id', 'content-length']);
    expect(named.every((member) => Object.keys(member).length === 1)).toBe(true);
  });

  test('regular expressions compile, are within 512 characters, and those of paths are anchored', () => {
    const regexes = statements.flatMap((statement) => statement.RegexMatchStatement ?? []);
    for (const { RegexString, FieldToMatch } of regexes) {
      expect(() => new RegExp(RegexString)).not.toThrow();
      expect(RegexString.length).toBeLessThanOrEqual(512);
      if (FieldToMatch.UriPath) {
        expect(RegexString).toMatch(/^\^.*\$$/);
      }
    }
  });

  test('bodies say what happens beyond what is inspected', () => {
    const bodies = statements.flatMap((statement) => statement.RegexMatchStatement?.FieldToMatch.Body ?? []);
    expect(bodies).toEqual([{ OversizeHandling: 'CONTINUE' }]);
  });
});
