import { FunctionReports } from '../../contract/mcp/layer';
import { checksArguments } from '../../private/declared';

/**
 * How a Lambda function says, before its answer, how far it is: progress, and log messages.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/progress
 */
export abstract class McpReports {
  static {
    checksArguments(this, 'McpReports');
  }

  /**
   * In its response, which it streams: for functions on Node.js, the one managed runtime that streams, and for custom runtimes.
   *
   * A report is a line: the byte 0x1E, `{ progress, total?, message? }` or `{ level, data, logger? }` as JSON, and a line feed. The answer follows,
   * as it is without reports. A function that streams nothing but its answer, or does not stream, works too.
   *
   * Throws `RuntimeWithoutStreaming` for a function on another managed runtime, when the tool is added to a server.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
   */
  public static fromResponseStream(): McpReports {
    return new Reports('response-stream');
  }

  /**
   * In an item of a DynamoDB table, which the server reads once a second: for functions in any language. Adds the table to the server, and to the
   * role of the function the permission to update the items of its own calls; with `cancellable`, also to read them.
   *
   * The function gets `callItem: { tableName, region, key }` with each call that somebody listens to. It sets the attribute `progress` of the
   * item with the partition key `pk` to a text of JSON, `{ progress, total?, message? }`, or adds such texts, `{ level, data, logger? }`, to the list `logs`.
   *
   * Throws `FunctionWithoutRole` for a function that is imported without its role, and `FunctionInAnotherAccount` for one of another account, when the
   * tool is added to a server.
   */
  public static fromTable(): McpReports {
    return new Reports('table');
  }

  protected constructor() {}

  /**
   * How it is done.
   *
   * @internal
   */
  public abstract _by(): FunctionReports['by'];
}

class Reports extends McpReports {
  constructor(private readonly by: FunctionReports['by']) {
    super();
  }

  public _by(): FunctionReports['by'] {
    return this.by;
  }
}

/**
 * How a Lambda function runs a tool.
 */
export interface McpFunctionOptions {
  /**
   * How the function reports progress and log messages while it runs. It then also gets to know its `deadline`, and with
   * `McpReports.fromTable()` and `cancellable` whether its call was cancelled.
   *
   * @default - it does not
   */
  readonly reports?: McpReports;
}
