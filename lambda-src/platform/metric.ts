import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS } from '../../src/contract/metrics';

/**
 * A count in CloudWatch's embedded metric format: a log line that CloudWatch turns into a metric.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function countMetric(name: keyof typeof METRICS, resource: string, timestampMillis: number): { [name: string]: unknown } {
  return {
    _aws: {
      Timestamp: timestampMillis,
      CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [[METRIC_DIMENSION]], Metrics: [{ Name: METRICS[name], Unit: 'Count' }] }],
    },
    [METRIC_DIMENSION]: resource,
    [METRICS[name]]: 1,
  };
}
