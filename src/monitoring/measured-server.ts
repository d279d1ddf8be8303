import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AskedMetrics, Dimensioned } from './asked-metrics';
import { McpMethodMetricOptions, McpOAuthMetricOptions, McpToolMetricOptions } from './metric-options';
import { apiMetric, ApiStageName, serverMetric } from './metrics';
import { METRICS } from '../contract/metrics';
import { checksArguments } from '../private/declared';

/** What is counted of a server, and what an app asks of it. */
export interface Measured {
  readonly api: ApiStageName;
  readonly mcpUrl: string;
  readonly asked: AskedMetrics;
}

/**
 * The metrics of a server, as `IRemoteMcpServer` describes them.
 *
 * @internal
 */
export abstract class MeasuredServer extends Construct {
  static {
    checksArguments(this, 'RemoteMcpServer');
  }

  /** @internal */
  protected abstract readonly _measured: Measured;

  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return apiMetric(this._measured.api, metricName, options);
  }

  public metricCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Count', options);
  }

  public metricClientError(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('4XXError', options);
  }

  public metricServerError(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('5XXError', options);
  }

  public metricLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('Latency', { statistic: cloudwatch.Stats.AVERAGE, ...options });
  }

  public metricToolCalls(options?: McpToolMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.toolDuration, this._measured.asked.ofCalls(options), cloudwatch.Stats.SAMPLE_COUNT);
  }

  public metricToolErrors(options?: McpToolMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.toolErrors, this._measured.asked.ofCalls(options));
  }

  public metricToolFailures(options?: McpToolMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.toolFailures, this._measured.asked.ofCalls(options));
  }

  public metricToolDuration(options?: McpToolMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.toolDuration, this._measured.asked.ofCalls(options), cloudwatch.Stats.AVERAGE);
  }

  public metricTaskRunsStarted(options?: McpToolMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.taskRunsStarted, this._measured.asked.ofRuns(options));
  }

  public metricTaskRunsEnded(options?: McpToolMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.taskRunDuration, this._measured.asked.ofRuns(options), cloudwatch.Stats.SAMPLE_COUNT);
  }

  public metricTaskRunFailures(options?: McpToolMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.taskRunFailures, this._measured.asked.ofRuns(options));
  }

  public metricTaskRunDuration(options?: McpToolMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.taskRunDuration, this._measured.asked.ofRuns(options), cloudwatch.Stats.AVERAGE);
  }

  public metricRequests(options?: McpMethodMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.requestErrors, this._measured.asked.ofRequests(options), cloudwatch.Stats.SAMPLE_COUNT);
  }

  public metricRequestErrors(options?: McpMethodMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.requestErrors, this._measured.asked.ofRequests(options));
  }

  public metricOAuthEvents(options?: McpOAuthMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.oauthErrors, this._measured.asked.ofEvents(options), cloudwatch.Stats.SAMPLE_COUNT);
  }

  public metricOAuthErrors(options?: McpOAuthMetricOptions): cloudwatch.Metric {
    return this.counted(METRICS.oauthErrors, this._measured.asked.ofEvents(options));
  }

  private counted(metricName: string, { dimensions, options }: Dimensioned, statistic: string = cloudwatch.Stats.SUM): cloudwatch.Metric {
    return serverMetric(this._measured.mcpUrl, metricName, { statistic, ...options }, dimensions);
  }
}
