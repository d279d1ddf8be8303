import { Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ConnectorTarget } from './connector-target';
import { sayLongerTimeout } from './function-target';
import { httpOperation } from './http-operation';
import { McpHttpToolProps } from './http-tool-props';
import { McpCode } from './mcp-code';
import { McpFunctionOptions } from './mcp-reports';
import { McpToolProps } from './mcp-tool-props';
import { McpToolTarget } from './mcp-tool-target';
import { McpStateMachineOptions } from './state-machine-target';
import { McpConnection } from '../../connector/mcp-connection';
import { checksArguments } from '../../private/declared';

/**
 * A tool that a Lambda function runs: how it is described to clients, and how the function runs it.
 */
export interface McpFunctionToolProps extends McpToolProps, McpFunctionOptions {}

/**
 * A tool that a state machine runs: how it is described to clients, and how the machine runs it.
 */
export interface McpStateMachineToolProps extends McpToolProps, McpStateMachineOptions {}

/**
 * Where a tool is bound.
 */
export interface McpToolBindOptions {
  /**
   * The function that serves the tools. What runs the tool is granted to it by the target; a tool may grant it more.
   */
  readonly invoker: iam.IGrantable;

  /**
   * How long a request to the server may take.
   */
  readonly toolTimeout: Duration;
}

/**
 * How a tool is run.
 */
export interface McpToolConfig {
  /**
   * What runs the tool.
   */
  readonly target: McpToolTarget;
}

/**
 * A tool that the server offers.
 *
 * Extend it for tools that need other constructs: `bind()` creates them and says what runs the tool.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/tools
 */
export abstract class McpTool {
  static {
    checksArguments(this, 'McpTool');
  }

  /**
   * A tool that a Lambda function runs, in any language.
   *
   * The function is invoked with `{ name, arguments, caller: { subject, clientId, scopes }, requestId, protocolVersion }`. It
   * returns MCP content (`{ content: [...], structuredContent?, isError? }`) or any other JSON value, which is wrapped. The
   * caller's access token never reaches it.
   *
   * @param name the tool's name: 1 to 128 of the characters `A-Z a-z 0-9 _ . -`, unique within the server; some clients
   *   take no dot and 64 characters, which is warned of
   * @param fn the function, an alias or a version of it; one function may run several tools
   * @param props the description, and how the function reports what it does
   */
  public static fromFunction(name: string, fn: lambda.IFunction, props: McpFunctionToolProps): McpTool {
    return new FunctionTool(name, fn, props);
  }

  /**
   * A tool that is JavaScript or TypeScript and runs inside the function that serves the tools. The quickest kind: no second function is
   * invoked.
   *
   * The module's default export is called with `(arguments, context)`. What it returns is read like the answer of a Lambda function; what it
   * throws becomes a tool error with a correlation id, and ends no other call. The types are in `cdk-remote-mcp-server/tool`.
   *
   * It has the permissions and the environment of `RemoteMcpServer.mcpFunction`: grant that function what the code needs.
   *
   * @param name the tool's name: as for `fromFunction()`
   * @param code the code; one code may run several tools, and sees in `context.tool` which one is called
   * @param props the description
   */
  public static fromCode(name: string, code: McpCode, props: McpToolProps): McpTool {
    return new CodeTool(name, code, props);
  }

  /**
   * A tool that a Step Functions state machine runs.
   *
   * An execution gets what a function gets (see `fromFunction()`), and its output is read like a function's answer. One that fails, times out or
   * is aborted becomes a tool error with a correlation id; its error and cause are in the log only.
   *
   * Express: the call lasts as long as the execution, at most 5 minutes and the server's `toolTimeout`.
   *
   * Standard: the call waits for `waitTime`. If the execution is still running then, the answer says so, with an id; the same tool, called by the same caller with the argument `execution`, answers with its result.
   *
   * @param name the tool's name: as for `fromFunction()`
   * @param machine the state machine; one machine may run several tools
   * @param props the description, and how the machine runs the tool
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
   */
  public static fromStateMachine(name: string, machine: sfn.IStateMachine, props: McpStateMachineToolProps): McpTool {
    return new StateMachineTool(name, machine, props);
  }

