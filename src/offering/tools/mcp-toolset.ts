import { Annotations, Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ConnectorTarget } from './connector-target';
import { McpTool, McpToolBindOptions, McpToolConfig } from './mcp-tool';
import { parameterHeaders } from './parameter-headers';
import { McpConnection } from '../../connector/mcp-connection';
import { RemoteToolOperation } from '../../contract/connector/remote-tool-operation';
import { visible } from '../../contract/remote/visible';
import { checksArguments } from '../../private/declared';
import { ValidationError } from '../../private/validation-error';
import { McpSchema } from '../json-schema/mcp-schema';
import { schemaProblem } from '../json-schema/schema-compiler';
import { ApiTool, apiTools } from '../openapi/api-tools';
import { McpApiDocument } from '../openapi/mcp-api-document';
import { McpOpenApiToolsetProps } from '../openapi/open-api-props';
import { McpRemoteServerProps } from '../remote/remote-server-props';
import { RemoteToolOffer, remoteTools } from '../remote/remote-tools';

/**
 * Where a toolset is bound.
 */
export interface McpToolsetBindOptions {
  /**
   * How long a request to the server may take.
   */
  readonly toolTimeout: Duration;
}

/**
 * What a toolset became where it was bound.
 */
export interface McpToolsetConfig {
  /**
   * The tools, in the order in which they are listed.
   */
  readonly tools: McpTool[];
}

/**
 * Tools that are made of one source, such as a document that describes an API.
 *
 * Each tool is checked as one that is added by itself: its name is unique within the server.
 */
export abstract class McpToolset {
  static {
    checksArguments(this, 'McpToolset');
  }

  /**
   * Operations of an OpenAPI document (3.0, 3.1 or 3.2). The connector calls them.
   *
   * Throws `OpenApiOperationRefused` where an operation that is included by its id cannot become a tool, and `OpenApiBudgetExceeded` where the tools are
   * more or larger than allowed. An operation that is included otherwise and cannot become a tool is left out, with a warning.
   *
   * @param document describes the API
   * @param connection where the API is, and the credentials. Its base URL stands for the servers of the document
   * @param props which operations become tools, and how
   *
   * @see https://spec.openapis.org/oas/v3.2.0.html
   */
  public static fromOpenApi(document: McpApiDocument, connection: McpConnection, props: McpOpenApiToolsetProps): McpToolset {
    return new OpenApiToolset(document, connection, props);
  }

  /**
   * Tools of another MCP server, of either era. The connector calls them, with the credentials of the connection: the caller's access token never
   * reaches it.
   *
   * What the server offers is in a lock file, which `npx cdk-remote-mcp-server lock` writes and you review. A tool that the server describes in another way later is
   * refused, and raises the alarm `RemoteToolChanged`, until it is locked again. A server that cannot be reached takes down its own tools and no others.
   *
   * Throws `InvalidToolPrefix`, `RemoteLockUnreadable`, `RemoteLockEdited`, `RemoteToolUnknown`, `RemoteToolUnusable` or `RemoteToolsEmpty` when
   * it is added to a server.
   *
   * @param prefix what the tools' names begin with: a tool `search` becomes `prefix_search`, with at most 64 characters. A longer name is cut and gets a hash
   * @param connection the endpoint of the server, such as `https://mcp.example.com/mcp`, and the credentials
   * @param props the lock file, and which of its tools are offered
   *
   * @see https://modelcontextprotocol.io/specification/2026-07-28/server/tools
   */
  public static fromRemoteServer(prefix: string, connection: McpConnection, props: McpRemoteServerProps): McpToolset {
    return new RemoteServerToolset(prefix, connection, props);
  }

  protected constructor() {}

  /**
   * Called once by each server that the toolset is added to: makes the tools.
   *
   * @param scope where the toolset may create constructs, and add warnings
   * @param options what the server is like
   */
  public abstract bind(scope: Construct, options: McpToolsetBindOptions): McpToolsetConfig;
}

class OpenApiToolset extends McpToolset {
  constructor(private readonly document: McpApiDocument, private readonly connection: McpConnection, private readonly props: McpOpenApiToolsetProps) {
    super();
  }

  public bind(scope: Construct, { toolTimeout }: McpToolsetBindOptions): McpToolsetConfig {
    const { baseUrl, _additionalOrigins: origins } = this.connection;
    const address = { baseUrl: Token.isUnresolved(baseUrl) ? undefined : baseUrl, origins: origins.filter((origin) => !Token.isUnresolved(origin)) };
    const { tools, warnings } = apiTools(this.document, address, this.props, toolTimeout);
    warnings.forEach(({ id, message }) => Annotations.of(scope).addWarningV2(`cdk-remote-mcp-server:${id}`, visible(message)));
    return { tools: tools.map((tool) => new OpenApiTool(tool, this.connection)) };
  }
}

