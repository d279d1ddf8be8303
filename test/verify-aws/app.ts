/** The app that is deployed to be verified: every part of which docs/verify-on-aws.md asks, in an account of which nothing but the account is known. */
import { join } from 'node:path';
import { App, CfnOutput, CfnResource, Duration, RemovalPolicy, Size, Stack, Tags } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  McpAudit, McpAuthorization, McpBotControl, McpCode, McpEndpoint, McpFirewall, McpLargeContent, McpReports, McpResource, McpSchema, McpServerCode,
  McpSubscriptions, McpTask, McpTool, RemoteMcpServer, SigningSecret,
} from '../../src';

const FUNCTIONS = join(__dirname, 'functions');
const EXAMPLES = join(__dirname, '..', '..', 'examples');
const DESTROY = RemovalPolicy.DESTROY;

/** The tag of everything that is made, with the run's name. */
export const TAG = 'remote-mcp-verification';

/** The servers, by the ids of their stacks. */
export const SERVERS = ['Main', 'Own', 'Edge', 'Closed'] as const;
export type ServerName = typeof SERVERS[number];

export const LIMIT = 30;
export const GUARDED_SCOPE = 'mcp:guarded';
export const NOTE = 'note://now';
/** How long links to objects are valid, in seconds. */
export const LINK_SECONDS = 20;
/** Sizes of the objects that are read, by their keys. */
export const OBJECTS = { 'small/a.txt': 10, 'linked/five-mebibytes.txt': 5 * 1024 * 1024, 'streamed/fifty-mebibytes.txt': 50 * 1024 * 1024 } as const;

export interface VerificationApp {
  /** Of this run. Stacks begin with it. */
  readonly name: string;
  readonly outdir: string;
  /** Whether the account lacks the role with which API Gateway logs. */
  readonly makesLoggingRole: boolean;
  /** Left out: all. */
  readonly servers?: readonly ServerName[];
  /** The second deployment: another tool, and an authorizer that may not read its table. */
  readonly isUpdate?: boolean;
}

/** @returns the directory of the cloud assembly */
export function synthesize(options: VerificationApp, adapt: (stack: Stack) => void = () => {}): string {
  const app = new App({ outdir: options.outdir, analyticsReporting: false });
  Tags.of(app).add(TAG, options.name);
  for (const id of options.servers ?? SERVERS) {
    const stack = new Stack(app, id, { stackName: stackName(options.name, id), description: `Verifies cdk-remote-mcp-server (${options.name}); may be deleted` });
    DECLARE[id](stack, options);
    retainNothing(stack);
    adapt(stack);
  }
  return app.synth().directory;
}

export const stackName = (name: string, id: ServerName) => `${name}-${id.toLowerCase()}`;

/** Also the role with which API Gateway logs, which a server keeps for others: here it is the run's own. */
function retainNothing(stack: Stack): void {
  stack.node.findAll().filter(CfnResource.isCfnResource).forEach((resource) => resource.applyRemovalPolicy(DESTROY));
}

