import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Annotations, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { copyBundle } from './bundles';
import { DeferredCode } from './deferred-code';
import { liveAlias } from './live-alias';
import { openWay } from './network';
import { runtimeFunction } from './runtime-function';
import { portsOf } from '../connector/connection-ports';
import { McpConnectorProps } from '../connector/connector-props';
import { McpConnection } from '../connector/mcp-connection';
import { Connection } from '../contract/connector/connection';
import { CONNECTOR_MODULE_LAYER_PATH, CONNECTOR_MODULE_NAME, CONNECTOR_MODULE_SERVE, ConnectorWiring, OperationIndex, OPERATIONS_FILE } from '../contract/connector/layer';
import { ConnectorOperation } from '../contract/connector/operation';
import { DEPLOYMENT_METADATA_KEY, FunctionMetadata, SecretFieldMetadata } from '../contract/deployment';
import { CONNECTOR_MEGABYTES } from '../contract/limits';
import { grantSecret } from '../private/grant-secret';
import { Surroundings } from '../private/surroundings';
import { ValidationError } from '../private/validation-error';

export interface ConnectorFunctionProps extends Surroundings {
  readonly options: McpConnectorProps;
  /** Of the whole request to the server. */
  readonly toolTimeout: Duration;
  /** The server's canonical URL. */
  readonly resource: string;
  /** Called once it exists. */
  onCreated(fn: lambda.Function): void;
  /** Called once it runs tools of another MCP server. */
  onRemoteTools(): void;
}

/** Within it the MCP function must still answer. */
const RESERVE = Duration.seconds(1);

/**
 * The function that alone speaks to other people's APIs, and alone reads the credentials for them. It exists once a tool needs it.
 */
export class ConnectorFunction extends Construct {
  private fn?: lambda.Function;
  private readonly connections = new Map<string, Connection>();
  /** By the tool's name. */
  private readonly operations = new Map<string, ConnectorOperation>();
  private readonly secrets = new Map<string, SecretFieldMetadata>();
  /** To lay beside the bundle, by path. */
  private readonly files = new Map<string, string>();

  constructor(scope: Construct, id: string, private readonly settings: ConnectorFunctionProps) {
    super(scope, id);
  }

  /** How long an operation may take. */
  public get timeout(): Duration {
    const { toolTimeout, options: { timeout } } = this.settings;
    const longest = Duration.seconds(Math.max(1, toolTimeout.toSeconds() - RESERVE.toSeconds()));
    if (timeout !== undefined && timeout.toSeconds() >= toolTimeout.toSeconds()) {
      throw new ValidationError('InvalidConnectorTimeout', `the connector may take ${timeout.toSeconds()} seconds, but a request to the server ${toolTimeout.toSeconds()}; raise toolTimeout, or lower the connector's: the server must still answer`, this);
    }
    return timeout ?? longest;
  }

  /**
   * Has the connector run a tool.
   *
   * @param operationOf makes the operation of the id of its connection
   * @returns what is to be invoked
   */
  public addOperation(tool: string, connection: McpConnection, operationOf: (connectionId: string) => ConnectorOperation): lambda.IFunction {
    const fn = this.function;
    const { id, connection: bound, secrets, files } = connection._bind(this);
    if (!this.connections.has(id)) {
      this.connections.set(id, bound);
      files.forEach((text, file) => this.files.set(file, text));
      this.openWays(fn, bound);
      for (const { secret, reference } of secrets) {
        grantSecret(this, fn, secret);
        this.secrets.set(JSON.stringify(Stack.of(this).resolve(reference)), { ...reference, foreign: true });
      }
    }
    const operation = operationOf(id);
    if (operation.kind === 'remote-tool' && !this.runsRemoteTools) {
      this.settings.onRemoteTools();
    }
    this.operations.set(tool, operation);
    return liveAlias(fn);
  }

  /** Undefined as long as no tool needs it. */
  public get existingFunction(): lambda.Function | undefined {
    return this.fn;
  }

  private get runsRemoteTools(): boolean {
    return [...this.operations.values()].some(({ kind }) => kind === 'remote-tool');
  }

  private get function(): lambda.Function {
    this.fn ??= this.create();
    return this.fn;
  }

  private create(): lambda.Function {
    const fn = runtimeFunction(this, {
      ...this.settings,
      description: 'Speaks to the APIs behind the tools of a remote MCP server',
      code: lambda.Code.fromInline(Lazy.string({ produce: () => this.inlineCode() })),
      timeout: this.timeout,
      memorySize: CONNECTOR_MEGABYTES,
      environment: () => ({}),
    });
    fn.addLayers(new lambda.LayerVersion(this, 'Module', {
      description: 'The connector bundle and the operations of a remote MCP server',
      code: new DeferredCode((directory) => this.writeModule(path.join(directory, CONNECTOR_MODULE_LAYER_PATH))),
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
      compatibleArchitectures: [fn.architecture],
    }));
    const metadata = Lazy.any({ produce: (): FunctionMetadata => ({ secrets: [...this.secrets.values()] }) });
    (fn.node.defaultChild as lambda.CfnFunction).addMetadata(DEPLOYMENT_METADATA_KEY, metadata);
    this.settings.onCreated(fn);
    return fn;
  }

  /** Out of the VPC, as far as there is one: to the ports of the connection, wherever they are. */
  private openWays(fn: lambda.Function, connection: Connection): void {
    const { vpc, securityGroups } = this.settings.options;
    if (vpc === undefined) {
      if (connection.privateNetwork && !Token.isUnresolved(connection.baseUrl) && !isLoopback(connection.baseUrl)) {
        Annotations.of(this).addWarningV2(
          'cdk-remote-mcp-server:connectorWithoutVpc',
          `the API at ${connection.baseUrl} is in a private network, and the connector in none: on AWS it cannot be reached; give connector.vpc`,
        );
      }
      return;
    }
    if (securityGroups === undefined) {
      for (const port of portsOf(connection)?.map((number) => ec2.Port.tcp(number)) ?? [ec2.Port.allTcp()]) {
        openWay(fn, port, 'APIs behind tools');
      }
    }
  }

  private inlineCode(): string {
    const wiring: ConnectorWiring = {
      connections: Object.fromEntries(this.connections), ...this.runsRemoteTools ? { resource: this.settings.resource, streams: true } : {},
    };
    return `exports.handler = require('${CONNECTOR_MODULE_NAME}').${CONNECTOR_MODULE_SERVE}(${Stack.of(this).toJsonString(wiring)});\n`;
  }

  private writeModule(directory: string): void {
    copyBundle('connector', directory);
    const index = new Map<string, string>();
    fs.mkdirSync(path.join(directory, 'operations'), { recursive: true });
    for (const [tool, operation] of this.operations) {
      const json = JSON.stringify(operation);
      const file = `operations/${createHash('sha256').update(json).digest('hex').slice(0, 32)}.json`;
      index.set(tool, file);
      fs.writeFileSync(path.join(directory, file), json);
    }
    for (const [file, text] of this.files) {
      fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      fs.writeFileSync(path.join(directory, file), text);
    }
    fs.writeFileSync(path.join(directory, OPERATIONS_FILE), JSON.stringify(Object.fromEntries(index) satisfies OperationIndex));
  }
}

function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
