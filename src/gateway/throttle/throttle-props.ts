import { Duration } from 'aws-cdk-lib';

/** How many requests somebody may send: so many at once, and as many again in each period, evenly. */
export interface McpRequestLimit {
  /** A whole number, 1 at least. */
  readonly requests: number;

  /**
   * From 1 second to 1 day.
   *
   * @default Duration.minutes(1)
   */
  readonly period?: Duration;
}

/** How many requests a server accepts. */
export interface McpThrottleProps {
  /**
   * How many requests per second API Gateway accepts, of all callers together and on every route.
   *
   * @default - 100; the account's, where only `burstLimit` is given
   */
  readonly rateLimit?: number;

  /**
   * How many requests API Gateway accepts at once.
   *
   * @default - 200; the account's, where only `rateLimit` is given
   */
  readonly burstLimit?: number;

  /**
   * How many MCP requests a person may send, with all of their clients. A program without a person is its own.
   *
   * A request beyond it gets 429 with `Retry-After`, and is not run. Each of a batch counts; notifications do not. It costs a DynamoDB write for the first
   * requests, and for one of twenty where somebody sends many (docs/costs.md).
   *
   * @default - no limit
   */
  readonly perPerson?: McpRequestLimit;

  /**
   * How many MCP requests a client may send, whoever uses it. Everybody who uses the same app may be one client: Claude and ChatGPT are one each, and
   * so are apps that register with the same metadata. `perPerson` is for people; this is for programs.
   *
   * @default - no limit
   */
  readonly perClient?: McpRequestLimit;

  /**
   * How many calls of a tool a person may make, by the name of the tool, with all of their clients: for tools that cost something. Beside the other limits.
   *
   * A call beyond it gets 429 with `Retry-After`, and is not run. It costs a DynamoDB write as `perPerson` does, for calls of these tools only.
   *
   * Throws `UnknownLimitedTool` for a name that is no tool of the server.
   *
   * @default - no limit
   */
  readonly perTool?: { [tool: string]: McpRequestLimit };
}
