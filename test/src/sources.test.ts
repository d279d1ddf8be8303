import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, aws_lambda as lambda, aws_s3 as s3, aws_secretsmanager as secretsmanager, aws_stepfunctions as sfn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import {
  McpApiDocument, McpApiOperations, McpApp, McpAuthorization, McpCode, McpConnection, McpCredentials, McpLargeContent, McpPrompt, McpResource, McpSchema,
  McpServerCode, McpSkill, McpTool, McpToolset, RemoteMcpServer, RemoteMcpServerProps,
} from '../../src';
import { rendered, resources } from '../support/synthesized-server';

/** What a server is granted for each source of what it offers: exactly what docs/operations.md says, wherever the server and what it offers are. */

const ROOT = path.join(__dirname, '..', '..');
const TOOL = { description: 'Does something', inputSchema: McpSchema.fromJson({ type: 'object', properties: { id: { type: 'string' } }, required: ['id'] }) };
const DOCUMENT = { openapi: '3.1.0', info: { title: 'Shop', version: '1' }, paths: { '/items': { get: { operationId: 'listItems', responses: { 200: { description: 'Items' } } } } } };
const LOCK = path.join(ROOT, 'examples', 'remote-server', 'everything.lock.json');

/** What an author has. */
interface Owned {
  readonly fn: lambda.IFunction;
  readonly express: sfn.IStateMachine;
  readonly standard: sfn.IStateMachine;
  readonly bucket: s3.IBucket;
  readonly secret: secretsmanager.ISecret;
}

function made(scope: Construct): Owned {
  const machine = (id: string, stateMachineType: sfn.StateMachineType) => new sfn.StateMachine(scope, id, {
    stateMachineType, definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(scope, `Done${id}`)),
  });
  return {
    fn: new lambda.Function(scope, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;') }),
    express: machine('Express', sfn.StateMachineType.EXPRESS),
    standard: machine('Standard', sfn.StateMachineType.STANDARD),
    bucket: new s3.Bucket(scope, 'Bucket'),
    secret: new secretsmanager.Secret(scope, 'Secret'),
  };
}

/** By their ARNs: the function and the bucket in another account. Step Functions has no resource policies, so machines are in this one. */
function imported(scope: Construct): Owned {
  const machine = (name: string) => sfn.StateMachine.fromStateMachineArn(scope, name, `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`);
  return {
    fn: lambda.Function.fromFunctionAttributes(scope, 'Fn', { functionArn: 'arn:aws:lambda:eu-west-1:444455556666:function:Fn', sameEnvironment: false, skipPermissions: true }),
    express: machine('Express'),
    standard: machine('Standard'),
    bucket: s3.Bucket.fromBucketAttributes(scope, 'Bucket', { bucketArn: 'arn:aws:s3:::bucket', account: '444455556666' }),
    secret: secretsmanager.Secret.fromSecretCompleteArn(scope, 'Secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Secret-AbCdEf'),
  };
}

const to = (credentials?: McpCredentials) => McpConnection.toUrl('https://api.example.com', { credentials });

