import { METRIC_DIMENSIONS, METRICS, type RequestMetrics } from '../../../src/contract/metrics';
import { embeddedMetrics, metricDirective } from '../../platform/metric';

const { tool: TOOL } = METRIC_DIMENSIONS;
const STARTED = [{ Name: METRICS.taskRunsStarted, Unit: 'Count' }] as const;
const ENDED = [{ Name: METRICS.taskRunDuration, Unit: 'Milliseconds' }, { Name: METRICS.taskRunFailures, Unit: 'Count' }] as const;

type Members = { readonly [name: string]: unknown };

/** Members that count a run in its lines of the log. */
export interface RunCounter {
  started(tool: string, timestampMillis: number): Members;
  ended(run: { readonly tool: string; readonly hasFailed: boolean; readonly durationMs: number }, timestampMillis: number): Members;
}

/** Counted apart from calls, whose duration is that of the request that began the task. */
export function runCounter({ resource, tools }: RequestMetrics): RunCounter {
  const isNamed = (tool: string) => tools === 'all' || tools.includes(tool);
  const counted = (metrics: typeof STARTED | typeof ENDED, tool: string, timestampMillis: number, values: { readonly [name: string]: number }) => {
    const directive = metricDirective(metrics, isNamed(tool) ? [[], [TOOL]] : [[]]);
    return embeddedMetrics([directive], resource, timestampMillis, { ...isNamed(tool) && { [TOOL]: tool }, ...values });
  };
  return {
    started: (tool, timestampMillis) => counted(STARTED, tool, timestampMillis, { [METRICS.taskRunsStarted]: 1 }),
    ended: ({ tool, hasFailed, durationMs }, timestampMillis) => counted(ENDED, tool, timestampMillis, {
      [METRICS.taskRunDuration]: durationMs, [METRICS.taskRunFailures]: hasFailed ? 1 : 0,
    }),
  };
}
