// The consumer app in TypeScript. Its twins in the other languages must synthesize the same template.
import { App, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import {
  InitialAccessToken, McpApiDocument, McpApiOperations, McpApp, McpAppPermission, McpAuthorization, McpCode, McpCompletion, McpConnection, McpCredentials,
  McpExecutionInput, McpFirewall, McpHttpSelection, McpIcon, McpIconTheme, McpLargeContent, McpMeta, McpMonitoring, McpPrompt, McpPromptMessage, McpReports,
  McpResource, McpResultCache, McpRole, McpSchema, McpServerCode, McpSkill, McpSubscriptions, McpTool, McpToolConfig, McpToolset, McpToolsetConfig, McpToolTarget,
  RemoteMcpServer,
} from 'cdk-remote-mcp-server';
import { sources } from './sources';

/** A tool that brings its function along. */
class CountTool extends McpTool {
  constructor() {
    super('count', { description: 'Counts.' });
  }

  public bind(scope: Construct): McpToolConfig {
    return {
      target: McpToolTarget.fromFunction(new lambda.Function(scope, 'Counter', {
        runtime: lambda.Runtime.PYTHON_3_13,
        handler: 'index.handler',
        code: lambda.Code.fromInline('def handler(event, context):\n    return 1\n'),
      })),
    };
  }
}

/** Tools that belong together. */
class ClockTools extends McpToolset {
  constructor(private readonly fn: lambda.IFunction) {
    super();
  }

  public bind(): McpToolsetConfig {
    return { tools: ['now', 'today'].map((name) => McpTool.fromFunction(name, this.fn, { description: 'The time.' })) };
  }
}

const app = new App();
const stack = new Stack(app, 'Consumer');

const forecast = new lambda.Function(stack, 'Forecast', {
  runtime: lambda.Runtime.PYTHON_3_13,
  handler: 'index.handler',
  code: lambda.Code.fromInline("def handler(event, context):\n    return {'city': event['arguments']['city'], 'degrees': 21}\n"),
});

const machine = new sfn.StateMachine(stack, 'Plan', {
  stateMachineType: sfn.StateMachineType.EXPRESS,
  definitionBody: sfn.DefinitionBody.fromString('{"StartAt":"Done","States":{"Done":{"Type":"Pass","End":true}}}'),
});
const documents = new s3.Bucket(stack, 'Documents');
const connection = McpConnection.toUrl('https://api.weather.example/v1', {
  credentials: McpCredentials.apiKeyHeader('x-api-key', new secretsmanager.Secret(stack, 'ApiKey')),
});

const server = new RemoteMcpServer(stack, 'Weather', {
  title: 'Weather',
  instructions: 'Ask for one city at a time.',
  tools: [
    McpTool.fromFunction('get_forecast', forecast, {
      description: 'The forecast for a city.',
      readOnly: true,
      inputSchema: McpSchema.fromJson({
        type: 'object',
        properties: { city: { type: 'string', minLength: 1 }, days: { type: 'integer', minimum: 1, maximum: 7 }, units: { enum: ['metric', null] } },
        required: ['city'],
      }),
      // A null must be the same in every language.
      outputSchema: McpSchema.fromJsonText('{"type":"object","properties":{"degrees":{"type":"number"},"warning":{"const":null,"default":null}}}'),
      reports: McpReports.fromTable(),
    }),
    McpTool.fromCode('convert', McpCode.fromFile('files/tool.mjs', { environment: { UNITS: 'imperial' } }), {
      description: 'Converts degrees.',
      readOnly: true,
      resultCache: McpResultCache.acrossCallers(Duration.minutes(5)),
    }),
    McpTool.fromCode('convert_back', McpCode.fromDirectory('files', 'tool.mjs'), { description: 'Converts degrees back.', requiredScopes: ['mcp'] }),
    McpTool.fromFunction('get_stable_forecast', forecast.addAlias('stable'), { description: 'The forecast of the stable version.' }),
    McpTool.fromStateMachine('plan', machine, { description: 'Plans a journey.', executionInput: McpExecutionInput.ARGUMENTS }),
    McpTool.fromHttp('get_alerts', connection, {
      description: 'The alerts of an area.',
      url: '/alerts/{area}',
      inputSchema: McpSchema.fromJson({ type: 'object', properties: { area: { type: 'string' } }, required: ['area'] }),
      selection: McpHttpSelection.fromPointer('/alerts'),
      maxAnswerSize: Size.kibibytes(64),
    }),
  ],
  toolsets: [
    McpToolset.fromOpenApi(McpApiDocument.fromFile('files/stations.yaml'), connection, {
      include: [McpApiOperations.withId('getStation')],
      overrides: { getStation: { name: 'get_station', title: 'Station' } },
    }),
    McpToolset.fromRemoteServer('docs', connection, {
      lockFile: 'files/docs.lock.json',
      include: ['search', 'read', 'delete'],
      exclude: ['delete'],
      requiredScopes: ['mcp'],
      overrides: { read: { requiredScopes: [] } },
    }),
    new ClockTools(forecast),
  ],
  skills: [McpSkill.fromDirectory('files/pack-for-rain', { prefix: 'weather', requiredScopes: ['mcp'] })],
  apps: [
    McpApp.fromAsset('ui://weather/forecast', 'files/forecast.html', {
      name: 'forecast',
      tools: ['get_forecast'],
      appOnlyTools: ['convert'],
      prefersBorder: true,
      permissions: [McpAppPermission.GEOLOCATION],
      contentSecurityPolicy: { connectDomains: ['https://api.weather.example'] },
    }),
  ],
  resources: [
    McpResource.fromDirectory('guide://', 'files/guide'),
    McpResource.fromBucket('docs://{+key}', documents, {
      name: 'documents',
      prefix: 'public/',
      largeContent: McpLargeContent.linked({ expires: Duration.minutes(2) }),
      ttl: Duration.minutes(1),
    }),
    McpResource.fromBucketObject('docs://map', documents, 'maps/europe.png', {
      name: 'map', mimeType: 'image/png', largeContent: McpLargeContent.streamed(Size.mebibytes(50)), requiredScopes: ['mcp'],
    }),
    McpResource.fromFunction('stations://{id}', forecast, { name: 'station', completions: { id: McpCompletion.fromFunction(forecast) } }),
    McpResource.fromText('weather://units', {
      name: 'units',
      text: 'Degrees are Celsius.',
      mimeType: 'text/plain',
      audience: [McpRole.ASSISTANT],
      priority: 0.5,
      lastModified: new Date('2026-01-31T12:00:00Z'),
      icons: [McpIcon.fromUrl('https://weather.example/units.png', { mimeType: 'image/png', sizes: ['48x48'], theme: McpIconTheme.DARK })],
      meta: McpMeta.fromJson({ 'com.example/team': { name: 'weather', size: 3 } }),
    }),
  ],
  authorization: McpAuthorization.oauth({
    accessTokenLifetime: Duration.minutes(30),
    initialAccessToken: InitialAccessToken.generated(),
    registryTable: dynamodb.TableV2.fromTableName(stack, 'Clients', 'clients'),
  }),
  firewall: McpFirewall.standard({ requestsPerIp: 5000 }),
  monitoring: McpMonitoring.standard({ latencyThreshold: Duration.seconds(20) }),
  allowedOrigins: ['https://app.example.com'],
  subscriptions: McpSubscriptions.polling({ interval: Duration.seconds(5), maxPerCaller: 2 }),
  removalPolicy: RemovalPolicy.DESTROY,
});

server.grants.publishChanges(forecast);
forecast.addEnvironment('CHANGES_TABLE', server.changesTable!.tableName);
server.addTool(new CountTool());
server.addPrompt(McpPrompt.fromMessages('pack', {
  description: 'What to pack for a journey.',
  arguments: [{ name: 'city', required: true }],
  messages: [
    McpPromptMessage.text('What do I pack for {{city}}?'),
    McpPromptMessage.text('I look at the forecast first.', { role: McpRole.ASSISTANT }),
  ],
}));

server.addPrompt(McpPrompt.fromFunction('travel', forecast, {
  arguments: [{ name: 'city', completion: McpCompletion.fromValues('Oslo', 'Rome') }],
}));

const authorization = McpAuthorization.oauth({ scopes: [{ name: 'read' }, { name: 'write', includes: ['read'] }] });
new RemoteMcpServer(stack, 'Sdk', {
  authorization,
  serverCode: McpServerCode.fromSdkServer(McpCode.fromFile('files/server.mjs'), {
    toolScopes: { drop: ['write'] },
    resourceScopes: { 'docs://{name}': ['read'], 'docs://readme': [] },
  }),
});
new RemoteMcpServer(stack, 'Own', { authorization, serverCode: McpServerCode.fromFunction(forecast, { promptScopes: { audit: ['write'] } }) });

sources(app);
app.synth();