class OpenApiTool extends McpTool {
  constructor(private readonly tool: ApiTool, private readonly connection: McpConnection) {
    super(tool.name, {
      title: tool.title,
      description: tool.description,
      inputSchema: McpSchema.fromJsonText(JSON.stringify(tool.inputSchema)),
      outputSchema: tool.outputSchema && McpSchema.fromJsonText(JSON.stringify(tool.outputSchema)),
      requiredScopes: tool.requiredScopes && [...tool.requiredScopes],
      readOnly: tool.readOnly,
      destructive: tool.destructive,
      idempotent: tool.idempotent,
      openWorld: tool.openWorld,
      icons: tool.icons && [...tool.icons],
      confirm: tool.confirm,
      auditedArguments: tool.auditedArguments && [...tool.auditedArguments],
      resultCache: tool.resultCache,
      task: tool.task,
    });
  }

  public bind(_scope: Construct, _options: McpToolBindOptions): McpToolConfig {
    return { target: new ConnectorTarget(this.name, this.connection, (connection) => ({ ...this.tool.operation, connection })) };
  }
}

class RemoteServerToolset extends McpToolset {
  constructor(private readonly prefix: string, private readonly connection: McpConnection, private readonly props: McpRemoteServerProps) {
    super();
  }

  public bind(scope: Construct, { toolTimeout }: McpToolsetBindOptions): McpToolsetConfig {
    const { tools, protocolVersion } = remoteTools(this.prefix, this.props, scope);
    const common = { protocolVersion, timeoutMillis: Math.max(1000, toolTimeout.toMilliseconds() - 1000) };
    return {
      tools: tools.map((tool) => {
        requireUsable(tool, scope);
        return new RemoteTool(tool, this.connection, common);
      }),
    };
  }
}

/** Its schemas are somebody else's, so that the remedy is another than for one's own. */
function requireUsable({ inputSchema, outputSchema, origin, locked: { tool: { name } } }: RemoteToolOffer, scope: Construct): void {
  const headers = parameterHeaders(inputSchema);
  const problems = [
    ['input', schemaProblem(inputSchema)?.message],
    ['input', 'problem' in headers ? headers.problem : undefined],
    ['output', outputSchema && schemaProblem(outputSchema)?.message],
  ] as const;
  for (const [which, problem] of problems) {
    if (problem !== undefined) {
      throw new ValidationError(
        'RemoteToolUnusable', `the tool ${origin} cannot be offered, for its ${which} schema ${problem}. Leave the tool out (exclude: ["${name}"]), or ask its author to mend it, and lock the server again`, scope,
      );
    }
  }
}

class RemoteTool extends McpTool {
  constructor(
    private readonly offer: RemoteToolOffer, private readonly connection: McpConnection, private readonly common: Pick<RemoteToolOperation, 'protocolVersion' | 'timeoutMillis'>,
  ) {
    const { name, description, inputSchema, outputSchema, overrides, locked: { tool: { title, annotations = {} } } } = offer;
    const hint = (key: string) => (typeof annotations[key] === 'boolean' ? annotations[key] : undefined);
    super(name, {
      title: title ?? (typeof annotations.title === 'string' ? annotations.title : undefined),
      description,
      inputSchema: McpSchema.fromJsonText(JSON.stringify(inputSchema)),
      outputSchema: outputSchema && McpSchema.fromJsonText(JSON.stringify(outputSchema)),
      requiredScopes: overrides.requiredScopes,
      readOnly: overrides.readOnly ?? hint('readOnlyHint'),
      destructive: overrides.destructive ?? hint('destructiveHint'),
      idempotent: overrides.idempotent ?? hint('idempotentHint'),
      openWorld: overrides.openWorld ?? hint('openWorldHint'),
      icons: overrides.icons,
      confirm: overrides.confirm,
      resultCache: overrides.resultCache,
      auditedArguments: overrides.auditedArguments,
      task: overrides.task,
    });
  }

  public override get _what(): string {
    return this.offer.origin;
  }

  public bind(_scope: Construct, _options: McpToolBindOptions): McpToolConfig {
    const { locked: { tool, digest }, inputSchema } = this.offer;
    const headers = parameterHeaders(inputSchema);
    const mirrored = 'headers' in headers && headers.headers.length > 0 ? { parameterHeaders: headers.headers } : {};
    return {
      target: new ConnectorTarget(this.name, this.connection, (connection) => ({
        kind: 'remote-tool', connection, tool: tool.name, digest, ...this.common, ...mirrored,
      }), true),
    };
  }
}
