import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as destinations from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import { AuditQueries } from './audit-queries';
import { AuditFunction } from '../functions/audit-function';
import { liveAlias } from '../functions/live-alias';
import { checksArguments } from '../private/declared';

/** A log group of its own for audit lines. */
export interface McpAuditLogGroupProps {
  /**
   * How long audit lines are kept.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;

  /**
   * What is masked for everybody without the permission `logs:Unmask`, such as e-mail addresses in arguments that tools declare as
   * `auditedArguments`. Scanning costs 0.12 USD for each GB.
   *
   * @default - nothing is masked
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
   */
  readonly dataProtectionPolicy?: logs.DataProtectionPolicy;
}

/** The properties of the server whose audit lines are collected. */
export interface McpAuditBindOptions {
  /** What happens to what is kept when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;

  /** How long the server's own logs are kept. */
  readonly logRetention: logs.RetentionDays;

  /**
   * The key that encrypts what is kept.
   *
   * @default - a key of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey;
}

/** Where audit lines go. */
export interface McpAuditConfig {
  /**
   * Where the server's functions' log groups send their audit lines, each by a subscription filter of its own, of which a log group may have two.
   *
   * @default - audit lines stay where they were written
   */
  readonly destination?: logs.ILogSubscriptionDestination;

  /**
   * The log group that holds nothing but audit lines.
   *
   * @default - there is none
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * The function that collects audit lines, to be watched by the server's monitoring.
   *
   * @default - there is none
   */
  readonly collector?: lambda.IFunction;
}

/**
 * Where audit lines are kept. There is one for each call of a tool, each resource that is read, each prompt, and each event of OAuth: who, what, by which
 * client, from where, what came of it, and how long it took. Values of arguments are in it only where a tool declares them as `auditedArguments`; results,
 * tokens and secrets never.
 *
 * Each is the one line that a function logs of a request anyway, so that the audit costs a request no time.
 */
export abstract class McpAudit {
  static {
    checksArguments(this, 'McpAudit');
  }

  /** Audit lines are in the logs of the server's functions, among other lines, and are kept as long as these. Costs nothing more. */
  public static functionLogs(): McpAudit {
    return new FunctionLogs();
  }

  /**
   * Audit lines are copied from the logs of the server's functions into a log group of their own, within seconds, with saved queries for CloudWatch
   * Logs Insights. A function does it that sees them after they were written: no request waits for it. A line may be copied twice.
   *
   * A line of 500 bytes costs about 0.25 USD for each million, which is CloudWatch Logs' 0.50 USD for each GB, and the function about 0.30 USD for a
   * million lines that come alone; two alarms cost 0.20 USD a month. Idle, the rest costs nothing.
   */
  public static logGroup(props: McpAuditLogGroupProps = {}): McpAudit {
    return new AuditLogGroup(props);
  }

  protected constructor() {}

  /**
   * Makes what collects audit lines.
   *
   * @param scope The binding scope. What collects them is created in it.
   * @param options the server
   */
  public abstract bind(scope: Construct, options: McpAuditBindOptions): McpAuditConfig;
}

class FunctionLogs extends McpAudit {
  constructor() {
    super();
  }

  public bind(_scope: Construct, _options: McpAuditBindOptions): McpAuditConfig {
    return {};
  }
}

class AuditLogGroup extends McpAudit {
  constructor(private readonly props: McpAuditLogGroupProps) {
    super();
  }

  public bind(scope: Construct, options: McpAuditBindOptions): McpAuditConfig {
    const logGroup = new logs.LogGroup(scope, 'AuditTrail', {
      retention: this.props.retention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: options.removalPolicy,
      encryptionKey: options.encryptionKey,
      dataProtectionPolicy: this.props.dataProtectionPolicy,
    });
    const auditLogStream = new logs.LogStream(scope, 'AuditTrailStream', { logGroup, removalPolicy: options.removalPolicy });
    const { function: collector } = new AuditFunction(scope, 'Audit', { ...options, auditLogGroup: logGroup, auditLogStream });
    new AuditQueries(scope, 'AuditQueries', { logGroup });
    return { logGroup, collector, destination: new destinations.LambdaDestination(liveAlias(collector)) };
  }
}
