import * as path from 'node:path';
import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { copyBundle } from './bundles';
import { DeferredCode } from './deferred-code';
import { runtimeFunction } from './runtime-function';
import { ToolCodeLayer } from './tool-code-layer';
import { encodeEnv } from '../contract/env';
import { MCP_FUNCTION_MEGABYTES } from '../contract/limits';
import { MCP_FUNCTION_ENV, McpFunctionEnv } from '../contract/mcp/env';
import { MCP_MODULE_LAYER_PATH, MCP_MODULE_NAME, MCP_MODULE_SERVE, Wiring } from '../contract/mcp/layer';
import { RequestLimit, RequestLimitsReference } from '../contract/mcp/request-limits';
import { SubscriptionReference } from '../contract/mcp/subscriptions';
import { RequestMetrics } from '../contract/metrics';
import { SERVER_CODE_LAYER_PATH, SERVER_CODE_MODULE_NAME, SERVER_CODE_SERVE, ServerCodeWiring } from '../contract/server-code/wiring';
import { McpRequestLimit, McpThrottleProps } from '../gateway/throttle/throttle-props';
import { SubscriptionSettings } from '../offering/subscriptions/mcp-subscriptions';
import { ConversationHost } from '../offering/tools/conversation-host';
import { ToolCode, ToolCodeHost } from '../offering/tools/tool-code';
import { validateLate } from '../private/late-validation';
import { orLikelyMeant } from '../private/likeliest';
import { Surroundings } from '../private/surroundings';
import { ValidationError } from '../private/validation-error';
import { ConversationStore } from '../registry/conversation-store';
import { RequestLimitStore } from '../registry/request-limit-store';
import { SubscriptionStore } from '../registry/subscription-store';

/** What the function serves: compiled when the template is written, for tools may be added until then. */
export interface McpFunctionContent {
  /** Writes the catalogue's files beside the bundle. */
  writeCatalogue(directory: string): void;
  /** Where the tools are. Values may be tokens. */
  wiring(): Wiring;
}

/** A server of the author's own, in the place of a catalogue. */
export interface OwnServerContent {
  /** Values may be tokens. */
  serverCodeWiring(): ServerCodeWiring;
}

export interface McpFunctionProps extends Surroundings {
  readonly resource: string;
  readonly allowedOrigins: string[];
  /** Of a call. */
  readonly timeout: Duration;
  /** Whether everybody may call without an access token. */
  readonly anonymous: boolean;
  /** Undefined without subscriptions. */
  readonly subscriptions?: SubscriptionSettings;
  readonly limits: Pick<McpThrottleProps, 'perClient' | 'perPerson' | 'perTool'>;
  /** The names of the tools; undefined where only a server that its author brings knows them. Asked when all have been added. */
  toolNames(): readonly string[] | undefined;
  /** What is counted; undefined where nothing is. Asked when the template is written. */
  requestMetrics(): RequestMetrics | undefined;
}

/**
 * Answers MCP. What is known at synthesis (bundle and catalogue) is a layer, what is known at deployment (the tools' ARNs) is
 * inline code: neither counts against the 4 KB of environment, however many tools there are.
 */
export class McpFunction extends Construct implements ToolCodeHost, ConversationHost {
  public readonly function: lambda.Function;
  /** How long a request may take, whatever it is. */
  public readonly timeout: Duration;
  /** Undefined without subscriptions. */
  public readonly subscriptionStore?: SubscriptionStore;
  /** The bundle and the catalogue. */
  public readonly module: lambda.LayerVersion;
  private readonly limits?: RequestLimitsReference;
  private content?: McpFunctionContent | OwnServerContent;
  private toolCode?: ToolCodeLayer;
  private conversationStore?: ConversationStore;

  constructor(scope: Construct, id: string, private readonly props: McpFunctionProps) {
    super(scope, id);
    this.timeout = props.subscriptions?.maxDuration ?? props.timeout;
    this.function = runtimeFunction(this, {
      ...props,
      timeout: this.timeout,
      description: 'Serves the tools, resources and prompts of a remote MCP server',
      code: lambda.Code.fromInline(Lazy.string({ produce: () => this.inlineCode() })),
      memorySize: MCP_FUNCTION_MEGABYTES,
      options: props.functions?.mcp,
      environment: () => encodeEnv<McpFunctionEnv>(MCP_FUNCTION_ENV, {
        MCP_RESOURCE: props.resource,
        MCP_ALLOWED_ORIGINS: props.allowedOrigins.join(' '),
        MCP_ANONYMOUS: props.anonymous ? 'true' : '',
      }),
    });
    this.module = new lambda.LayerVersion(this, 'Module', {
      description: 'The MCP bundle and the catalogue of a remote MCP server',
      code: new DeferredCode((directory) => this.writeModule(directory)),
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
      compatibleArchitectures: [this.function.architecture],
    });
    this.function.addLayers(this.module);
    this.limits = this.requestLimits();
    validateLate(scope, () => requireLimitedTools(scope, Object.keys(this.limits?.tools ?? {}), props.toolNames()));
    this.subscriptionStore = props.subscriptions && new SubscriptionStore(this, 'Subscriptions', this.function, props.encryptionKey);
  }

