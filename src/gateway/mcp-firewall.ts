import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { McpBotControl } from './firewall/bot-control';
import { McpFirewallScope, McpFirewallTarget } from './firewall/firewall-target';
import { RateLimits } from './firewall/rate-rules';
import { StandardFirewall } from './firewall/standard-firewall';
import { placeOfWebAcl } from './firewall/web-acl-place';
import { checksArguments } from '../private/declared';
import { ValidationError } from '../private/validation-error';

/** What the standard firewall lets you change. The limits are counted by AWS WAF, seconds late: a burst overshoots them. */
export interface McpFirewallProps {
  /**
   * Registrations (RFC 7591) from one IP address in five minutes. More get 429.
   *
   * @default 20
   */
  readonly registrationsPerIp?: number;

  /**
   * Requests to the endpoints for authorization, tokens, revocation and introspection from one IP address in a minute. More get 429.
   *
   * Hosted clients send all their users' requests from a few addresses: do not tighten it.
   *
   * @default 300
   */
  readonly authorizationRequestsPerIp?: number;

  /**
   * Requests to the MCP endpoint with one access token in a minute. More get 429.
   *
   * @default 600
   */
  readonly requestsPerToken?: number;

  /**
   * Requests to the MCP endpoint without an access token from one IP address in a minute. More get 429.
   *
   * @default 120
   */
  readonly unauthenticatedRequestsPerIp?: number;

  /**
   * Requests of any kind from one IP address in a minute. More get 429.
   *
   * Raise it for a busy server: hosted clients share few addresses.
   *
   * @default 3000
   */
  readonly requestsPerIp?: number;

  /**
   * The only addresses that may call, as addresses or ranges such as `192.0.2.0/24` or `2001:db8::/32`. Others get 403. People sign in from their own addresses,
   * hosted clients call from those of their makers: name both. Costs 1 USD a month.
   *
   * Throws `InvalidFirewallAddress` or `EmptyFirewallList`.
   *
   * @default - any address
   */
  readonly allowedAddresses?: string[];

  /**
   * Addresses or ranges that get 403. Costs 1 USD a month. Throws `InvalidFirewallAddress` or `EmptyFirewallList`.
   *
   * @default - none
   */
  readonly blockedAddresses?: string[];

  /**
   * The only countries that requests may come from, by their codes of ISO 3166 such as `DE`. Others get 403. Hosted clients call from where their makers'
   * machines are, wherever their users are. Costs 1 USD a month.
   *
   * Throws `InvalidFirewallCountry` or `EmptyFirewallList`.
   *
   * @default - any country
   */
  readonly allowedCountries?: string[];

  /**
   * Countries whose requests get 403. Costs 1 USD a month. Throws `InvalidFirewallCountry` or `EmptyFirewallList`.
   *
   * @default - none
   */
  readonly blockedCountries?: string[];

  /**
   * Whether AWS's Bot Control looks at requests to the pages that people see: authorization, consent, the return from the identity provider. It sees no others, because hosted clients
   * and SDKs are bots to it. Count before you block: people's own tools may be among what it finds.
   *
   * Costs 11 USD a month (10 for the group, 1 for the rule), and 1 USD for each million requests to those pages.
   *
   * @default - bots are not told from people
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-bot.html
   */
  readonly botControl?: McpBotControl;

  /**
   * Rules of your own, which are asked after those of the standard firewall: from priority 1000. See to it that none blocks bodies of the MCP endpoint, or clients
   * without a User-Agent. Each costs 1 USD a month; rule groups have prices of their own.
   *
   * Throws `InvalidFirewallRule`.
   *
   * @default - none
   */
  readonly additionalRules?: wafv2.CfnWebACL.RuleProperty[];

  /**
   * Whether blocked and counted requests are logged, without tokens, cookies and query strings. The log group is there in any case, so that
   * what was logged before stays where it is, and logging can be turned on again.
   *
   * @default true
   */
  readonly logging?: boolean;