const SOURCES: { readonly [source: string]: (owned: Owned) => RemoteMcpServerProps } = {
  '`McpTool.fromFunction`': ({ fn }) => ({ tools: [McpTool.fromFunction('tool', fn, TOOL)] }),
  '`McpTool.fromCode`': () => ({ tools: [McpTool.fromCode('tool', McpCode.fromFile(path.join(ROOT, 'examples', 'code-tools', 'tools', 'add-days.mjs')), TOOL)] }),
  '`McpTool.fromHttp`, no credentials': () => ({ tools: [McpTool.fromHttp('tool', to(), { ...TOOL, url: '/items/{id}' })] }),
  '`McpTool.fromHttp`, a secret': ({ secret }) => ({ tools: [McpTool.fromHttp('tool', to(McpCredentials.bearer(secret)), { ...TOOL, url: '/items/{id}' })] }),
  '`McpToolset.fromOpenApi`, a secret': ({ secret }) => ({
    toolsets: [McpToolset.fromOpenApi(McpApiDocument.fromObject(DOCUMENT), to(McpCredentials.bearer(secret)), { include: [McpApiOperations.all()] })],
  }),
  '`McpToolset.fromRemoteServer`, a secret': ({ secret }) => ({ toolsets: [McpToolset.fromRemoteServer('every', to(McpCredentials.bearer(secret)), { lockFile: LOCK, include: ['echo'] })] }),
  '`McpTool.fromStateMachine`, Express': ({ express }) => ({ tools: [McpTool.fromStateMachine('tool', express, { ...TOOL, stateMachineType: sfn.StateMachineType.EXPRESS })] }),
  '`McpTool.fromStateMachine`, Standard': ({ standard }) => ({ tools: [McpTool.fromStateMachine('tool', standard, { ...TOOL, stateMachineType: sfn.StateMachineType.STANDARD })] }),
  'the same with `stopOnCancel`': ({ standard }) => ({ tools: [McpTool.fromStateMachine('tool', standard, { ...TOOL, stateMachineType: sfn.StateMachineType.STANDARD, stopOnCancel: true })] }),
  '`McpResource.fromBucket`': ({ bucket }) => ({ resources: [McpResource.fromBucket('docs://{+key}', bucket, { name: 'docs', prefix: 'docs/' })] }),
  'the same with `McpLargeContent.linked`': ({ bucket }) => ({ resources: [McpResource.fromBucket('docs://{+key}', bucket, { name: 'docs', prefix: 'docs/', largeContent: McpLargeContent.linked() })] }),
  '`McpResource.fromBucketObject`': ({ bucket }) => ({ resources: [McpResource.fromBucketObject('docs://a', bucket, 'docs/a.md', { name: 'a' })] }),
  '`McpResource.fromFunction`': ({ fn }) => ({ resources: [McpResource.fromFunction('docs://a', fn, { name: 'a' })] }),
  '`McpPrompt.fromFunction`': ({ fn }) => ({ prompts: [McpPrompt.fromFunction('ask', fn, {})] }),
  'texts, files, messages, skills, apps': () => ({
    resources: [McpResource.fromText('docs://a', { name: 'a', text: 'a' })],
    skills: [McpSkill.fromDirectory(path.join(ROOT, 'examples', 'skills-and-apps', 'skills', 'plan-a-trip'))],
    apps: [McpApp.fromAsset('ui://a/b', path.join(ROOT, 'examples', 'skills-and-apps', 'apps', 'forecast.html'), { name: 'b', tools: ['tool'] })],
    tools: [McpTool.fromCode('tool', McpCode.fromFile(path.join(ROOT, 'examples', 'code-tools', 'tools', 'add-days.mjs')), TOOL)],
  }),
  '`McpServerCode.fromSdkServer`': () => ({ serverCode: McpServerCode.fromSdkServer(McpCode.fromFile(path.join(ROOT, 'examples', 'code-tools', 'tools', 'add-days.mjs'))) }),
  '`McpServerCode.fromFunction`': ({ fn }) => ({ serverCode: McpServerCode.fromFunction(fn) }),
};

/** The resources of statements, as the documentation calls them. */
const WORDS: { readonly [arn: string]: string } = {
  '{Fn.Arn}': 'the function',
  '{ServerConnectorFunctionAliaslive}': 'the connector',
  '{Secret}': 'the secret',
  '{Express}': 'the machine',
  '{Standard}': 'the machine',
  'arn:{Standard}[1]:states:{Standard}[3]:{Standard}[4]:execution:{Standard}[6]:*': 'its executions',
  '{Bucket.Arn}/docs/*': 'what is below the prefix',
  '{Bucket.Arn}/docs/a.md': 'the object',
  '{Bucket.Arn} if {"StringLike":{"s3:prefix":"docs/*"}}': 'the bucket, of keys below the prefix',
};

/** An ARN that is put together of parts of another. */
function arn(value: any): string {
  if (value?.['Fn::Join'] !== undefined) {
    return value['Fn::Join'][1].map(arn).join(value['Fn::Join'][0]);
  }
  const [index, parts] = value?.['Fn::Select'] ?? [];
  return index === undefined ? rendered(value) : `${rendered(parts['Fn::Split'][1])}[${index}]`;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: object;
}

