import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS } from '../../src/contract/metrics';

export interface MetricDefinition {
  readonly Name: typeof METRICS[keyof typeof METRICS];
  readonly Unit: 'Count' | 'Milliseconds';
}

/** Metrics that have their dimensions in common, as the embedded metric format declares them. */
export interface MetricDirective {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly MetricDefinition[];
}

/** @param dimensions sets of dimensions beside that of the server; each is a metric of its own, which costs */
export function metricDirective(metrics: readonly MetricDefinition[], dimensions: readonly (readonly string[])[] = [[]]): MetricDirective {
  return { Namespace: METRIC_NAMESPACE, Dimensions: dimensions.map((names) => [METRIC_DIMENSION, ...names]), Metrics: metrics };
}

/**
 * Members that make metrics of a log line. The values of metrics and dimensions are members of the line by their names.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(
  directives: readonly MetricDirective[], resource: string, timestampMillis: number, values: { readonly [name: string]: string | number },
): { [name: string]: unknown } {
  return { _aws: { Timestamp: timestampMillis, CloudWatchMetrics: directives }, [METRIC_DIMENSION]: resource, ...values };
}

/** A log line that counts one. */
export function countMetric(name: keyof typeof METRICS, resource: string, timestampMillis: number): { [name: string]: unknown } {
  return embeddedMetrics([metricDirective([{ Name: METRICS[name], Unit: 'Count' }])], resource, timestampMillis, { [METRICS[name]]: 1 });
}
