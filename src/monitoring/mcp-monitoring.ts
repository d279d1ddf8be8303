import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmDefinition, alarmDefinitions, AlarmThresholds, functionAlarms, remoteToolAlarms } from './alarm-definitions';
import { AnomalyAlarms } from './anomaly-alarms';
import { AVAILABILITY_PERCENT_MIN, BurnRateAlarms } from './burn-rate-alarms';
import { McpAlarms } from './mcp-alarms';
import { McpDashboard } from './mcp-dashboard';
import { MonitoredFunction } from './monitored-function';
import { checksArguments } from '../private/declared';
import { ValidationError } from '../private/validation-error';

const DASHBOARD = 'Dashboard';

/** When the standard monitoring raises an alarm, and which topics it notifies. */
export interface McpMonitoringProps {
  /**
   * What every alarm does when it is raised and when it ends, such as notifying an SNS topic.
   *
   * @default - alarms change their state and tell no one
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * What urgent alarms do besides, when they are raised and when they end, such as waking somebody. Urgent is what keeps people from their work now, or may be a
   * theft; not urgent are `Latency`, `RemoteToolChanged`, those of `anomalies` and those of the audit.
   *
   * @default - the same as others
   */
  readonly urgentAlarmActions?: cloudwatch.IAlarmAction[];

  /**
   * Failures of one function within five minutes that raise its alarm. A refused access token is no failure.
   *
   * @default 1
   */
  readonly errorThreshold?: number;

  /**
   * Throttled invocations of one function within five minutes that raise its alarm.
   *
   * @default 1
   */
  readonly throttleThreshold?: number;

  /**
   * Answers of the API with a 5xx status within five minutes that raise the alarm.
   *
   * @default 5
   */
  readonly serverErrorThreshold?: number;

  /**
   * Time that more than a tenth of the requests must take, for fifteen minutes, to raise the alarm.
   *
   * Tools decide it above all: a call lasts as long as its tool.
   *
   * @default Duration.seconds(10)
   */
  readonly latencyThreshold?: Duration;

  /**
   * Percent of the calls within 15 minutes, and at least five of them, whose tool gave no answer, that raise the alarm when there are more.
   *
   * @default 10
   */
  readonly toolFailurePercentThreshold?: number;

  /**
   * Percent of the requests of 30 days that the API is to answer without a 5xx status, such as 99.9: from 95 to less than 100. Two composite alarms tell when the
   * rest is used up too fast, over two windows each, so that neither a short peak nor few requests raise them: `ErrorBudgetFastBurn`, which is urgent (two percent
   * within an hour), and `ErrorBudgetSlowBurn` (five percent within six hours). They do what the other alarms do, and are not in `server.alarms`. They cost about
   * 1.80 USD a month.
   *
   * @see https://sre.google/workbook/alerting-on-slos/
   * @default - no such alarms
   */
  readonly availabilityPercent?: number;

  /**
   * Whether alarms tell of what is unusual at this time of the day and the week, which CloudWatch learns from two weeks: `UnusualCalls` (far more calls of tools than
   * usual, or far less), `UnusualLatency` (of the slowest hundredth) and `UnusualErrors` (their share). What is unusual has to last for 15 minutes, and five minutes
   * with less than 20 calls, or less than five errors, count as usual, so that a server which is hardly used raises none. None is urgent. They cost about 1.10 USD
   * a month.
   *
   * Throws `AnomaliesWithoutMetrics` for a server with `McpMetrics.none()`: they look at what it counts.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
   * @default false
   */
  readonly anomalies?: boolean;

  /**
   * A dashboard in CloudWatch: which alarms are raised, whether clients get answers, which tool or function is to blame, and why people are refused. It costs 3 USD
   * a month; the first three of an account cost nothing.
   *
   * @default false
   */
  readonly dashboard?: boolean;
}

/** The properties of the server that a monitoring watches. Values may be tokens. */
export interface McpMonitoringBindOptions {
  /** Name of the REST API, a dimension of its metrics: two APIs of one name in one Region are counted together. */
  readonly apiName: string;

