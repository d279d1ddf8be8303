import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_DIMENSION, METRIC_NAMESPACE } from '../contract/metrics';

/** The stage whose requests are counted. */
export interface ApiStageName {
  readonly apiName: string;
  readonly stageName: string;
}

/** A metric of the API stage; the sum of five minutes unless the options say otherwise. */
export function apiMetric(api: ApiStageName, metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiName: api.apiName, Stage: api.stageName },
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(5),
    ...options,
  });
}

/** A metric of one function; the sum of five minutes unless the options say otherwise. */
export function functionMetric(functionName: string, metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(5),
    ...options,
  });
}

/**
 * A metric that the server's functions emit about it; the sum of five minutes unless the options say otherwise.
 *
 * @param dimensions beside the server's own
 */
export function serverMetric(
  resource: string, metricName: string, options: cloudwatch.MetricOptions = {}, dimensions: { readonly [name: string]: string } = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { [METRIC_DIMENSION]: resource, ...dimensions },
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(5),
    ...options,
  });
}
