import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { copyBundle } from './bundles';
import { DeferredCode } from './deferred-code';
import { liveAlias } from './live-alias';
import { runtimeFunction, RuntimeFunctionSurroundings } from './runtime-function';
import { McpConnectorProps } from '../connector/connector-props';
import { McpConnection } from '../connector/mcp-connection';
import { Connection } from '../contract/connector/connection';
import { CONNECTOR_MODULE_LAYER_PATH, CONNECTOR_MODULE_NAME, CONNECTOR_MODULE_SERVE, ConnectorWiring, OperationIndex, OPERATIONS_FILE } from '../contract/connector/layer';
import { ConnectorOperation } from '../contract/connector/operation';
import { DEPLOYMENT_METADATA_KEY, FunctionMetadata, SecretFieldMetadata } from '../contract/deployment';
import { ValidationError } from '../private/validation-error';

export interface ConnectorFunctionProps extends RuntimeFunctionSurroundings {
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
    const { id, connection: bound, secrets } = connection._bind(this);
    if (!this.connections.has(id)) {
      this.connections.set(id, bound);
      for (const { secret, reference } of secrets) {
        this.grantSecret(fn, secret);
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
    const { options: { vpc, vpcSubnets, securityGroups, memorySize = 512 }, onCreated } = this.settings;
    const fn = runtimeFunction(this, {
      ...this.settings,
      description: 'Speaks to the APIs behind the tools of a remote MCP server',
      code: lambda.Code.fromInline(Lazy.string({ produce: () => this.inlineCode() })),
      timeout: this.timeout,
      memorySize,
      environment: () => ({}),
      vpc,
      vpcSubnets,
      securityGroups,
    });
    fn.addLayers(new lambda.LayerVersion(this, 'Module', {
      description: 'The connector bundle and the operations of a remote MCP server',
      code: new DeferredCode((directory) => this.writeModule(path.join(directory, CONNECTOR_MODULE_LAYER_PATH))),
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
      compatibleArchitectures: [lambda.Architecture.ARM_64],
    }));
    const metadata = Lazy.any({ produce: (): FunctionMetadata => ({ secrets: [...this.secrets.values()] }) });
    (fn.node.defaultChild as lambda.CfnFunction).addMetadata(DEPLOYMENT_METADATA_KEY, metadata);
    onCreated(fn);
    return fn;
  }

  private grantSecret(fn: lambda.Function, secret: secretsmanager.ISecret): void {
    iam.Grant.addToPrincipal({ grantee: fn, actions: ['secretsmanager:GetSecretValue'], resourceArns: [arnForPolicies(secret)] });
    secret.encryptionKey?.grantDecrypt(fn);
  }

  private inlineCode(): string {
    const wiring: ConnectorWiring = {
      connections: Object.fromEntries(this.connections), ...this.runsRemoteTools ? { resource: this.settings.resource } : {},
    };
    return `exports.handler = require('${CONNECTOR_MODULE_NAME}').${CONNECTOR_MODULE_SERVE}(${Stack.of(this).toJsonString(wiring)});\n`;
  }

  private writeModule(directory: string): void {
    copyBundle('connector', directory);
    const index: { [tool: string]: string } = {};
    fs.mkdirSync(path.join(directory, 'operations'), { recursive: true });
    for (const [tool, operation] of this.operations) {
      const json = JSON.stringify(operation);
      index[tool] = `operations/${createHash('sha256').update(json).digest('hex').slice(0, 32)}.json`;
      fs.writeFileSync(path.join(directory, index[tool]), json);
    }
    fs.writeFileSync(path.join(directory, OPERATIONS_FILE), JSON.stringify(index satisfies OperationIndex));
  }
}

/** An imported secret's ARN may lack the six characters that Secrets Manager appends. */
function arnForPolicies(secret: secretsmanager.ISecret): string {
  return secret.secretFullArn ?? `${secret.secretArn}-??????`;
}
