import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { apiMetric, functionMetric, serverMetric } from './metrics';
import { FunctionRole, MonitoredFunction } from './monitored-function';
import { METRICS } from '../contract/metrics';

/** Where an on-call engineer finds what an alarm means. The anchor of an alarm is its construct id in kebab-case. */
export const RUNBOOK_URL = 'https://github.com/cdk-remote-mcp-server/cdk-remote-mcp-server/blob/main/docs/runbook.md';

/** What is watched. Values may be tokens. */
export interface Watched {
  readonly apiName: string;
  readonly stageName: string;
  readonly functions: readonly MonitoredFunction[];
  readonly resource: string;
  /** Whether requests last long that only wait. */
  readonly hasOpenStreams?: boolean;
  /** Whether the functions count calls. */
  readonly hasMetrics?: boolean;
}

export interface AlarmThresholds {
  readonly errors: number;
  readonly throttles: number;
  readonly serverErrors: number;
  readonly latency: Duration;
  readonly toolFailurePercent: number;
}

export interface AlarmDefinition {
  /** Construct id of the alarm. */
  readonly id: string;
  /** The problem, in one sentence. */
  readonly summary: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly comparison: cloudwatch.ComparisonOperator;
  /** How many periods in a row. */
  readonly periods: number;
  /** Whether somebody must look now: people are kept from their work, or a credential may be stolen. */
  readonly isUrgent: boolean;
}

/** How the alarms of a function are called, and what they say. */
interface FunctionAlarms {
  /** The beginning of their construct ids. */
  readonly name: string;
  readonly errors: string;
  readonly throttles: string;
}

const FUNCTION_ALARMS: { readonly [role in FunctionRole]: FunctionAlarms } = {
  [FunctionRole.MCP]: {
    name: 'McpFunction',
    errors: 'The function that answers MCP requests fails.',
    throttles: 'MCP requests are turned away for lack of concurrency.',
  },
  [FunctionRole.AUTHORIZER]: {
    name: 'Authorizer',
    errors: 'The function that checks access tokens cannot decide about them.',
    throttles: 'Access tokens go unchecked for lack of concurrency.',
  },
  [FunctionRole.OAUTH]: {
    name: 'OAuthFunction',
    errors: 'The function that answers OAuth requests fails.',
    throttles: 'OAuth requests are turned away for lack of concurrency.',
  },
  [FunctionRole.DOCUMENT_FETCHER]: {
    name: 'DocumentFetcher',
    errors: 'The function that fetches what clients publish fails.',
    throttles: 'Clients that publish their metadata stay out for lack of concurrency.',
  },
  [FunctionRole.SERVER_CODE]: {
    name: 'ServerCode',
    errors: 'The function of your own that is the MCP server fails.',
    throttles: 'MCP requests are turned away for lack of concurrency of the function of your own.',
  },
  [FunctionRole.CONNECTOR]: {
    name: 'Connector',
    errors: 'The function that speaks to the APIs behind tools fails.',
    throttles: 'Tools that call APIs are turned away for lack of concurrency.',
  },
  [FunctionRole.TASK_RUNNER]: {
    name: 'TaskRunner',
    errors: 'The function that runs tools as tasks fails.',
    throttles: 'Tasks wait, or are lost, for lack of concurrency.',
  },
  [FunctionRole.AUDIT]: {
    name: 'Audit',
    errors: 'The function that copies audit lines fails: lines may be missing in the audit log.',
    throttles: 'Audit lines wait for lack of concurrency.',
  },
  [FunctionRole.ROTATION]: {
    name: 'Rotation',
    errors: 'The signing secret could not be rotated; its current value stays in use.',
    throttles: 'The rotation of the signing secret waits for lack of concurrency.',
  },
};

export function alarmDefinitions(watched: Watched, thresholds: AlarmThresholds): AlarmDefinition[] {
  return [
    ...watched.functions.flatMap((fn) => functionAlarms(fn, watched, thresholds)),
    atLeast(thresholds.serverErrors, 'ServerErrors', 'The API answers with 5xx statuses.', apiMetric(watched, '5XXError'), true),
    ...watched.hasOpenStreams ? [] : [latencyAlarm(watched, thresholds)],
    ...watched.hasMetrics ? [toolFailuresAlarm(watched, thresholds)] : [],
    ...watched.functions.some(({ role }) => role === FunctionRole.OAUTH) ? authorizationServerAlarms(watched.resource) : [],
  ];
}

