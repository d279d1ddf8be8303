import { Annotations, Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ConnectorTarget } from './connector-target';
import { McpTool, McpToolBindOptions, McpToolConfig } from './mcp-tool';
import { McpConnection } from '../../connector/mcp-connection';
import { HTTP_ANSWER_MAX_BYTES, HttpOperation } from '../../contract/connector/http-operation';
import { McpSchema } from '../json-schema/mcp-schema';
import { ApiTool, apiTools } from '../openapi/api-tools';
import { McpApiDocument } from '../openapi/mcp-api-document';
import { McpOpenApiToolsetProps } from '../openapi/open-api-props';

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
    const { tools, warnings } = apiTools(this.document, address, this.props);
    warnings.forEach(({ id, message }) => Annotations.of(scope).addWarningV2(`cdk-remote-mcp-server:${id}`, message));
    return { tools: tools.map((tool) => new OpenApiTool(tool, this.connection, toolTimeout)) };
  }
}

class OpenApiTool extends McpTool {
  constructor(private readonly tool: ApiTool, private readonly connection: McpConnection, private readonly toolTimeout: Duration) {
    super(tool.name, {
      title: tool.title,
      description: tool.description,
      inputSchema: McpSchema.fromJsonText(JSON.stringify(tool.inputSchema)),
      outputSchema: tool.outputSchema && McpSchema.fromJsonText(JSON.stringify(tool.outputSchema)),
      requiredScopes: tool.requiredScopes && [...tool.requiredScopes],
      readOnly: tool.readOnly,
      destructive: tool.destructive,
      idempotent: tool.idempotent,
    });
  }

  public bind(_scope: Construct, _options: McpToolBindOptions): McpToolConfig {
    return { target: new ConnectorTarget(this.name, this.connection, (id) => this.operation(id)) };
  }

  private operation(connection: string): HttpOperation {
    const { mapped: { request, narrowedBy, answerMember }, outputSchema } = this.tool;
    return {
      kind: 'http',
      connection,
      ...request,
      answer: {
        maxBytes: HTTP_ANSWER_MAX_BYTES,
        ...outputSchema ? { structured: true } : {},
        ...answerMember === undefined ? {} : { member: answerMember },
        ...narrowedBy.length > 0 ? { narrowedBy } : {},
      },
      timeoutMillis: Math.max(1000, this.toolTimeout.toMilliseconds() - 1000),
    };
  }
}