  /**
   * How long the log is kept.
   *
   * @default - as long as the server's other logs
   */
  readonly logRetention?: logs.RetentionDays;
}

/** The properties of the server that a firewall protects. */
export interface McpFirewallBindOptions {
  /** The resource that the server's endpoint asks to protect. */
  readonly target: McpFirewallTarget;

  /**
   * What may precede a route's path in the URL that AWS WAF sees: `/` and the stage name, or the empty string.
   *
   * Paths are recognised with and without it, so that one that never appears does no harm.
   */
  readonly stagePrefix: string;

  /**
   * Whether the server publishes a card, which programs fetch at `/server-card` below the MCP path.
   *
   * @default false
   */
  readonly serverCard?: boolean;

  /**
   * How long the server's logs are kept.
   *
   * @default logs.RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * What happens to the firewall's log when it is removed from the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The key that encrypts the firewall's log.
   *
   * @default - a key of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;
}

/** The resources that a firewall created. */
export interface McpFirewallConfig {
  /**
   * ARN of the web ACL.
   *
   * @default - there is no web ACL
   */
  readonly webAclArn?: string;

  /**
   * Where blocked and counted requests are logged.
   *
   * @default - nothing is logged by this firewall
   */
  readonly logGroup?: logs.ILogGroup;
}

/** The protection between the internet and the server. */
export abstract class McpFirewall {
  static {
    checksArguments(this, 'McpFirewall');
  }

  /**
   * AWS WAF with rules made for MCP and OAuth: AWS's rules against common attacks, without those that refuse loopback redirects,
   * long JSON-RPC messages and tool arguments that look like code; rate limits by IP address and by access token.
   *
   * It costs about 23 USD a month (5 for the web ACL, 1 for each of its 18 rules) and 0.60 USD for each million requests, even
   * when everything else costs nothing; its log costs what CloudWatch Logs costs.
   *
   * No rule about bodies applies to the MCP endpoint: tools check their own arguments.
   *
   * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
   */
  public static standard(props: McpFirewallProps = {}): McpFirewall {
    return new StandardMcpFirewall(props);
  }

  /**
   * A web ACL of your own. Before a stage or a custom domain it must be regional and in the server's Region;
   * before a distribution, global and in us-east-1.
   *
   * @param webAclArn ARN of the web ACL
   */
  public static fromWebAclArn(webAclArn: string): McpFirewall {
    return new ExistingMcpFirewall(webAclArn);
  }

  /** No firewall. The API's throttling is then the only limit. */
  public static none(): McpFirewall {
    return new NoMcpFirewall();
  }

  protected constructor() {}

  /**
   * Attaches the firewall to the resource that the endpoint asks to protect.
   *
   * A distribution names its web ACL itself: before one, no association is made, and the endpoint is given the ARN that this returns.
   *
   * @param scope The binding scope. The firewall's resources are created in it.
   */
  public abstract bind(scope: Construct, options: McpFirewallBindOptions): McpFirewallConfig;
}

class StandardMcpFirewall extends McpFirewall {
  constructor(private readonly props: McpFirewallProps) {
    super();
  }

  public bind(scope: Construct, options: McpFirewallBindOptions): McpFirewallConfig {
    requireOnlyWay(options.target, scope);
    const firewall = new StandardFirewall(placeOfWebAcl(scope, options), 'Firewall', {
      target: options.target,
      limits: rateLimits(this.props, scope),
      lists: this.props,
      botControl: this.props.botControl,
      additionalRules: additionalRules(this.props.additionalRules ?? [], scope),
      stagePrefix: options.stagePrefix,
      serverCard: options.serverCard ?? false,
      logging: this.props.logging ?? true,
      logRetention: this.props.logRetention ?? options.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN,
      encryptionKey: options.encryptionKey,
    });
    associate(scope, firewall.webAclArn, options.target);
    return { webAclArn: firewall.webAclArn, logGroup: firewall.logGroup };
  }
}

class ExistingMcpFirewall extends McpFirewall {
  constructor(private readonly webAclArn: string) {
    super();
  }

