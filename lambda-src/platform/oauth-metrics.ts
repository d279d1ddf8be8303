import { embeddedMetrics, metricDirective } from './metric';
import { METRIC_DIMENSIONS, METRICS } from '../../src/contract/metrics';

const { event: EVENT, reason: REASON } = METRIC_DIMENSIONS;
const ERRORS = [{ Name: METRICS.oauthErrors, Unit: 'Count' }] as const;
const OF_EVENTS = [metricDirective(ERRORS, [[], [EVENT]])];
const OF_ERRORS = [metricDirective(ERRORS, [[], [EVENT], [EVENT, REASON]])];

/** Members that count an event of OAuth in its audit line. Events and outcomes are few words, whatever a request says. */
export function oauthMetrics(resource: string, event: string, outcome: string, timestampMillis: number): { [name: string]: unknown } {
  return outcome === 'ok'
    ? embeddedMetrics(OF_EVENTS, resource, timestampMillis, { [EVENT]: event, [METRICS.oauthErrors]: 0 })
    : embeddedMetrics(OF_ERRORS, resource, timestampMillis, { [EVENT]: event, [REASON]: outcome, [METRICS.oauthErrors]: 1 });
}
