import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { ACCESS_REFUSED } from '../contract/audit/audit-line';
import { OAUTH_EVENTS } from '../contract/audit/oauth-event';
import { METHODS } from '../contract/mcp/methods';
import { METRIC_DIMENSIONS } from '../contract/metrics';
import { ValidationError } from '../private/validation-error';

/** Of the calls of tools. */
export interface McpToolMetricOptions extends cloudwatch.MetricOptions {
  /**
   * Name of a tool.
   *
   * @default - the calls of all tools
   */
  readonly tool?: string;
}

/** Of requests. */
export interface McpMethodMetricOptions extends cloudwatch.MetricOptions {
  /**
   * A method of MCP, such as `tools/list`.
   *
   * @default - requests of all methods
   */
  readonly method?: string;
}

/** Of events of OAuth. */
export interface McpOAuthMetricOptions extends cloudwatch.MetricOptions {
  /**
   * An event, such as `oauth/token` or `access/refused`.
   *
   * @default - all events
   * @see docs/audit.md
   */
  readonly event?: string;

  /**
   * Why it ended otherwise than ok, such as `invalid_grant`. Only with an event, and only of errors.
   *
   * @default - whatever the reason
   */
  readonly reason?: string;
}

/** What a metric is of, by dimension, and the other options. */
export interface Dimensioned {
  readonly dimensions: { readonly [name: string]: string };
  readonly options: cloudwatch.MetricOptions;
}

export function ofTool({ tool, ...options }: McpToolMetricOptions = {}): Dimensioned {
  return { dimensions: tool === undefined ? {} : { [METRIC_DIMENSIONS.tool]: tool }, options };
}

/** @throws ValidationError */
export function ofMethod(scope: IConstruct, { method, ...options }: McpMethodMetricOptions = {}): Dimensioned {
  if (method !== undefined && !(METHODS as readonly string[]).includes(method)) {
    throw new ValidationError('UnknownMetricMethod', `no requests are counted of the method "${method}"; name one of: ${METHODS.join(', ')}`, scope);
  }
  return { dimensions: method === undefined ? {} : { [METRIC_DIMENSIONS.method]: method }, options };
}

/** @throws ValidationError */
export function ofEvent(scope: IConstruct, { event, reason, ...options }: McpOAuthMetricOptions = {}): Dimensioned {
  const events: readonly string[] = [...OAUTH_EVENTS, ACCESS_REFUSED];
  if (event !== undefined && !events.includes(event)) {
    throw new ValidationError('UnknownMetricEvent', `no event is called "${event}"; name one of: ${events.join(', ')}`, scope);
  }
  if (reason !== undefined && event === undefined) {
    throw new ValidationError('MetricReasonWithoutEvent', `errors are counted by event and reason, and "${reason}" has no event; give one`, scope);
  }
  return {
    dimensions: { ...event !== undefined && { [METRIC_DIMENSIONS.event]: event }, ...reason !== undefined && { [METRIC_DIMENSIONS.reason]: reason } }, options,
  };
}