  public bind(scope: Construct, options: McpFirewallBindOptions): McpFirewallConfig {
    requireOnlyWay(options.target, scope);
    requireWebAclOf(options.target, this.webAclArn, scope);
    associate(scope, this.webAclArn, options.target);
    return { webAclArn: this.webAclArn };
  }
}

class NoMcpFirewall extends McpFirewall {
  constructor() {
    super();
  }

  public bind(_scope: Construct, _options: McpFirewallBindOptions): McpFirewallConfig {
    return {};
  }
}

function associate(scope: Construct, webAclArn: string, target: McpFirewallTarget): void {
  if (target.scope === McpFirewallScope.REGIONAL) {
    new wafv2.CfnWebACLAssociation(scope, 'FirewallAssociation', { resourceArn: target.arn, webAclArn });
  }
}

function requireOnlyWay({ bypassedBy }: McpFirewallTarget, scope: Construct): void {
  if (bypassedBy !== undefined) {
    throw new ValidationError('FirewallBypassed', `the firewall protects nothing while ${bypassedBy} bypasses it; disable that or use McpFirewall.none()`, scope);
  }
}

function rateLimits(props: McpFirewallProps, scope: Construct): RateLimits {
  return {
    registrationsPerIp: rateLimit('registrationsPerIp', props.registrationsPerIp ?? 20, scope),
    authorizationRequestsPerIp: rateLimit('authorizationRequestsPerIp', props.authorizationRequestsPerIp ?? 300, scope),
    requestsPerToken: rateLimit('requestsPerToken', props.requestsPerToken ?? 600, scope),
    unauthenticatedRequestsPerIp: rateLimit('unauthenticatedRequestsPerIp', props.unauthenticatedRequestsPerIp ?? 120, scope),
    requestsPerIp: rateLimit('requestsPerIp', props.requestsPerIp ?? 3000, scope),
  };
}

/** Those of the standard firewall are below. */
const ADDITIONAL_PRIORITY = 1000;

function additionalRules(rules: readonly wafv2.CfnWebACL.RuleProperty[], scope: Construct): readonly wafv2.CfnWebACL.RuleProperty[] {
  const low = rules.find(({ priority }) => !Token.isUnresolved(priority) && priority < ADDITIONAL_PRIORITY);
  if (low !== undefined) {
    throw new ValidationError('InvalidFirewallRule', `the additional rule "${low.name}" has priority ${low.priority}; give it one from ${ADDITIONAL_PRIORITY}`, scope);
  }
  return rules;
}

/** AWS WAF counts to no fewer than 10. */
function rateLimit(prop: string, limit: number, scope: Construct): number {
  if (!Token.isUnresolved(limit) && !(Number.isInteger(limit) && limit >= 10 && limit <= 2_000_000_000)) {
    throw new ValidationError('InvalidFirewallLimit', `${prop} is ${limit}; make it a whole number from 10 to 2000000000, the range of AWS WAF`, scope);
  }
  return limit;
}

function requireWebAclOf(target: McpFirewallTarget, arn: string, scope: Construct): void {
  if (Token.isUnresolved(arn)) {
    return;
  }
  const [, kind] = /^arn:[^:]+:wafv2:[^:]+:[^:]*:(regional|global)\/webacl\/[^/]+\/[^/]+$/.exec(arn) ?? [];
  const { needed, what, other } = target.scope === McpFirewallScope.REGIONAL
    ? { needed: 'regional', what: 'a regional API', other: 'a global web ACL protects CloudFront only' }
    : { needed: 'global', what: 'a distribution', other: 'a regional web ACL protects no CloudFront' };
  if (kind !== needed) {
    const reason = kind === undefined ? 'it is not the ARN of a web ACL' : other;
    throw new ValidationError('InvalidWebAclArn', `web ACL "${arn}" cannot protect ${what}: ${reason}; use arn:…:wafv2:…:${needed}/webacl/NAME/ID`, scope);
  }
}
