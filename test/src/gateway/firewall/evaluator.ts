import { createHash } from 'node:crypto';
import { BlockList, isIPv4 } from 'node:net';
import { PUBLISHED_LABELS } from './published-labels';
import { CfnFieldToMatch, CfnRule, CfnStatement, CfnWebAcl } from './synthesize';

/** A request as AWS WAF sees it. */
export interface WafRequest {
  readonly method: string;
  /** With the stage, where the URL has one. */
  readonly path: string;
  readonly query?: string;
  /** Names in lower case. */
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  readonly ip?: string;
  /** Of the address. */
  readonly country?: string;
  /** Rules of AWS that match, where their patterns are not published: GenericRFI_BODY and the like. */
  readonly matches?: readonly string[];
}

export interface Verdict {
  readonly outcome: 'allowed' | 'blocked';
  /** Priority of the rule that blocked. */
  readonly by?: number;
  /** Of the answer; the groups of AWS answer 403. */
  readonly status?: number;
  /** Rules of AWS, and own rules by their names, that counted. */
  readonly counted: readonly string[];
}

const INSPECTED_BODY_BYTES = 16 * 1024;

/** The rules of AWS whose conditions are published exactly. */
const PUBLISHED_CONDITIONS: { readonly [rule: string]: (request: WafRequest) => boolean } = {
  NoUserAgent_HEADER: (request) => request.headers?.['user-agent'] === undefined,
  SizeRestrictions_QUERYSTRING: (request) => (request.query ?? '').length > 2048,
  SizeRestrictions_Cookie_HEADER: (request) => (request.headers?.cookie ?? '').length > 10_240,
  SizeRestrictions_BODY: (request) => (request.body ?? '').length > 8192,
  SizeRestrictions_URIPATH: (request) => request.path.length > 1024,
  PROPFIND_METHOD: (request) => request.method === 'PROPFIND',
};

/**
 * Decides about requests by a web ACL of a template, as AWS WAF documents that it would: rules by priority, overrides to count,
 * labels, statements, and rate rules as if all requests came within one window.
 */
export class Evaluator {
  private readonly rules: readonly CfnRule[];
  private readonly counts = new Map<string, number>();

  /** @param ipSets ranges by logical id */
  constructor(webAcl: CfnWebAcl, private readonly ipSets: ReadonlyMap<string, readonly string[]> = new Map()) {
    this.rules = [...webAcl.Rules].sort((a, b) => a.Priority - b.Priority);
  }

  evaluate(request: WafRequest): Verdict {
    const labels = new Set<string>();
    const counted: string[] = [];
    for (const rule of this.rules) {
      if (rule.Statement.ManagedRuleGroupStatement) {
        const blocked = applyGroup(rule.Statement.ManagedRuleGroupStatement, request, labels, counted);
        if (blocked && rule.OverrideAction?.Count) {
          counted.push(rule.Name);
        } else if (blocked) {
          return { outcome: 'blocked', by: rule.Priority, status: 403, counted };
        }
      } else if (rule.Statement.RateBasedStatement ? this.exceeds(rule, request, labels) : holds(rule.Statement, request, labels, this.ipSets)) {
        if (!rule.Action?.Block) {
          counted.push(rule.Name);
          continue;
        }
        return { outcome: 'blocked', by: rule.Priority, status: rule.Action.Block.CustomResponse?.ResponseCode ?? 403, counted };
      }
    }
    return { outcome: 'allowed', counted };
  }

  /** A request without the key's header is not counted. */
  private exceeds(rule: CfnRule, request: WafRequest, labels: Set<string>): boolean {
    const { AggregateKeyType, CustomKeys, ScopeDownStatement, Limit } = rule.Statement.RateBasedStatement!;
    if (ScopeDownStatement && !holds(ScopeDownStatement, request, labels)) {
      return false;
    }
    const parts = AggregateKeyType === 'IP' ? [request.ip ?? '192.0.2.1'] : (CustomKeys as RateKey[]).map((key) => keyPart(key, request));
    if (parts.includes(undefined)) {
      return false;
    }
    const key = [rule.Name, ...parts].join(' ');
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count > Limit;
  }
}

interface RateKey {
  readonly Header: { readonly Name: string; readonly TextTransformations: readonly { readonly Priority: number; readonly Type: string }[] };
}

function keyPart({ Header }: RateKey, request: WafRequest): string | undefined {
  const value = request.headers?.[Header.Name.toLowerCase()];
  return value === undefined ? undefined : transformed(value, Header.TextTransformations);
}