function main(stack: Stack, { makesLoggingRole, isUpdate = false }: VerificationApp): void {
  const documents = new s3.Bucket(stack, 'Documents', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, enforceSSL: true, removalPolicy: DESTROY, autoDeleteObjects: true });
  const forecast = functionOf(stack, 'Forecast', join(EXAMPLES, 'weather', 'tools', 'forecast'), { tracing: lambda.Tracing.ACTIVE });
  const importOrders = functionOf(stack, 'ImportOrders', join(EXAMPLES, 'talking-tools', 'tools', 'import-orders'));
  const transcode = functionOf(stack, 'Transcode', join(FUNCTIONS, 'transcode'), { timeout: Duration.minutes(2) });
  const server = new RemoteMcpServer(stack, 'Server', {
    serverName: 'verification',
    endpoint: McpEndpoint.stage({ ipAddressType: apigateway.IpAddressType.DUAL_STACK }),
    authorization: McpAuthorization.oauth({
      scopes: [{ name: 'mcp:use', description: 'Use the server' }, { name: GUARDED_SCOPE, description: 'Call the guarded tool' }],
    }),
    signingSecret: SigningSecret.generated({ rotateEvery: Duration.days(90) }),
    subscriptions: McpSubscriptions.polling(),
    audit: McpAudit.logGroup(),
    functions: { keepWarm: true },
    toolTimeout: Duration.minutes(3),
    cloudWatchRole: makesLoggingRole,
    removalPolicy: DESTROY,
    tools: [
      McpTool.fromFunction('get_forecast', forecast, { description: 'A forecast.', inputSchema: takes({ city: { type: 'string' }, days: { type: 'integer' } }) }),
      code('guarded', 'say', {}, { requiredScopes: [GUARDED_SCOPE] }),
      code('say', 'say', { text: { type: 'string' } }),
      code('count', 'count', { seconds: { type: 'integer' }, aloud: { type: 'boolean' } }),
      code('touch', 'touch', { uri: { type: 'string' } }),
      code('confirmed', 'say', {}, { confirm: 'Really?' }),
      McpTool.fromFunction('import_orders', importOrders, { description: 'Imports orders.', inputSchema: takes({ count: { type: 'integer' } }), reports: McpReports.fromResponseStream() }),
      McpTool.fromFunction('transcode', transcode, {
        description: 'Transcodes.', inputSchema: takes({ parts: { type: 'integer' }, another: { type: 'boolean' } }), reports: McpReports.fromTable(), cancellable: true,
      }),
      McpTool.fromFunction('task', forecast, { description: 'A forecast as a task.', inputSchema: takes({ city: { type: 'string' } }), task: McpTask.optional() }),
      ...machines(stack),
      ...isUpdate ? [code('added', 'say')] : [],
    ],
    resources: [
      McpResource.fromText(NOTE, { name: 'note', text: 'Now.' }),
      McpResource.fromBucket('docs://{+key}', documents, { name: 'small', prefix: 'small/' }),
      McpResource.fromBucket('linked://{+key}', documents, { name: 'linked', prefix: 'linked/', largeContent: McpLargeContent.linked({ expires: Duration.seconds(LINK_SECONDS) }) }),
      McpResource.fromBucket('streamed://{+key}', documents, { name: 'streamed', prefix: 'streamed/', largeContent: McpLargeContent.streamed(Size.mebibytes(50)) }),
    ],
  });

  const probe = functionOf(stack, 'Probe', join(FUNCTIONS, 'probe'), { timeout: Duration.minutes(2), memorySize: 512, environment: { DOCUMENTS: documents.bucketName, CHANGES_TABLE: server.changesTable!.tableName } });
  documents.grantReadWrite(probe);
  server.grants.publishChanges(probe);
  server.grants.administer(probe);
  outputs(stack, server, {
    ProbeFunction: probe.functionName,
    TranscodeLog: transcode.logGroup.logGroupName,
    AuditLog: server.auditLogGroup!.logGroupName,
    SigningSecretArn: server.signingSecret!.secretArn,
    ForecastFunction: forecast.functionName,
    StandardMachine: (stack.node.findChild('Machine standard') as sfn.StateMachine).stateMachineArn,
    TaskRunner: partOf(server, lambda.Function, '/Runner/').functionName,
    KeepWarmRule: partOf(server, events.Rule, '').ruleName,
  });
}

/** What a server shows nobody, and this app's checks look at. */
function partOf<T extends Construct>(server: RemoteMcpServer, kind: abstract new (...args: any[]) => T, path: string): T {
  return server.node.findAll().find((child): child is T => child instanceof kind && child.node.path.includes(path))!;
}

/** Machines of both kinds, and an alias of each. */
function machines(stack: Stack): McpTool[] {
  return [sfn.StateMachineType.EXPRESS, sfn.StateMachineType.STANDARD].flatMap((type) => {
    const kind = type.toLowerCase();
    const chainable = new sfn.Wait(stack, `Wait ${kind}`, { time: sfn.WaitTime.secondsPath('$.arguments.seconds') }).next(new sfn.Pass(stack, `Pass ${kind}`, { result: sfn.Result.fromObject({ kind }) }));
    const machine = new sfn.StateMachine(stack, `Machine ${kind}`, { stateMachineType: type, definitionBody: sfn.DefinitionBody.fromChainable(chainable) });
    const version = new sfn.CfnStateMachineVersion(stack, `Version ${kind}`, { stateMachineArn: machine.stateMachineArn });
    const alias = new sfn.CfnStateMachineAlias(stack, `Alias ${kind}`, { name: 'live', routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }] });
    const tool = (name: string, called: sfn.IStateMachine) => McpTool.fromStateMachine(name, called, {
      description: 'A state machine.',
      stateMachineType: type,
      inputSchema: takes({ seconds: { type: 'integer' } }, 'seconds'),
      ...type === sfn.StateMachineType.STANDARD && { task: McpTask.optional() },
    });
    return [tool(kind, machine), tool(`${kind}_alias`, sfn.StateMachine.fromStateMachineArn(stack, `Live ${kind}`, alias.attrArn))];
  });
}

