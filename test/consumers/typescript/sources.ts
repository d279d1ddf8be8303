// Everything that can be said of what a server offers, at least once. Its twins in the other languages must synthesize the same template.
import { App, CfnOutput, Duration, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  McpApiDocument, McpApiOperations, McpApp, McpAppPermission, McpAuthorization, McpCertificateAuthorities, McpClientAuthenticationMethod, McpCode, McpCompletion, McpConnection,
  McpCredentials, McpExecutionInput, McpHttpBody, McpHttpSelection, McpIcon, McpIconTheme, McpLargeContent, McpMeta, McpPrompt, McpPromptMessage, McpReports, McpResource,
  McpResultCache, McpRole, McpSchema, McpServerCode, McpSkill, McpSubscriptions, McpTask, McpTool, McpToolConfig, McpToolProps, McpToolset, McpToolTarget, RemoteMcpServer,
} from 'cdk-remote-mcp-server';

const CA = '-----BEGIN CERTIFICATE-----\nMIIBgTCCASegAwIBAgIUNO5csUgxufCtUiUD8aGwrZQSK1QwCgYIKoZIzj0EAwIwFTETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yNjExMjkwOTUwNDRaGA8yMTI2MTEwNTA5NTA0NFowFTETMBEGA1UEAwwKRXhhbXBsZSBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNgSsZtCJcvg9plSaLWmSEZBQF2uTa47LebX11j0ZuPUcDXwygnEBLkSk9wAFnO13it0RulzJn5Uk8gFojGiwKOjUzBRMB0GA1UdDgQWBBTbCn9TdBuGeU7HeblO0+4qctJNQjAfBgNVHSMEGDAWgBTbCn9TdBuGeU7HeblO0+4qctJNQjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCZGfhYiUOxlhPu0Lga9YgRFsRnSS58b2w13gOawqts2AIgQp0POR1OznUhytVLLMMOoK2IKaP835sLM/wXHVoW8Nw=\n-----END CERTIFICATE-----\n';

/** A tool of the user's own kind. */
class OwnTool extends McpTool {
  constructor(name: string, private readonly target: McpToolTarget) {
    super(name, { description: 'A kind of our own.' });
  }

  public bind(): McpToolConfig {
    return { target: this.target };
  }
}

