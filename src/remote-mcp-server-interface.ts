import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
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
}
