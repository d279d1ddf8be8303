import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Of the calls of tools. */
export interface McpToolMetricOptions extends cloudwatch.MetricOptions {
  /**
   * Name of a tool, which may be added to the server later. Synthesis throws `UnknownMetricTool` if it is not, and warns where its calls are not told apart.
   *
   * @default - the calls of all tools
   */
  readonly tool?: string;
}

/** Of requests. */
export interface McpMethodMetricOptions extends cloudwatch.MetricOptions {
  /**
   * A method of MCP, such as `tools/list`.
   *
   * @default - requests of all methods
   */
  readonly method?: string;
}

/** Of events of OAuth. */
export interface McpOAuthMetricOptions extends cloudwatch.MetricOptions {
  /**
   * An event, such as `oauth/token` or `access/refused`.
   *
   * @default - all events
   * @see docs/audit.md
   */
  readonly event?: string;

  /**
   * Why it ended otherwise than ok, such as `invalid_grant`; of `access/refused` such as `token_expired`. Only with an event, and only of errors.
   *
   * @default - whatever the reason
   */
  readonly reason?: string;
}
