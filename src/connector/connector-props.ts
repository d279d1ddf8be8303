import { Duration } from 'aws-cdk-lib';
import { McpServerFunctionProps } from '../functions/settings/mcp-server-functions-props';

/**
 * The function that speaks to the APIs behind tools: those of `McpTool.fromHttp()` and of toolsets. A server has it when it has such a tool.
 */
export interface McpConnectorProps extends McpServerFunctionProps {
  /**
   * How long a call may take, retries and the time for a token included. Shorter than the server's `toolTimeout`.
   *
   * @default - a second less than the server's `toolTimeout`
   */
  readonly timeout?: Duration;
}