function latencyAlarm(watched: Watched, thresholds: AlarmThresholds): AlarmDefinition {
  return {
    id: 'Latency',
    summary: 'More than a tenth of the requests are slow.',
    metric: apiMetric(watched, 'Latency', { statistic: cloudwatch.Stats.percentile(90) }),
    threshold: thresholds.latency.toMilliseconds(),
    comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    periods: 3,
    isUrgent: false,
  };
}

/** Failures of so few calls say nothing about a share. */
const FAILURES_AT_LEAST = 5;

function toolFailuresAlarm({ resource }: Watched, { toolFailurePercent }: AlarmThresholds): AlarmDefinition {
  const period = Duration.minutes(15);
  return {
    id: 'ToolFailures',
    summary: 'Tools give no answers: they crash, take too long, or cannot be reached.',
    metric: new cloudwatch.MathExpression({
      expression: `IF(failures >= ${FAILURES_AT_LEAST}, 100 * failures / calls, 0)`,
      usingMetrics: {
        failures: serverMetric(resource, METRICS.toolFailures, { period }),
        calls: serverMetric(resource, METRICS.toolFailures, { period, statistic: cloudwatch.Stats.SAMPLE_COUNT }),
      },
      period,
      label: 'calls without an answer, percent',
    }),
    threshold: toolFailurePercent,
    comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    periods: 1,
    isUrgent: true,
  };
}

/** The alarms of one function. */
export function functionAlarms({ role, functionName }: MonitoredFunction, { resource }: Pick<Watched, 'resource'>, thresholds: AlarmThresholds): AlarmDefinition[] {
  const { name, errors, throttles } = FUNCTION_ALARMS[role];
  const isUrgent = role !== FunctionRole.AUDIT && role !== FunctionRole.ROTATION;
  // Lambda counts every refused token as an error of the authorizer, so the authorizer counts its failures itself.
  const failures = role === FunctionRole.AUTHORIZER ? serverMetric(resource, METRICS.authorizationUndecided) : functionMetric(functionName, 'Errors');
  return [
    atLeast(thresholds.errors, `${name}Errors`, errors, failures, isUrgent),
    atLeast(thresholds.throttles, `${name}Throttles`, throttles, functionMetric(functionName, 'Throttles'), isUrgent),
  ];
}

/** The alarms of tools of other MCP servers. */
export function remoteToolAlarms({ resource }: Pick<Watched, 'resource'>): AlarmDefinition[] {
  return [atLeast(1, 'RemoteToolChanged', 'A tool of another MCP server is refused: it is no longer what its lock file says.', serverMetric(resource, METRICS.remoteToolChanged))];
}

function authorizationServerAlarms(resource: string): AlarmDefinition[] {
  return [
    atLeast(
      1, 'CredentialReused', 'A refresh token or an authorization code was used again, as a stolen one would be, and its grant was revoked.',
      serverMetric(resource, METRICS.credentialReused), true,
    ),
    atLeast(
      1, 'SigningSecretUnavailable', 'No access token can be issued: the signing secret or the signing key cannot be used.',
      serverMetric(resource, METRICS.signingSecretUnavailable), true,
    ),
  ];
}

function atLeast(threshold: number, id: string, summary: string, metric: cloudwatch.Metric, isUrgent = false): AlarmDefinition {
  return { id, summary, metric, threshold, comparison: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, periods: 1, isUrgent };
}

/** The description of an alarm leads to its entry in the runbook. */
export function descriptionOf({ id, summary }: Pick<AlarmDefinition, 'id' | 'summary'>): string {
  return `${summary} ${RUNBOOK_URL}#${anchorOf(id)}`;
}

/** `OAuthFunctionErrors` becomes `oauth-function-errors`. */
export function anchorOf(id: string): string {
  return id.replace(/^OAuth/, 'Oauth').replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase();
}