/** What a role of a server may do besides logging and tracing: actions, and on what. */
function permissions(template: Template, role: string): readonly string[] {
  return Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith(role))
    .flatMap(([, { Properties: { PolicyDocument } }]) => PolicyDocument.Statement as readonly Statement[])
    .filter(({ Action }) => !/^(?:logs|xray):/.test([Action].flat()[0]))
    .flatMap(({ Action, Resource, Condition }) => [Resource].flat().map((resource) => (
      `${[Action].flat().map((action) => `\`${action}\``).join(', ')} on ${Condition === undefined ? arn(resource) : `${arn(resource)} if ${JSON.stringify(rendered(Condition))}`}`
    )));
}

const inWords = (statements: readonly string[]) => statements.map((statement) => statement.replace(/ on (.*)$/, (_on, text: string) => ` on ${WORDS[text] ?? `UNKNOWN ${text}`}`)).join('; ') || '–';

const inStack = (app: Construct) => new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });

function serverIn(scope: Construct, props: RemoteMcpServerProps, id = 'Server'): void {
  new RemoteMcpServer(scope, id, { authorization: McpAuthorization.none(), ...props });
}

/** `| source | MCP function | connector |` */
const TABLE = [...readFileSync(path.join(ROOT, 'docs', 'operations.md'), 'utf8').matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, source, mcp, connector]) => [source, { mcp, connector }] as const);

describe('a server is granted exactly what the documentation says', () => {
  test.each(Object.keys(SOURCES))('for %s', (source) => {
    const stack = inStack(new App());
    serverIn(stack, SOURCES[source](made(stack)));
    const template = Template.fromStack(stack);

    expect({ mcp: inWords(permissions(template, 'ServerMcpRole')), connector: inWords(permissions(template, 'ServerConnectorRole')) }).toEqual(new Map(TABLE).get(source));
  });
});

/** Every source in one server, under names of their own. */
function everySource(owned: Owned): RemoteMcpServerProps {
  const { fn, express, standard, secret } = owned;
  const of = (...sources: readonly string[]) => sources.map((source) => SOURCES[source](owned));
  return {
    tools: [
      McpTool.fromFunction('a', fn, TOOL),
      McpTool.fromHttp('b', to(McpCredentials.bearer(secret)), { ...TOOL, url: '/items/{id}' }),
      McpTool.fromStateMachine('c', express, { ...TOOL, stateMachineType: sfn.StateMachineType.EXPRESS }),
      McpTool.fromStateMachine('d', standard, { ...TOOL, stateMachineType: sfn.StateMachineType.STANDARD }),
      McpTool.fromCode('e', McpCode.fromFile(path.join(ROOT, 'examples', 'code-tools', 'tools', 'add-days.mjs')), TOOL),
    ],
    toolsets: of('`McpToolset.fromOpenApi`, a secret', '`McpToolset.fromRemoteServer`, a secret').flatMap(({ toolsets }) => toolsets!),
    resources: of('`McpResource.fromBucket`', '`McpResource.fromFunction`').flatMap(({ resources: read }) => read!),
    prompts: of('`McpPrompt.fromFunction`').flatMap(({ prompts }) => prompts!),
    skills: of('texts, files, messages, skills, apps').flatMap(({ skills }) => skills!),
  };
}

const GRANTED = [
  '`lambda:InvokeFunction` on the connector', '`lambda:InvokeFunction` on the function', '`s3:GetObject` on what is below the prefix', '`s3:ListBucket` on the bucket, of keys below the prefix',
  '`states:DescribeExecution`, `states:GetExecutionHistory` on its executions', '`states:StartExecution` on the machine', '`states:StartSyncExecution` on the machine',
];
const sorted = (text: string) => text.split('; ').sort();

describe('every source synthesizes, and is granted the same,', () => {
  test('in a nested stack, of what the parent has', () => {
    const parent = inStack(new App());
    const nested = new NestedStack(parent, 'Nested');
    serverIn(nested, everySource(made(nested)));

    expect(sorted(inWords(permissions(Template.fromStack(nested), 'ServerMcpRole')))).toEqual(GRANTED);
    expect(inWords(permissions(Template.fromStack(parent), ''))).toBe('–');
  });

  test('in two stages of one app', () => {
    const app = new App();
    const stacks = ['Test', 'Live'].map((id) => {
      const stack = inStack(new Stage(app, id));
      serverIn(stack, everySource(made(stack)));
      return stack;
    });

    for (const stack of stacks) {
      expect(sorted(inWords(permissions(Template.fromStack(stack), 'ServerMcpRole')))).toEqual(GRANTED);
    }
  });

  test('beside a server that has none of it, which is granted nothing', () => {
    const stack = inStack(new App());
    serverIn(stack, everySource(made(stack)));
    serverIn(stack, {}, 'Other');
    const template = Template.fromStack(stack);

    expect(sorted(inWords(permissions(template, 'ServerMcpRole')))).toEqual(GRANTED);
    expect(permissions(template, 'Other')).toEqual([]);
    expect(Object.keys(resources(template, 'AWS::Lambda::Function')).filter((id) => id.startsWith('OtherConnector'))).toEqual([]);
  });

  test('in two servers of one stack, each of which has a connector of its own', () => {
    const stack = inStack(new App());
    const owned = made(stack);
    serverIn(stack, everySource(owned));
    serverIn(stack, everySource(owned), 'Other');
    const template = Template.fromStack(stack);
    const granted = permissions(template, 'OtherMcpRole');

    expect(granted).toContain('`lambda:InvokeFunction` on {OtherConnectorFunctionAliaslive}');
    expect(JSON.stringify(granted)).not.toContain('Server');
    expect(sorted(inWords(permissions(template, 'ServerMcpRole')))).toEqual(GRANTED);
  });

  test('of what others own, by its ARN: functions and buckets of another account', () => {
    const stack = inStack(new App());
    serverIn(stack, everySource(imported(stack)));

    expect([...permissions(Template.fromStack(stack), 'ServerMcpRole')].sort()).toEqual([
      '`lambda:InvokeFunction` on arn:aws:lambda:eu-west-1:444455556666:function:Fn', '`lambda:InvokeFunction` on {ServerConnectorFunctionAliaslive}',
      '`s3:GetObject` on arn:aws:s3:::bucket/docs/*', '`s3:ListBucket` on arn:aws:s3:::bucket if {"StringLike":{"s3:prefix":"docs/*"}}',
      '`states:DescribeExecution`, `states:GetExecutionHistory` on arn:aws:states:eu-west-1:111122223333:execution:Standard:*',
      '`states:StartExecution` on arn:aws:states:eu-west-1:111122223333:stateMachine:Standard', '`states:StartSyncExecution` on arn:aws:states:eu-west-1:111122223333:stateMachine:Express',
    ]);
  });
});