  /** Names what the function serves. Separate from the constructor, because a tool is granted to the function that calls it. */
  public serve(content: McpFunctionContent | OwnServerContent): void {
    this.content = content;
  }

  public addToolCode(code: ToolCode): void {
    this.toolCode ??= new ToolCodeLayer(this, 'ToolCode', this.function);
    this.toolCode.add(code);
  }

  public requireConversations(): void {
    this.conversations.requireConversations();
  }

  public reportsTable(): dynamodb.ITable {
    return this.conversations.requireReports();
  }

  private get conversations(): ConversationStore {
    this.conversationStore ??= new ConversationStore(this, 'Conversations', this.function, this.props.encryptionKey);
    return this.conversationStore;
  }

  private writeModule(directory: string): void {
    if (this.content !== undefined && 'serverCodeWiring' in this.content) {
      copyBundle('server-code', path.join(directory, SERVER_CODE_LAYER_PATH));
      return;
    }
    const module = path.join(directory, MCP_MODULE_LAYER_PATH);
    copyBundle('mcp', module);
    this.content?.writeCatalogue(module);
  }

  private inlineCode(): string {
    if (this.content !== undefined && 'serverCodeWiring' in this.content) {
      const wiring: ServerCodeWiring = { ...this.content.serverCodeWiring(), limits: this.limits, metrics: this.props.requestMetrics() };
      const own = Stack.of(this).toJsonString(wiring);
      // The bundle is CommonJS, in which a bundler makes require() of import().
      return `exports.handler = require('${SERVER_CODE_MODULE_NAME}').${SERVER_CODE_SERVE}(${own}, (url) => import(url));\n`;
    }
    const wiring: Wiring = {
      ...this.content?.wiring() ?? { targets: {} },
      conversation: this.conversationStore?.reference,
      subscriptions: this.subscriptionReference(),
      limits: this.limits,
      metrics: this.props.requestMetrics(),
    };
    return `exports.handler = require('${MCP_MODULE_NAME}').${MCP_MODULE_SERVE}(${Stack.of(this).toJsonString(wiring)});\n`;
  }

  private requestLimits(): RequestLimitsReference | undefined {
    const { limits: { perClient, perPerson, perTool = {} }, anonymous, encryptionKey } = this.props;
    const limitedTools = Object.entries(perTool);
    if (perClient === undefined && perPerson === undefined && limitedTools.length === 0) {
      return undefined;
    }
    if (anonymous) {
      throw new ValidationError('LimitWithoutCallers', 'throttle.perClient, throttle.perPerson and throttle.perTool limit who is known, and this server asks nobody for a token; leave them out, or choose another authorization', this);
    }
    const { tableName } = new RequestLimitStore(this, 'Limits', this.function, encryptionKey);
    return {
      tableName,
      limits: { ...perPerson && { person: requestLimit(perPerson) }, ...perClient && { client: requestLimit(perClient) } },
      tools: limitedTools.length > 0 ? Object.fromEntries(limitedTools.map(([tool, limit]) => [tool, requestLimit(limit)])) : undefined,
    };
  }

  private subscriptionReference(): SubscriptionReference | undefined {
    const { timeout, subscriptions } = this.props;
    return subscriptions && {
      tableName: this.subscriptionStore!.table.tableName,
      pollMillis: subscriptions.pollMillis,
      maxPerCaller: subscriptions.maxPerCaller,
      extraMillis: this.timeout.toMilliseconds() - timeout.toMilliseconds(),
    };
  }
}

function requestLimit({ requests, period = Duration.minutes(1) }: McpRequestLimit): RequestLimit {
  return { requests, periodMillis: period.toMilliseconds() };
}

/** A misspelt name would limit nothing. */
function requireLimitedTools(scope: Construct, limited: readonly string[], declared: readonly string[] | undefined): void {
  const unknown = declared && limited.find((tool) => !declared.includes(tool));
  if (unknown !== undefined) {
    throw new ValidationError('UnknownLimitedTool', `throttle.perTool limits the tool "${unknown}", which the server does not have; ${orLikelyMeant(unknown, declared!, 'name one of its tools')}`, scope);
  }
}
