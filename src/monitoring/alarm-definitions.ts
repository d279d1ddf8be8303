import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { apiMetric, functionMetric, serverMetric } from './metrics';
import { METRICS } from '../contract/metrics';

/** Where an on-call engineer finds what an alarm means. The anchor of an alarm is its construct id in kebab-case. */
export const RUNBOOK_URL = 'https://github.com/cdk-remote-mcp-server/cdk-remote-mcp-server/blob/main/docs/runbook.md';

/** What is watched. Values may be tokens. */
export interface Watched {
  readonly apiName: string;
  readonly stageName: string;
  readonly mcpFunctionName: string;
  /** Left out where nobody checks access tokens. */
  readonly authorizerFunctionName?: string;
  /** Left out where the server has no authorization server of its own. */
  readonly oauthFunctionName?: string;
  /** Left out where nothing is fetched. */
  readonly documentFetcherFunctionName?: string;
  readonly resource: string;
}

export interface AlarmThresholds {
  readonly errors: number;
  readonly throttles: number;
  readonly serverErrors: number;
  readonly latency: Duration;
}

export interface AlarmDefinition {
  /** Construct id of the alarm. */
  readonly id: string;
  /** What is the matter, in a sentence. */
  readonly summary: string;
  readonly metric: cloudwatch.Metric;
  readonly threshold: number;
  readonly comparison: cloudwatch.ComparisonOperator;
  /** How many periods in a row. */
  readonly periods: number;
}

export function alarmDefinitions(watched: Watched, thresholds: AlarmThresholds): AlarmDefinition[] {
  const { authorizerFunctionName, oauthFunctionName, documentFetcherFunctionName } = watched;
  const latency = apiMetric(watched, 'Latency', { statistic: cloudwatch.Stats.percentile(90) });
  return [
    atLeast(thresholds.errors, 'McpFunctionErrors', 'The function that answers MCP requests fails.', functionMetric(watched.mcpFunctionName, 'Errors')),
    // Lambda counts every refused token as an error of the authorizer, so the authorizer counts its failures itself.
    ...where(authorizerFunctionName, () => atLeast(
      thresholds.errors, 'AuthorizerErrors', 'The function that checks access tokens cannot decide about them.',
      serverMetric(watched.resource, METRICS.authorizationUndecided),
    )),
    ...where(oauthFunctionName, (name) => atLeast(
      thresholds.errors, 'OAuthFunctionErrors', 'The function that answers OAuth requests fails.', functionMetric(name, 'Errors'),
    )),
    ...where(documentFetcherFunctionName, (name) => atLeast(
      thresholds.errors, 'DocumentFetcherErrors', 'The function that fetches what clients publish fails.', functionMetric(name, 'Errors'),
    )),
    atLeast(thresholds.throttles, 'McpFunctionThrottles', 'MCP requests are turned away for lack of concurrency.', functionMetric(watched.mcpFunctionName, 'Throttles')),
    ...where(authorizerFunctionName, (name) => atLeast(
      thresholds.throttles, 'AuthorizerThrottles', 'Access tokens go unchecked for lack of concurrency.', functionMetric(name, 'Throttles'),
    )),
    ...where(oauthFunctionName, (name) => atLeast(
      thresholds.throttles, 'OAuthFunctionThrottles', 'OAuth requests are turned away for lack of concurrency.', functionMetric(name, 'Throttles'),
    )),
    ...where(documentFetcherFunctionName, (name) => atLeast(
      thresholds.throttles, 'DocumentFetcherThrottles', 'Clients that publish their metadata stay out for lack of concurrency.',
      functionMetric(name, 'Throttles'),
    )),
    atLeast(thresholds.serverErrors, 'ServerErrors', 'The API answers with 5xx statuses.', apiMetric(watched, '5XXError')),
    {
      id: 'Latency',
      summary: 'More than a tenth of the requests are slow.',
      metric: latency,
      threshold: thresholds.latency.toMilliseconds(),
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      periods: 3,
    },
    ...where(oauthFunctionName, () => atLeast(
      1, 'CredentialReused', 'A refresh token or an authorization code was used again, as a stolen one would be, and its grant was revoked.',
      serverMetric(watched.resource, METRICS.credentialReused),
    )),
    ...where(oauthFunctionName, () => atLeast(
      1, 'SigningSecretUnavailable', 'No access token can be issued: the signing secret cannot be used.',
      serverMetric(watched.resource, METRICS.signingSecretUnavailable),
    )),
  ];
}

/** An alarm of a function that not every server has. */
function where(functionName: string | undefined, definition: (functionName: string) => AlarmDefinition): AlarmDefinition[] {
  return functionName === undefined ? [] : [definition(functionName)];
}

function atLeast(threshold: number, id: string, summary: string, metric: cloudwatch.Metric): AlarmDefinition {
  return { id, summary, metric, threshold, comparison: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, periods: 1 };
}

/** The description of an alarm leads to its entry in the runbook. */
export function descriptionOf({ id, summary }: AlarmDefinition): string {
  return `${summary} ${RUNBOOK_URL}#${anchorOf(id)}`;
}

/** `OAuthFunctionErrors` becomes `oauth-function-errors`. */
export function anchorOf(id: string): string {
  return id.replace(/^OAuth/, 'Oauth').replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase();
}
