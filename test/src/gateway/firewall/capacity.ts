import { CfnRule, CfnStatement } from './synthesize';

const GROUP_CAPACITY: { readonly [group: string]: number } = {
  AWSManagedRulesCommonRuleSet: 700,
  AWSManagedRulesKnownBadInputsRuleSet: 200,
  AWSManagedRulesAmazonIpReputationList: 25,
  AWSManagedRulesBotControlRuleSet: 50,
};

/**
 * Web ACL capacity units as AWS publishes them, an estimate: only the service knows.
 *
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-list.html
 */
export function capacityOf(rules: readonly CfnRule[]): number {
  return sum(rules.map((rule) => capacity(rule.Statement)));
}

function capacity(statement: CfnStatement): number {
  const nested = [
    ...statement.AndStatement?.Statements ?? [],
    ...statement.OrStatement?.Statements ?? [],
    ...statement.NotStatement ? [statement.NotStatement.Statement] : [],
    ...statement.ManagedRuleGroupStatement?.ScopeDownStatement ? [statement.ManagedRuleGroupStatement.ScopeDownStatement] : [],
    ...statement.RateBasedStatement?.ScopeDownStatement ? [statement.RateBasedStatement.ScopeDownStatement] : [],
  ];
  return own(statement) + sum(nested.map(capacity));
}

function own(statement: CfnStatement): number {
  if (statement.ManagedRuleGroupStatement) {
    return GROUP_CAPACITY[statement.ManagedRuleGroupStatement.Name];
  }
  if (statement.RateBasedStatement) {
    // Each key costs 30, its transformation 10 more.
    return 2 + 40 * (statement.RateBasedStatement.CustomKeys ?? []).length;
  }
  const matching = statement.ByteMatchStatement ?? statement.RegexMatchStatement ?? statement.SizeConstraintStatement;
  if (matching) {
    const base = statement.RegexMatchStatement ? 3 : statement.ByteMatchStatement ? 2 : 1;
    return base + 10 * matching.TextTransformations.filter(({ Type }) => Type !== 'NONE').length;
  }
  return statement.LabelMatchStatement ? 1 : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