/** A server whose code is a function that does not stream; with limits, and a firewall that looks for bots. */
function own(stack: Stack, { isUpdate = false }: VerificationApp): void {
  const server = new RemoteMcpServer(stack, 'Server', {
    serverName: 'own',
    serverCode: McpServerCode.fromFunction(functionOf(stack, 'Code', join(FUNCTIONS, 'own-server'))),
    throttle: { perClient: { requests: LIMIT, period: Duration.minutes(1) } },
    firewall: McpFirewall.standard({ botControl: McpBotControl.BLOCK }),
    cloudWatchRole: false,
    removalPolicy: DESTROY,
  });
  if (isUpdate) {
    server.authorizerFunction!.addToRolePolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['dynamodb:BatchGetItem'], resources: ['*'] }));
  }
  outputs(stack, server, {});
}

function edge(stack: Stack): void {
  const server = new RemoteMcpServer(stack, 'Server', {
    serverName: 'edge',
    endpoint: McpEndpoint.cloudFront(),
    // Its web ACL would have to be in us-east-1.
    firewall: McpFirewall.none(),
    toolTimeout: Duration.minutes(3),
    tools: [code('say', 'say', { text: { type: 'string' } }), code('count', 'count', { seconds: { type: 'integer' }, aloud: { type: 'boolean' } })],
    cloudWatchRole: false,
    removalPolicy: DESTROY,
  });
  outputs(stack, server, { ApiId: server.restApi.restApiId });
}

function closed(stack: Stack): void {
  const server = new RemoteMcpServer(stack, 'Server', {
    serverName: 'closed',
    endpoint: McpEndpoint.stage({ allowedAddresses: ['192.0.2.1'] }),
    firewall: McpFirewall.none(),
    tools: [code('say', 'say')],
    cloudWatchRole: false,
    removalPolicy: DESTROY,
  });
  outputs(stack, server, {});
}

const DECLARE: { readonly [id in ServerName]: (stack: Stack, options: VerificationApp) => void } = { Main: main, Own: own, Edge: edge, Closed: closed };

/** With a log group of its own: one that Lambda makes would outlive the stack. */
function functionOf(stack: Stack, id: string, directory: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  const logGroup = new logs.LogGroup(stack, `${id}Log`, { retention: logs.RetentionDays.ONE_DAY });
  return new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(directory), logGroup, ...props });
}

function takes(properties: object, ...required: string[]): McpSchema {
  return McpSchema.fromJson({ type: 'object', properties: { ...properties }, required, additionalProperties: false });
}

function code(name: string, file: string, properties: object = {}, props: Partial<Parameters<typeof McpTool.fromCode>[2]> = {}): McpTool {
  return McpTool.fromCode(name, McpCode.fromFile(join(FUNCTIONS, `${file}.mjs`)), { description: `The tool ${name}.`, inputSchema: takes(properties), ...props });
}

function outputs(scope: Construct, server: RemoteMcpServer, others: { readonly [name: string]: string }): void {
  const named = {
    McpUrl: server.mcpUrl,
    Issuer: server.issuer!,
    InitialAccessTokenSecretArn: server.initialAccessTokenSecret!.secretArn,
    UserPoolId: server.userPool!.userPoolId,
    AdministrationFunctionArn: `${server.oauthFunction!.functionArn}:live`,
    McpFunction: server.mcpFunction.functionName,
    McpLog: server.mcpFunction.logGroup.logGroupName,
    AuthorizerFunction: server.authorizerFunction!.functionName,
    AuthorizerLog: server.authorizerFunction!.logGroup.logGroupName,
    OAuthLog: server.oauthFunction!.logGroup.logGroupName,
    DocumentFetcherLog: server.documentFetcherFunction!.logGroup.logGroupName,
    ...others,
  };
  const verified = new Construct(scope, 'Verified');
  Object.entries(named).forEach(([name, value]) => new CfnOutput(verified, name, { value }).overrideLogicalId(name));
}
