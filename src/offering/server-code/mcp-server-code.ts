import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { TOOL_CODE_NAME } from '../../contract/mcp/layer';
import { ServerCodeTarget } from '../../contract/server-code/wiring';
import { checksArguments } from '../../private/declared';
import { about } from '../../private/validation-error';
import { bindFunction } from '../tools/function-target';
import { McpCode } from '../tools/mcp-code';
import { ToolCodeHost } from '../tools/tool-code';

/**
 * What a server of your own requires of its callers. It lists its tools itself; their scopes are declared here, for the authorizer must know them.
 */
export interface McpServerCodeProps {
  /**
   * Names of the scopes that a caller's access token must have, by the name of the tool, all of them. The names are compared as they are
   * written. An error for a missing scope names it, so that clients can request it.
   *
   * @default - any valid access token may call every tool
   */
  readonly toolScopes?: { [tool: string]: string[] };

  /**
   * The same for resources, by URI or URI template, such as `docs://{name}`.
   *
   * @default - any valid access token may read every resource
   */
  readonly resourceScopes?: { [uri: string]: string[] };

  /**
   * The same for prompts, by the name of the prompt.
   *
   * @default - any valid access token may get every prompt
   */
  readonly promptScopes?: { [prompt: string]: string[] };
}

/** What the server code may use where it is bound. */
export interface ServerCodeBindOptions {
  /** The function that answers MCP. */
  readonly invoker: iam.IGrantable;
  /** The function in which modules run. */
  readonly codeHost: ToolCodeHost;
}

/** What server code became. */
export interface BoundServerCode {
  readonly target: ServerCodeTarget;
  /** Your own function, where there is one. */
  readonly fn?: lambda.IFunction;
}

/**
 * An MCP server that you already have, as what answers the MCP endpoint: behind the authorizer, the gateway, the firewall and the alarms of
 * the construct.
 *
 * Requests reach it after every check (HTTP, message, scopes), without the access token. Sessions that a server keeps in memory are not
 * possible: the next request may reach another instance.
 */
export abstract class McpServerCode {
  static {
    checksArguments(this, 'McpServerCode');
  }

  /**
   * A server on the official TypeScript SDK, which runs in the function that answers MCP.
   *
   * The default export of the module is a function that makes a new `McpServer` for each request, of the SDK's v1 or v2, or what
   * `createMcpHandler()` of the SDK's v2 returns (or another object with `fetch(request, { authInfo })`). The SDK is a dependency of yours, of the version
   * that you choose. A prebuilt file or directory whose function makes servers of v2 must export `createMcpHandler` beside it.
   *
   * Tools get the caller as `authInfo`: `clientId`, `scopes`, and in `extra` the `subject` and the `requestId`. Its `token` is not the access token,
   * but a name of this caller. Permissions are granted to `RemoteMcpServer.mcpFunction`.
   *
   * @param code the module
   * @param props the scopes that its tools, resources and prompts require
   * @see https://github.com/modelcontextprotocol/typescript-sdk
   */
  public static fromSdkServer(code: McpCode, props: McpServerCodeProps = {}): McpServerCode {
    return new SdkServerCode(code, props);
  }

  /**
   * A Lambda function that speaks MCP over HTTP, in any language.
   *
   * It gets the event of API Gateway's proxy integration, and answers as one, buffered or streamed (`awslambda.streamifyResponse`, or the Lambda Web
   * Adapter in its streaming mode). The caller is in `requestContext.authorizer`: `sub`, `client_id` and `scope`. The function that answers MCP invokes
   * it, and may invoke nothing else.
   *
   * @param fn the function, an alias or a version of it
   * @param props the scopes that its tools, resources and prompts require
   */
  public static fromFunction(fn: lambda.IFunction, props: McpServerCodeProps = {}): McpServerCode {
    return new FunctionServerCode(fn, props);
  }

  /**
   * @param props the scopes
   */
  protected constructor(
    /** The scopes that its tools, resources and prompts require. */
    public readonly props: McpServerCodeProps,
  ) {}

  /**
   * Grants the invoker what a request needs, and brings the code where it runs.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, options: ServerCodeBindOptions): BoundServerCode;
}

class SdkServerCode extends McpServerCode {
  constructor(private readonly code: McpCode, props: McpServerCodeProps) {
    super(props);
  }

  public _bind(scope: Construct, { codeHost }: ServerCodeBindOptions): BoundServerCode {
    const prepared = about('serverCode', () => this.code._prepare(scope, 'server'));
    about('serverCode', () => codeHost.addToolCode(prepared));
    return { target: { kind: 'module', file: `${TOOL_CODE_NAME}/${prepared.id}/${prepared.module}` } };
  }
}

class FunctionServerCode extends McpServerCode {
  constructor(private readonly fn: lambda.IFunction, props: McpServerCodeProps) {
    super(props);
  }

  public _bind(scope: Construct, { invoker }: ServerCodeBindOptions): BoundServerCode {
    const { target } = bindFunction(this.fn, scope, invoker);
    if (target.kind !== 'function') {
      throw new Error('a function is bound as a function');
    }
    return { target: { kind: 'function', functionArn: target.functionArn }, fn: this.fn };
  }
}
