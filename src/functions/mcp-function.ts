import * as fs from 'node:fs';
import * as path from 'node:path';
import { AspectPriority, Aspects, Duration, FileSystem, IAspect, Lazy, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct, IConstruct } from 'constructs';
import { bundleDirectory } from './bundles';
import { runtimeFunction, RuntimeFunctionSurroundings } from './runtime-function';
import { encodeEnv, MCP_FUNCTION_ENV, McpFunctionEnv } from '../contract/env';
import { MCP_MODULE_LAYER_PATH, MCP_MODULE_NAME, MCP_MODULE_SERVE, Wiring } from '../contract/mcp-layer';

/** What the function serves: compiled when the app is synthesized, for tools may be added until then. */
export interface McpFunctionContent {
  /** Writes the catalogue's files beside the bundle. */
  writeCatalogue(directory: string): void;
  /** Where the tools are. Values may be tokens. */
  wiring(): Wiring;
}

export interface McpFunctionProps extends RuntimeFunctionSurroundings {
  readonly resource: string;
  readonly allowedOrigins: string[];
  readonly timeout: Duration;
}

/**
 * Answers MCP. What is known at synthesis (bundle and catalogue) is a layer, what is known at deployment (the tools' ARNs) is
 * inline code: neither counts against the 4 KB of environment, however many tools there are.
 */
export class McpFunction extends Construct {
  public readonly function: lambda.Function;
  private content?: McpFunctionContent;

  constructor(scope: Construct, id: string, props: McpFunctionProps) {
    super(scope, id);
    this.function = runtimeFunction(this, {
      ...props,
      description: 'Serves the tools, resources and prompts of a remote MCP server',
      code: lambda.Code.fromInline(Lazy.string({ produce: () => this.inlineCode() })),
      memorySize: 512,
      environment: () => encodeEnv<McpFunctionEnv>(MCP_FUNCTION_ENV, {
        MCP_RESOURCE: props.resource,
        MCP_ALLOWED_ORIGINS: props.allowedOrigins.join(' '),
      }),
    });
    Aspects.of(this).add(new AddModuleLayer(this), { priority: AspectPriority.MUTATING });
  }

  /** Names what the function serves. Separate from the constructor, because a tool is granted to the function that calls it. */
  public serve(content: McpFunctionContent): void {
    this.content = content;
  }

  /** Writes the layer and gives it to the function. */
  public addModuleLayer(): void {
    const directory = FileSystem.mkdtemp('remote-mcp-layer-');
    const module = path.join(directory, MCP_MODULE_LAYER_PATH);
    fs.mkdirSync(module, { recursive: true });
    fs.copyFileSync(path.join(bundleDirectory('mcp'), 'index.js'), path.join(module, 'index.js'));
    this.content?.writeCatalogue(module);
    this.function.addLayers(new lambda.LayerVersion(this, 'Module', {
      description: 'The MCP bundle and the catalogue of a remote MCP server',
      code: lambda.Code.fromAsset(directory),
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
      compatibleArchitectures: [lambda.Architecture.ARM_64],
    }));
    // Where staging is off, the assembly refers to the directory itself.
    if (!this.node.tryGetContext(cxapi.DISABLE_ASSET_STAGING_CONTEXT)) {
      fs.rmSync(directory, { recursive: true });
    }
  }

  private inlineCode(): string {
    const wiring: Wiring = this.content?.wiring() ?? { targets: {} };
    return `exports.handler = require('${MCP_MODULE_NAME}').${MCP_MODULE_SERVE}(${Stack.of(this).toJsonString(wiring)});\n`;
  }
}

/** The last moment before synthesis at which resources can still be added: no tool comes after it. */
class AddModuleLayer implements IAspect {
  private done = false;

  constructor(private readonly mcpFunction: McpFunction) {}

  public visit(node: IConstruct): void {
    if (node === this.mcpFunction && !this.done) {
      this.done = true;
      this.mcpFunction.addModuleLayer();
    }
  }
}