  /** Name of the stage. */
  readonly stageName: string;

  /** The server's functions. Their number differs from server to server: without authorization there is no authorizer. */
  readonly functions: MonitoredFunction[];

  /** The server's canonical URL, which distinguishes its metrics from those of other servers. */
  readonly resource: string;

  /**
   * Whether clients hold streams open, so that how long requests take says nothing.
   *
   * @default false
   */
  readonly hasOpenStreams?: boolean;

  /**
   * Whether the server's functions count calls, requests and events.
   *
   * @default false
   */
  readonly hasMetrics?: boolean;
}

/** A function that a server has only when a tool needs it. Values may be tokens. */
export interface McpMonitoringBindFunctionOptions {
  /** The function. */
  readonly function: MonitoredFunction;

  /** The server's canonical URL, which distinguishes its metrics from those of other servers. */
  readonly resource: string;
}

/** A server that has tools of other MCP servers. Values may be tokens. */
export interface McpMonitoringBindRemoteToolsOptions {
  /** The server's canonical URL, which distinguishes its metrics from those of other servers. */
  readonly resource: string;
}

/** The resources that a monitoring created. */
export interface McpMonitoringConfig {
  /** The alarms, in no particular order. Empty where there are none. */
  readonly alarms: cloudwatch.Alarm[];
}

/** The monitoring of the server. */
export abstract class McpMonitoring {
  static {
    checksArguments(this, 'McpMonitoring');
  }

  /**
   * CloudWatch alarms for failures of functions and tools, throttling, 5xx answers, latency, reused credentials and a missing signing secret.
   *
   * The description of each alarm links to its runbook entry. Thirteen alarms cost about 1.40 USD a month. A server with subscriptions has none
   * for latency: its open streams are slow requests.
   */
  public static standard(props: McpMonitoringProps = {}): McpMonitoring {
    return new StandardMcpMonitoring(props);
  }

  /** No alarms. */
  public static none(): McpMonitoring {
    return new NoMcpMonitoring();
  }

  protected constructor() {}

  /**
   * Watches a server.
   *
   * @param scope The binding scope. The alarms are created in it.
   */
  public abstract bind(scope: Construct, options: McpMonitoringBindOptions): McpMonitoringConfig;

  /**
   * Watches a function that a server has only when a tool needs it, after `bind()`. Nothing, where a monitoring of your own does not override it.
   *
   * @param _scope The binding scope. The alarms are created in it.
   * @param _options the function
   */
  public bindFunction(_scope: Construct, _options: McpMonitoringBindFunctionOptions): McpMonitoringConfig {
    return { alarms: [] };
  }

  /**
   * Watches for tools of other MCP servers that changed, after `bind()`, once for each server that has any. Nothing, where a monitoring of your own does not
   * override it.
   *
   * @param _scope The binding scope. The alarms are created in it.
   * @param _options the server
   */
  public bindRemoteTools(_scope: Construct, _options: McpMonitoringBindRemoteToolsOptions): McpMonitoringConfig {
    return { alarms: [] };
  }
}

class StandardMcpMonitoring extends McpMonitoring {
  constructor(private readonly props: McpMonitoringProps) {
    super();
  }

  public bind(scope: Construct, options: McpMonitoringBindOptions): McpMonitoringConfig {
    if (this.props.dashboard) {
      new McpDashboard(scope, DASHBOARD, options);
    }
    const { availabilityPercent, alarmActions = [], urgentAlarmActions = [] } = this.props;
    if (availabilityPercent !== undefined) {
      new BurnRateAlarms(scope, 'ErrorBudget', {
        watched: options, availabilityPercent: availability(availabilityPercent, scope), alarmActions, urgentAlarmActions,
      });
    }
    const standard = this.alarms(scope, 'Alarms', alarmDefinitions(options, this.thresholds(scope)));
    return this.props.anomalies ? { alarms: [...standard.alarms, ...this.anomalies(scope, options)] } : standard;
  }