export function sources(app: App): void {
  const stack = new Stack(app, 'Sources');
  const code = lambda.Code.fromInline('exports.handler = async () => 1;');
  const fn = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', timeout: Duration.seconds(10), code });
  const standard = new sfn.StateMachine(stack, 'Standard', {
    definitionBody: sfn.DefinitionBody.fromString('{"StartAt":"Done","States":{"Done":{"Type":"Pass","End":true}}}'),
  });
  const express = sfn.StateMachine.fromStateMachineArn(stack, 'Express', 'arn:aws:states:eu-west-1:111122223333:stateMachine:express');
  const bucket = new s3.Bucket(stack, 'Bucket');
  const secret = new secretsmanager.Secret(stack, 'Secret');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });

  const fileIcon = McpIcon.fromFile('files/pixel.png', { sizes: ['1x1'], theme: McpIconTheme.LIGHT });
  const urlIcon = McpIcon.fromUrl('https://shop.example/icon.svg', { mimeType: 'image/svg+xml', sizes: ['any'], theme: McpIconTheme.DARK });
  const meta = McpMeta.fromJsonText('{"com.example/owner":"shop"}');
  const area = McpSchema.fromFile('files/area.schema.json');

  const uploads = McpConnection.toUrl('https://api.shop.example/v1', {
    credentials: McpCredentials.apiKeyHeader('x-api-key', secret, { field: 'key', prefix: 'Token ' }),
    additionalOrigins: ['https://uploads.shop.example'],
    certificateAuthorities: McpCertificateAuthorities.fromFile('files/ca.pem'),
  });
  const connections = [
    uploads,
    McpConnection.toUrl('http://inner.shop.example', { privateNetwork: true, credentials: McpCredentials.none() }),
    McpConnection.toUrl('https://query.shop.example', { credentials: McpCredentials.apiKeyQuery('key', secret), certificateAuthorities: McpCertificateAuthorities.fromText(CA) }),
    McpConnection.toUrl('https://cookie.shop.example', {
      credentials: McpCredentials.apiKeyCookie('key', secret),
      certificateAuthorities: McpCertificateAuthorities.fromAsset(new Asset(stack, 'Authority', { path: 'files/ca.pem' })),
    }),
    McpConnection.toUrl('https://basic.shop.example', { credentials: McpCredentials.basic(secret, { usernameField: 'user', passwordField: 'pass' }) }),
    McpConnection.toUrl('https://bearer.shop.example', { credentials: McpCredentials.bearer(secret, { field: 'token' }) }),
    McpConnection.toUrl('https://oauth.shop.example', {
      credentials: McpCredentials.oauthClientCredentials({
        tokenEndpoint: 'https://login.shop.example/token', clientSecret: secret, clientId: 'mcp', clientSecretField: 'secret', scopes: ['items'], audience: 'shop',
        resource: 'https://oauth.shop.example', authenticationMethod: McpClientAuthenticationMethod.CLIENT_SECRET_POST,
      }),
    }),
    McpConnection.toUrl('https://basic-oauth.shop.example', {
      credentials: McpCredentials.oauthClientCredentials({
        tokenEndpoint: 'https://login.shop.example/token', clientSecret: secret, authenticationMethod: McpClientAuthenticationMethod.CLIENT_SECRET_BASIC,
      }),
    }),
    McpConnection.toUrl('https://signed.shop.example', { credentials: McpCredentials.sigV4({ service: 'execute-api', region: 'eu-west-1' }) }),
  ];
  const http = (index: number, method: string, body: McpHttpBody, properties: { [name: string]: unknown } = { name: { type: 'string' } }) => (
    McpTool.fromHttp(`http_${index}`, connections[index], { description: 'A request.', url: '/items', method, body, inputSchema: McpSchema.fromJson({ type: 'object', properties }) })
  );
  const file = { type: 'object', properties: { text: { type: 'string' } } };

  const server = new RemoteMcpServer(stack, 'Server', {
    authorization: McpAuthorization.oauth({ scopes: [{ name: 'items', description: 'Items' }, { name: 'admin', includes: ['items'] }] }),
    description: 'All that a shop has.',
    serverCard: { name: 'com.example/shop' },
    serverVersion: '1.2.3',
    websiteUrl: 'https://shop.example',
    icons: [urlIcon],
    toolTimeout: Duration.minutes(2),
    connector: {
      vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })], timeout: Duration.seconds(40), memorySize: 512,
    },
    tools: [
      McpTool.fromFunction('described', fn, {
        description: 'Says all of itself.', title: 'Described', icons: [fileIcon], meta, inputSchema: area, readOnly: false, destructive: false, idempotent: true, openWorld: false,
        requiredScopes: ['admin'], confirm: 'Do it in {{area}}?', auditedArguments: ['area'], cancellable: true, reports: McpReports.fromResponseStream(),
      }),
      McpTool.fromFunction('asking', fn, { description: 'Asks.', asks: true, task: McpTask.required({ decides: true, pollInterval: Duration.seconds(3), ttl: Duration.hours(2) }) }),
      McpTool.fromCode('shout', McpCode.fromEntry('files/entry.ts', { externalModules: ['@aws-sdk/*'], environment: { LOUD: 'yes' } }), {
        description: 'Shouts.', readOnly: true, resultCache: McpResultCache.perCaller(Duration.minutes(1)),
      }),
      McpTool.fromStateMachine('standard', standard, {
        description: 'Takes long.', executionInput: McpExecutionInput.INVOCATION, stopOnCancel: true, waitTime: Duration.seconds(20), task: McpTask.optional({ ttl: Duration.hours(1) }),
      }),
      McpTool.fromStateMachine('express', express, { description: 'Is quick.', stateMachineType: sfn.StateMachineType.EXPRESS }),
      McpTool.fromHttp('find', uploads, {
        description: 'Finds items.', url: '/items/{area}{?limit}', method: 'GET', headers: { 'x-tenant': '{tenant}' }, query: { v: '2' }, selection: McpHttpSelection.fromJsonata('items.name'),
        maxAnswerSize: Size.kibibytes(8), timeout: Duration.seconds(5),
        inputSchema: McpSchema.fromJson({
          type: 'object', properties: { area: { type: 'string' }, limit: { type: 'integer' }, tenant: { type: 'string' } }, required: ['area', 'tenant'],
        }),
        outputSchema: McpSchema.fromJson({ type: 'object', properties: { names: { type: 'array' } } }),
      }),
      http(1, 'POST', McpHttpBody.json({ members: { '/item/name': 'name' }, constants: { '/source': 'mcp', '/tags': ['a', 1] }, mediaType: 'application/vnd.shop+json' })),
      http(2, 'POST', McpHttpBody.form()),
      http(3, 'PUT', McpHttpBody.multipart(['file']), { file }),
      http(4, 'PUT', McpHttpBody.fromArgument('name', 'text/plain')),
      http(5, 'DELETE', McpHttpBody.none()),
      http(6, 'PATCH', McpHttpBody.json()),
      http(7, 'POST', McpHttpBody.json()),
      http(8, 'POST', McpHttpBody.json()),
      new OwnTool('own_function', McpToolTarget.fromFunction(fn, { reports: McpReports.fromTable() })),
      new OwnTool('own_code', McpToolTarget.fromCode(McpCode.fromFile('files/tool.mjs'))),
      new OwnTool('own_machine', McpToolTarget.fromStateMachine(express, { stateMachineType: sfn.StateMachineType.EXPRESS, executionInput: McpExecutionInput.ARGUMENTS })),
    ],
    prompts: [
      McpPrompt.fromMessages('show', {
        title: 'Show', description: 'Shows all kinds of content.', icons: [fileIcon], meta, requiredScopes: ['items'],
        arguments: [{ name: 'area', title: 'Area', description: 'Of the shop', required: true }],
        messages: [
          McpPromptMessage.text('Look at {{area}}.', { role: McpRole.USER }),
          McpPromptMessage.image('files/pixel.png', { role: McpRole.ASSISTANT }),
          McpPromptMessage.audio('files/silence.wav', { role: McpRole.USER }),
          McpPromptMessage.resource('shop://note', 'A note', { role: McpRole.ASSISTANT, mimeType: 'text/plain' }),
          McpPromptMessage.resourceFile('shop://seasons', 'files/guide/seasons.md', { role: McpRole.USER, mimeType: 'text/markdown' }),
          McpPromptMessage.resourceLink('shop://map', { name: 'map', title: 'Map', description: 'The map', mimeType: 'image/png', role: McpRole.USER }),
        ],
      }),
      McpPrompt.fromFunction('ask', fn, { asks: true, arguments: [{ name: 'what', completion: McpCompletion.fromFunction(fn) }] }),
    ],
    subscriptions: McpSubscriptions.polling({ interval: Duration.seconds(5), maxDuration: Duration.minutes(5), maxPerCaller: 3 }),
  });

  const anything = [McpApiOperations.all()];
  server.addToolset(McpToolset.fromOpenApi(McpApiDocument.fromFile('files/shop.yaml', { followReferences: true }), uploads, {
    include: [McpApiOperations.withTag('items').and(McpApiOperations.withMethod('GET', 'POST')), McpApiOperations.withPath('/items/*')],
    exclude: [McpApiOperations.withId('addItem')],
    namePrefix: 'shop_', maxNameLength: 40, maxTools: 10, maxBytes: 100_000, maxDuration: Duration.seconds(30), maxAnswerSize: Size.kibibytes(16), timeout: Duration.seconds(15),
    outputSchemas: true, requiredScopes: ['items'],
    overrides: {
      listItems: {
        name: 'items', title: 'Items', description: 'Lists items.', icons: [urlIcon], readOnly: true, openWorld: false, maxAnswerSize: Size.kibibytes(4), timeout: Duration.seconds(4),
        parameterHeaders: { region: 'Region' }, auditedArguments: ['region'], requiredScopes: [], resultCache: McpResultCache.acrossCallers(Duration.hours(1)), selection: McpHttpSelection.fromPointer('/0'),
      },
      removeItem: { confirm: 'Remove {{id}}?', destructive: true, idempotent: false, task: McpTask.optional() },
    },
  }));
  const document = { openapi: '3.1.0', info: { title: 'One', version: '1' }, paths: { '/one': { get: { operationId: 'one', responses: { 200: { description: 'One' } } } } } };
  server.addToolset(McpToolset.fromOpenApi(McpApiDocument.fromObject(document), connections[1], { include: anything }));
  server.addToolset(McpToolset.fromOpenApi(McpApiDocument.fromText(JSON.stringify(document).replaceAll('one', 'two')), connections[1], { include: anything }));
  server.addToolset(McpToolset.fromOpenApi(McpApiDocument.fromAsset(new Asset(stack, 'Stations', { path: 'files/stations.yaml' })), connections[1], { include: anything }));
  server.addToolset(McpToolset.fromRemoteServer('docs', connections[5], {
    lockFile: 'files/docs.lock.json', include: ['search', 'read', 'delete'], exclude: ['read'], requiredScopes: ['items'],
    overrides: {
      search: { auditedArguments: ['q'], icons: [fileIcon], readOnly: true, openWorld: false, resultCache: McpResultCache.perCaller(Duration.minutes(2)) },
      delete: { confirm: 'Delete {{q}}?', destructive: true, idempotent: true, requiredScopes: ['admin'], task: McpTask.optional() },
    },
  }));

  const resourceProps = {
    name: 'described', title: 'Described', description: 'A resource.', audience: [McpRole.USER, McpRole.ASSISTANT], priority: 0.25, lastModified: new Date('2026-02-03T04:05:06Z'),
    icons: [fileIcon], meta, mimeType: 'text/plain', requiredScopes: ['items'],
  };
  const completions = { area: McpCompletion.fromValues('north', 'south') };
  server.addResource(McpResource.fromAsset('shop://described', 'files/guide/seasons.md', resourceProps));
  server.addResource(McpResource.fromDirectory('folder://', 'files/pack-for-rain', {
    description: 'Files.', audience: [McpRole.ASSISTANT], priority: 1, exclude: ['SKILL.md'], icons: [urlIcon], meta, requiredScopes: ['admin'],
  }));
  server.addResource(McpResource.fromTextTemplate('areas://{area}', { name: 'area', text: 'The {area}.', completions }));
  server.addResource(McpResource.fromFunction('orders://{area}', fn, { name: 'orders', asks: true, completions }));
  server.addResource(McpResource.fromBucket('files://{+key}', bucket, {
    name: 'files', prefix: 'shop/', completesKeys: false, ttl: Duration.seconds(30), largeContent: McpLargeContent.linked({ expires: Duration.minutes(1) }),
  }));
  server.addResource(McpResource.fromBucketObject('files:///logo', bucket, 'logo.png', { name: 'logo', ttl: Duration.minutes(2), largeContent: McpLargeContent.refused() }));
  const skill = McpSkill.fromDirectory('files/pack-for-rain', { prefix: 'shop', requiredScopes: ['items'] });
  server.addSkill(skill);
  const page = McpApp.fromAsset('ui://shop/items', 'files/forecast.html', {
    name: 'items', title: 'Items', description: 'Shows items.', icons: [urlIcon], tools: ['find'], appOnlyTools: ['described'], prefersBorder: false, requiredScopes: ['items'],
    permissions: [McpAppPermission.CAMERA, McpAppPermission.MICROPHONE, McpAppPermission.CLIPBOARD_WRITE, McpAppPermission.GEOLOCATION],
    contentSecurityPolicy: {
      baseUriDomains: ['https://a.example'], connectDomains: ['https://b.example'], frameDomains: ['https://c.example'], resourceDomains: ['https://d.example'],
    },
  });
  server.addApp(page);

  new RemoteMcpServer(stack, 'Own', {
    subscriptions: McpSubscriptions.none(),
    authorization: McpAuthorization.oauth({ scopes: [{ name: 'items' }] }),
    serverCode: McpServerCode.fromFunction(fn, { toolScopes: { a: ['items'] }, resourceScopes: { 'b://c': ['items'] }, promptScopes: { d: ['items'] } }),
  });
  const [tool, prompt, resource] = [new OwnTool('named', McpToolTarget.fromFunction(fn)), McpPrompt.fromFunction('named', fn), McpResource.fromFunction('a://b', fn, { name: 'b' })];
  new CfnOutput(stack, 'Names', { value: [tool.name, tool.props.description, prompt.name, resource.uri, page.uri, skill.path, uploads.baseUrl].join(' ') });
}