function applyGroup(
  group: NonNullable<CfnStatement['ManagedRuleGroupStatement']>, request: WafRequest, labels: Set<string>, counted: string[],
): boolean {
  if (group.ScopeDownStatement && !holds(group.ScopeDownStatement, request, labels)) {
    return false;
  }
  const overridden = new Map((group.RuleActionOverrides ?? []).map((override) => [override.Name, override.ActionToUse]));
  for (const [rule, label] of Object.entries(PUBLISHED_LABELS[group.Name])) {
    const matches = PUBLISHED_CONDITIONS[rule]?.(request) ?? request.matches?.includes(rule) ?? false;
    if (matches) {
      labels.add(label);
      if (!overridden.get(rule)?.Count) {
        return true;
      }
      counted.push(rule);
    }
  }
  return false;
}

function holds(
  statement: CfnStatement, request: WafRequest, labels: Set<string>, ipSets: ReadonlyMap<string, readonly string[]> = new Map(),
): boolean {
  if (statement.AndStatement) {
    return statement.AndStatement.Statements.every((nested) => holds(nested, request, labels, ipSets));
  }
  if (statement.OrStatement) {
    return statement.OrStatement.Statements.some((nested) => holds(nested, request, labels, ipSets));
  }
  if (statement.NotStatement) {
    return !holds(statement.NotStatement.Statement, request, labels, ipSets);
  }
  if (statement.GeoMatchStatement) {
    return request.country !== undefined && statement.GeoMatchStatement.CountryCodes.includes(request.country);
  }
  if (statement.IPSetReferenceStatement) {
    return isIn(ipSets.get(statement.IPSetReferenceStatement.Arn['Fn::GetAtt'][0])!, request.ip ?? '192.0.2.1');
  }
  if (statement.LabelMatchStatement) {
    return labels.has(statement.LabelMatchStatement.Key);
  }
  const matching = statement.ByteMatchStatement ?? statement.RegexMatchStatement ?? statement.SizeConstraintStatement;
  if (!matching) {
    throw new Error(`the evaluator knows no ${Object.keys(statement)}`);
  }
  const found = component(matching.FieldToMatch, request);
  if (found === undefined) {
    return false;
  }
  const value = transformed(found, matching.TextTransformations);
  if (statement.ByteMatchStatement?.PositionalConstraint === 'EXACTLY') {
    return value === statement.ByteMatchStatement.SearchString;
  }
  if (statement.RegexMatchStatement) {
    return new RegExp(statement.RegexMatchStatement.RegexString).test(value);
  }
  if (statement.SizeConstraintStatement?.ComparisonOperator === 'GT') {
    return value.length > statement.SizeConstraintStatement.Size;
  }
  throw new Error(`the evaluator cannot compare as ${JSON.stringify(statement)} says`);
}

function isIn(ranges: readonly string[], address: string): boolean {
  const list = new BlockList();
  for (const [network, length] of ranges.map((range) => range.split('/'))) {
    list.addSubnet(network, Number(length), isIPv4(network) ? 'ipv4' : 'ipv6');
  }
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function component(field: CfnFieldToMatch, request: WafRequest): string | undefined {
  if (field.UriPath) {
    return request.path;
  }
  if (field.Method) {
    return request.method;
  }
  if (field.QueryString) {
    return request.query ?? '';
  }
  if (field.Body) {
    return (request.body ?? '').slice(0, INSPECTED_BODY_BYTES);
  }
  if (field.SingleHeader) {
    return request.headers?.[field.SingleHeader.Name.toLowerCase()];
  }
  if (field.SingleQueryArgument) {
    return rawQueryArgument(request.query ?? '', field.SingleQueryArgument.Name);
  }
  throw new Error(`the evaluator cannot see ${JSON.stringify(field)}`);
}

/** Not decoded: a text transformation does that. */
function rawQueryArgument(query: string, name: string): string | undefined {
  const pair = query.split('&').map((part) => part.split('=')).find(([key]) => key.toLowerCase() === name);
  return pair?.slice(1).join('=');
}

function transformed(value: string, transformations: readonly { readonly Priority: number; readonly Type: string }[]): string {
  return [...transformations].sort((a, b) => a.Priority - b.Priority).reduce((text, { Type }) => transform(Type, text), value);
}

function transform(type: string, text: string): string {
  switch (type) {
    case 'NONE': return text;
    case 'LOWERCASE': return text.toLowerCase();
    case 'URL_DECODE': case 'URL_DECODE_UNI': return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    case 'SHA256': return createHash('sha256').update(text).digest('hex');
    default: throw new Error(`the evaluator cannot transform by ${type}`);
  }
}
