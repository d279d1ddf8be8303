import { Annotations, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { McpMethodMetricOptions, McpOAuthMetricOptions, McpToolMetricOptions } from './metric-options';
import { ACCESS_REFUSALS } from '../contract/audit/access-refusal';
import { ACCESS_REFUSED } from '../contract/audit/audit-line';
import { OAUTH_EVENTS, OAUTH_REFUSALS } from '../contract/audit/oauth-event';
import { METHODS } from '../contract/mcp/methods';
import { METRIC_DIMENSIONS, RequestMetrics } from '../contract/metrics';
import { orLikelyMeant } from '../private/likeliest';
import { ValidationError } from '../private/validation-error';

/** What a metric is of, by dimension, and the other options. */
export interface Dimensioned {
  readonly dimensions: { readonly [name: string]: string };
  readonly options: cloudwatch.MetricOptions;
}

/** What a server counts, once all of its tools are known. */
export interface CountedThings {
  /** Undefined where somebody's own code has the tools. */
  readonly tools?: readonly string[];
  /** Those whose runs as tasks are counted. */
  readonly tasks: readonly string[];
  /** The tools that are told apart; undefined where nothing is counted. */
  readonly apart?: RequestMetrics['tools'];
  readonly events: readonly string[];
}

/**
 * The metrics that an app asked a server for. CloudWatch takes any name and has no data for it, so an alarm of a misspelt one would never be raised.
 *
 * Methods, events and reasons are judged at once, tools by {@link validate} when all are known.
 */
export class AskedMetrics {
  /** By name; undefined for all of a kind. */
  private readonly calls = new Set<string | undefined>();
  private readonly runs = new Set<string | undefined>();
  private readonly events = new Set<string | undefined>();
  private readonly methods = new Set<string | undefined>();

  /** @param part of the server, which warnings stand on: CDK asks only what is above a construct whether a warning was acknowledged before it came */
  constructor(private readonly server: IConstruct, private readonly part: IConstruct) {}

  public ofCalls(options?: McpToolMetricOptions): Dimensioned {
    return this.ofTool(this.calls, options);
  }

  public ofRuns(options?: McpToolMetricOptions): Dimensioned {
    return this.ofTool(this.runs, options);
  }

  /** @throws ValidationError */
  public ofRequests({ method, ...options }: McpMethodMetricOptions = {}): Dimensioned {
    if (isKnownText(method) && !(METHODS as readonly string[]).includes(method)) {
      throw this.error('UnknownMetricMethod', `no requests are counted of the method "${method}"; name one of: ${METHODS.join(', ')}`);
    }
    this.methods.add(known(method));
    return { dimensions: method === undefined ? {} : { [METRIC_DIMENSIONS.method]: method }, options };
  }

  /** @throws ValidationError */
  public ofEvents({ event, reason, ...options }: McpOAuthMetricOptions = {}): Dimensioned {
    if (isKnownText(event) && !EVENTS.includes(event)) {
      throw this.error('UnknownMetricEvent', `no event is called "${event}"; name one of: ${EVENTS.join(', ')}`);
    }
    if (reason !== undefined && event === undefined) {
      throw this.error('MetricReasonWithoutEvent', `errors are counted by event and reason, and "${reason}" has no event; give one`);
    }
    const reasons = event === ACCESS_REFUSED ? ACCESS_REFUSALS : OAUTH_REFUSALS;
    if (isKnownText(reason) && isKnownText(event) && !(reasons as readonly string[]).includes(reason)) {
      throw this.error('UnknownMetricReason', `no "${event}" ends with the reason "${reason}"; ${orLikelyMeant(reason, reasons, `name one of: ${reasons.join(', ')}`)}`);
    }
    this.events.add(known(event));
    const ofEvent: Dimensioned['dimensions'] = event === undefined ? {} : { [METRIC_DIMENSIONS.event]: event };
    return { dimensions: reason === undefined ? ofEvent : { ...ofEvent, [METRIC_DIMENSIONS.reason]: reason }, options };
  }

  /** @throws ValidationError */
  public validate({ tools, tasks, apart, events }: CountedThings): void {
    const unknown = tools && [...this.calls, ...this.runs].find((tool) => tool !== undefined && !tools.includes(tool));
    if (unknown !== undefined) {
      throw this.error('UnknownMetricTool', `a metric is of the tool "${unknown}", which the server does not have; ${orLikelyMeant(unknown, tools!, 'name one of its tools')}`);
    }
    if (apart === undefined) {
      if ([this.calls, this.runs, this.events, this.methods].some(({ size }) => size > 0)) {
        this.warn('the server counts nothing, and metrics of its calls, requests or events have no data; leave out McpMetrics.none(), or the metrics');
      }
      return;
    }
    for (const tool of this.calls) {
      if (tool !== undefined && apart !== 'all' && !apart.includes(tool)) {
        this.warn(`a metric is of the tool "${tool}", whose calls are only in the sum of all; name it in metrics: McpMetrics.standard({ tools: […] })`);
      }
    }
    for (const tool of this.runs) {
      if (tool !== undefined && tools !== undefined && !tasks.includes(tool)) {
        this.warn(`a metric is of runs as tasks of the tool "${tool}", which no function runs as a task; give the tool a task, or take a metric of its calls`);
      }
    }
    for (const event of this.events) {
      if (event !== undefined && !events.includes(event)) {
        this.warn(`a metric is of the event "${event}", which the server does not have with this authorization; leave the metric out`);
      }
    }
  }

  private ofTool(asked: Set<string | undefined>, { tool, ...options }: McpToolMetricOptions = {}): Dimensioned {
    asked.add(known(tool));
    return { dimensions: tool === undefined ? {} : { [METRIC_DIMENSIONS.tool]: tool }, options };
  }

  private warn(message: string): void {
    Annotations.of(this.part).addWarningV2('cdk-remote-mcp-server:metricWithoutData', message);
  }

  private error(code: string, message: string): ValidationError {
    return new ValidationError(code, message, this.server);
  }
}

/** What only a deployment knows cannot be judged. */
function isKnownText(text: string | undefined): text is string {
  return known(text) !== undefined;
}

function known(text: string | undefined): string | undefined {
  return Token.isUnresolved(text) ? undefined : text;
}

const EVENTS: readonly string[] = [...OAUTH_EVENTS, ACCESS_REFUSED];

/** The events that are counted, by who judges callers. */
export function countedEvents({ authorizer, oauth }: { readonly authorizer: boolean; readonly oauth: boolean }): readonly string[] {
  return [...oauth ? OAUTH_EVENTS : [], ...authorizer ? [ACCESS_REFUSED] : []];
}
