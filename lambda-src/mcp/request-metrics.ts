import type { Outcome } from './protocol/outcome';
import { METHODS } from '../../src/contract/mcp/methods';
import { METRIC_DIMENSIONS, METRICS, type RequestMetrics } from '../../src/contract/metrics';
import { embeddedMetrics, metricDirective } from '../platform/metric';

const { tool: TOOL, method: METHOD } = METRIC_DIMENSIONS;
const OF_REQUESTS = [{ Name: METRICS.requestErrors, Unit: 'Count' }] as const;
const OF_TOOLS = [
  { Name: METRICS.toolDuration, Unit: 'Milliseconds' }, { Name: METRICS.toolErrors, Unit: 'Count' }, { Name: METRICS.toolFailures, Unit: 'Count' },
] as const;
const ANY_REQUEST = [metricDirective(OF_REQUESTS)];
const REQUEST = [metricDirective(OF_REQUESTS, [[], [METHOD]])];
const ANY_CALL = [...REQUEST, metricDirective(OF_TOOLS)];
const CALL = [...REQUEST, metricDirective(OF_TOOLS, [[], [TOOL]])];
const KNOWN_METHODS: ReadonlySet<string> = new Set(METHODS);

/** A request that was answered. */
export interface AnsweredRequest {
  readonly method: string | undefined;
  readonly name: string | undefined;
  readonly outcome: Outcome;
  readonly isCancelled: boolean;
  readonly durationMs: number;
  /** Whether the name may be one that only the request knows. */
  readonly isOwnServer: boolean;
}

/** @returns members that count a request in its line of the log */
export type Counter = (request: AnsweredRequest, timestampMillis: number) => { [name: string]: unknown };

export function requestCounter(metrics: RequestMetrics): Counter {
  return (request, timestampMillis) => count(metrics, request, timestampMillis);
}

function count({ resource, tools }: RequestMetrics, request: AnsweredRequest, timestampMillis: number): { [name: string]: unknown } {
  const { method, name = '', outcome, isCancelled, durationMs, isOwnServer } = request;
  const isError = 'error' in outcome;
  const counted = { [METRICS.requestErrors]: isError && !isCancelled ? 1 : 0 };
  if (method === undefined || !KNOWN_METHODS.has(method)) {
    return embeddedMetrics(ANY_REQUEST, resource, timestampMillis, counted);
  }
  if (method !== 'tools/call') {
    return embeddedMetrics(REQUEST, resource, timestampMillis, { [METHOD]: method, ...counted });
  }
  // A call that ended with a result was one of a tool that there is.
  const isKnown = tools === 'all' ? !isError && !isOwnServer : tools.includes(name);
  return embeddedMetrics(isKnown ? CALL : ANY_CALL, resource, timestampMillis, {
    [METHOD]: method,
    ...isKnown && { [TOOL]: name },
    ...counted,
    [METRICS.toolDuration]: durationMs,
    [METRICS.toolErrors]: !isCancelled && (isError || outcome.toolError) ? 1 : 0,
    [METRICS.toolFailures]: !isCancelled && !isError && outcome.failure !== undefined && outcome.failure !== 'cancelled' ? 1 : 0,
  });
}