  public override bindFunction(scope: Construct, options: McpMonitoringBindFunctionOptions): McpMonitoringConfig {
    dashboardIn(scope)?.addFunction(options.function);
    return this.alarms(scope, `${options.function.role}-alarms`, functionAlarms(options.function, options, this.thresholds(scope)));
  }

  public override bindRemoteTools(scope: Construct, options: McpMonitoringBindRemoteToolsOptions): McpMonitoringConfig {
    return this.alarms(scope, 'remote-tool-alarms', remoteToolAlarms(options));
  }

  private anomalies(scope: Construct, { resource, hasMetrics }: McpMonitoringBindOptions): cloudwatch.Alarm[] {
    if (!hasMetrics) {
      throw new ValidationError('AnomaliesWithoutMetrics', 'anomalies are those of calls, which this server does not count; set metrics to McpMetrics.standard(), or anomalies to false', scope);
    }
    const { alarms } = new AnomalyAlarms(scope, 'Anomalies', { resource, alarmActions: this.props.alarmActions ?? [] });
    dashboardIn(scope)?.addAlarms(alarms);
    return alarms;
  }

  private alarms(scope: Construct, id: string, definitions: readonly AlarmDefinition[]): McpMonitoringConfig {
    const { alarmActions = [], urgentAlarmActions = [] } = this.props;
    const { alarms } = new McpAlarms(scope, id, { definitions, alarmActions, urgentAlarmActions });
    dashboardIn(scope)?.addAlarms(alarms);
    return { alarms };
  }

  private thresholds(scope: Construct): AlarmThresholds {
    return {
      errors: count('errorThreshold', this.props.errorThreshold ?? 1, scope),
      throttles: count('throttleThreshold', this.props.throttleThreshold ?? 1, scope),
      serverErrors: count('serverErrorThreshold', this.props.serverErrorThreshold ?? 5, scope),
      latency: time('latencyThreshold', this.props.latencyThreshold ?? Duration.seconds(10), scope),
      toolFailurePercent: percent('toolFailurePercentThreshold', this.props.toolFailurePercentThreshold ?? 10, scope),
    };
  }
}

class NoMcpMonitoring extends McpMonitoring {
  constructor() {
    super();
  }

  public bind(_scope: Construct, _options: McpMonitoringBindOptions): McpMonitoringConfig {
    return { alarms: [] };
  }
}

/** Of the server, if it has one. */
function dashboardIn(scope: Construct): McpDashboard | undefined {
  return scope.node.tryFindChild(DASHBOARD) as McpDashboard | undefined;
}

function count(prop: string, threshold: number, scope: Construct): number {
  if (!Token.isUnresolved(threshold) && !(Number.isInteger(threshold) && threshold >= 1)) {
    throw new ValidationError('InvalidAlarmThreshold', `${prop} is ${threshold}; make it a whole number from 1`, scope);
  }
  return threshold;
}

function percent(prop: string, threshold: number, scope: Construct): number {
  if (!Token.isUnresolved(threshold) && !(threshold >= 0 && threshold < 100)) {
    throw new ValidationError('InvalidAlarmThreshold', `${prop} is ${threshold}; make it a number from 0 to less than 100`, scope);
  }
  return threshold;
}

/** The thresholds are computed from it, so it is known at synthesis. */
function availability(percentage: number, scope: Construct): number {
  if (!(percentage >= AVAILABILITY_PERCENT_MIN && percentage < 100)) {
    throw new ValidationError('InvalidAlarmThreshold', `availabilityPercent is ${percentage}; make it a number from ${AVAILABILITY_PERCENT_MIN} to less than 100`, scope);
  }
  return percentage;
}

function time(prop: string, threshold: Duration, scope: Construct): Duration {
  if (!threshold.isUnresolved() && threshold.toMilliseconds() <= 0) {
    throw new ValidationError('InvalidAlarmThreshold', `${prop} is ${threshold.toHumanString()}; make it longer than zero`, scope);
  }
  return threshold;
}
