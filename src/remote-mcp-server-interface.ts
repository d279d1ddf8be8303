import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { McpMethodMetricOptions, McpOAuthMetricOptions, McpToolMetricOptions } from './monitoring/metric-options';
import { RemoteMcpServerGrants } from './remote-mcp-server-grants';

/** A remote MCP server. */
export interface IRemoteMcpServer extends IConstruct {
  /**
   * The URL of the MCP endpoint: what users paste into their client, and the audience of every access token.
   *
   * @attribute
   */
  readonly mcpUrl: string;

  /**
   * The identifier of the authorization server, the `iss` of every access token; undefined where there are no access tokens.
   *
   * @attribute
   */
  readonly issuer?: string;

  /** Permissions that other parts of your app may need. */
  readonly grants: RemoteMcpServerGrants;

  /**
   * A metric of the API, in the namespace `AWS/ApiGateway`.
   *
   * @param metricName as API Gateway calls it, such as `Count`
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Requests. The sum of five minutes unless the options say otherwise.
   */
  metricCount(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Answers with a 4xx status. The sum of five minutes unless the options say otherwise.
   */
  metricClientError(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Answers with a 5xx status. The sum of five minutes unless the options say otherwise.
   */
  metricServerError(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Milliseconds from a request to the end of its answer. The average of five minutes unless the options say otherwise.
   */
  metricLatency(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * Calls of tools. Their number in five minutes unless the options say otherwise.
   */
  metricToolCalls(options?: McpToolMetricOptions): cloudwatch.Metric;

  /**
   * Calls that ended with an error, whoever made it: the model, which gave wrong arguments, the tool, or what is behind it. The sum of five minutes unless
   * the options say otherwise; the average is the error rate.
   */
  metricToolErrors(options?: McpToolMetricOptions): cloudwatch.Metric;

  /**
   * Calls whose tool gave no answer of its own: it crashed, took too long, or could not be reached. The sum of five minutes unless the options say otherwise.
   */
  metricToolFailures(options?: McpToolMetricOptions): cloudwatch.Metric;

  /**
   * Milliseconds that calls took. The average of five minutes unless the options say otherwise.
   */
  metricToolDuration(options?: McpToolMetricOptions): cloudwatch.Metric;

  /**
   * Runs of functions as tasks that began. Their number in five minutes unless the options say otherwise. A run that is not among those that ended, for
   * longer than a function may run, was lost.
   */
  metricTaskRunsStarted(options?: McpToolMetricOptions): cloudwatch.Metric;

  /**
   * Runs of functions as tasks that ended, however they did. Their number in five minutes unless the options say otherwise.
   */
  metricTaskRunsEnded(options?: McpToolMetricOptions): cloudwatch.Metric;

  /**
   * Runs of functions as tasks by which the task failed: the function crashed, took too long, or its result was lost. An error that the tool tells of is a result. The
   * sum of five minutes unless the options say otherwise.
   */
  metricTaskRunFailures(options?: McpToolMetricOptions): cloudwatch.Metric;

  /**
   * Milliseconds that runs of functions as tasks took. The average of five minutes unless the options say otherwise.
   */
  metricTaskRunDuration(options?: McpToolMetricOptions): cloudwatch.Metric;

  /**
   * Requests that had an answer. Their number in five minutes unless the options say otherwise. Throws `UnknownMetricMethod`.
   */
  metricRequests(options?: McpMethodMetricOptions): cloudwatch.Metric;

  /**
   * Requests that were answered with an error of the protocol. The sum of five minutes unless the options say otherwise. Throws `UnknownMetricMethod`.
   */
  metricRequestErrors(options?: McpMethodMetricOptions): cloudwatch.Metric;

  /**
   * Events of OAuth. Their number in five minutes unless the options say otherwise. Throws `UnknownMetricEvent`, `UnknownMetricReason` or
   * `MetricReasonWithoutEvent`.
   */
  metricOAuthEvents(options?: McpOAuthMetricOptions): cloudwatch.Metric;

  /**
   * Events of OAuth that ended otherwise than ok. The sum of five minutes unless the options say otherwise. Throws `UnknownMetricEvent`,
   * `UnknownMetricReason` or `MetricReasonWithoutEvent`.
   */
  metricOAuthErrors(options?: McpOAuthMetricOptions): cloudwatch.Metric;
}