  /**
   * A tool that is one request to an HTTP API.
   *
   * The server's connector sends it, with the credentials of the connection. Arguments fill the URL template; the others become query parameters
   * (GET, HEAD, OPTIONS, DELETE) or members of a JSON body, unless `headers`, `query` or `body` say otherwise.
   *
   * Throws `AskingApi` or `DecidingApi` when the tool is added to a server: an API neither asks nor decides to be a task.
   *
   * @param name the tool's name: as for `fromFunction()`
   * @param connection where the API is, and how the server authorizes itself there
   * @param props the description, the request, and what becomes of the answer
   */
  public static fromHttp(name: string, connection: McpConnection, props: McpHttpToolProps): McpTool {
    return new HttpTool(name, connection, props);
  }

  /**
   * @param name the tool's name
   * @param props the description
   */
  protected constructor(
    /** The tool's name. */
    public readonly name: string,
    /** The description. */
    public readonly props: McpToolProps,
  ) {}

  /**
   * How messages call it where its name does not tell it from another.
   *
   * @internal
   */
  public get _what(): string {
    return 'a tool of this app';
  }

  /**
   * Called once by each server that the tool is added to: creates what the tool needs, and says what runs it.
   *
   * @param scope where the tool may create constructs
   * @param options who runs the tool
   */
  public abstract bind(scope: Construct, options: McpToolBindOptions): McpToolConfig;
}

class FunctionTool extends McpTool {
  constructor(name: string, private readonly fn: lambda.IFunction, private readonly functionProps: McpFunctionToolProps) {
    super(name, functionProps);
  }

  public bind(scope: Construct, { toolTimeout }: McpToolBindOptions): McpToolConfig {
    if (this.functionProps.task === undefined) {
      sayLongerTimeout(this.fn, toolTimeout, scope);
    }
    return { target: McpToolTarget.fromFunction(this.fn, this.functionProps) };
  }
}

class CodeTool extends McpTool {
  constructor(name: string, private readonly code: McpCode, props: McpToolProps) {
    super(name, props);
  }

  public bind(_scope: Construct, _options: McpToolBindOptions): McpToolConfig {
    return { target: McpToolTarget.fromCode(this.code) };
  }
}

class StateMachineTool extends McpTool {
  constructor(name: string, private readonly machine: sfn.IStateMachine, private readonly machineProps: McpStateMachineToolProps) {
    super(name, machineProps);
  }

  public bind(_scope: Construct, _options: McpToolBindOptions): McpToolConfig {
    return { target: McpToolTarget.fromStateMachine(this.machine, this.machineProps) };
  }
}

const READING = ['GET', 'HEAD', 'OPTIONS', 'QUERY'];
const IDEMPOTENT = ['PUT', 'DELETE'];

class HttpTool extends McpTool {
  constructor(name: string, private readonly connection: McpConnection, private readonly http: McpHttpToolProps) {
    const method = http.method ?? 'GET';
    super(name, {
      ...http,
      readOnly: http.readOnly ?? READING.includes(method),
      idempotent: http.idempotent ?? (IDEMPOTENT.includes(method) ? true : undefined),
    });
  }

  public bind(scope: Construct, { toolTimeout }: McpToolBindOptions): McpToolConfig {
    const baseUrl = Token.isUnresolved(this.connection.baseUrl) ? undefined : this.connection.baseUrl;
    const operation = httpOperation({ tool: this.name, props: this.http, baseUrl, toolTimeout, scope });
    return { target: new ConnectorTarget(this.name, this.connection, (connection) => ({ ...operation, connection })) };
  }
}
