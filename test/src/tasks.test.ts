import { RemovalPolicy, Stack, Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { McpCode, McpConnection, McpExecutionInput, McpSchema, McpTask, McpTaskOptions, McpTool, McpToolProps } from '../../src';
import { codeOf } from '../support/offering-fixture';
import { only, rendered, resources, synthesizeServer, toolFunction } from '../support/synthesized-server';

const DESCRIPTION = { description: 'Takes its time' };
const API = McpConnection.toUrl('https://api.example.com');

function serverWith(props: Partial<McpToolProps>, removalPolicy?: RemovalPolicy) {
  return synthesizeServer((stack) => ({ removalPolicy, tools: [McpTool.fromFunction('work', toolFunction(stack), { ...DESCRIPTION, ...props })] }));
}

function machine(stack: Stack, stateMachineType = sfn.StateMachineType.STANDARD) {
  return new sfn.StateMachine(stack, 'Machine', { stateMachineType, definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Done')) });
}

/** What a role of the server may do besides logging and tracing, by its actions. */
function permissions(template: Template, role: string): { [action: string]: unknown } {
  const [, policy] = only(template, 'AWS::IAM::Policy', (_, logicalId) => logicalId.startsWith(role));
  const allowed: { [action: string]: unknown[] } = {};
  for (const { Action, Resource } of policy.Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown }[]) {
    const action = [Action].flat().join(' ');
    if (!/^(logs|xray):/.test(action)) {
      allowed[action] = [...allowed[action] ?? [], ...[rendered(Resource)].flat()];
    }
  }
  return allowed;
}

test('a server without a task has nothing of them', () => {
  const { template, server } = serverWith({});
  expect(Object.keys(template.toJSON().Resources).filter((id) => id.startsWith('ServerTasks'))).toEqual([]);
  expect(resources(template, 'AWS::S3::Bucket')).toEqual({});
  expect(JSON.stringify(template.toJSON())).not.toContain('"tasks\\":');
  expect(server.taskRunnerFunction).toBeUndefined();
});

// T125, T128
test('exactly what a task of a function needs is allowed: to the server and to the runner, and nothing to the tool', () => {
  const { template } = serverWith({ task: McpTask.optional() });
  expect(permissions(template, 'ServerMcpRole')).toEqual({
    'lambda:InvokeFunction': ['{Forecast.Arn}', '{ServerTasksRunnerFunctionAliaslive}'],
    'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem': ['{ServerTasksStoreTable.Arn}'],
    's3:GetObject': ['{ServerTasksStoreResults.Arn}/results/*'],
  });
  expect(permissions(template, 'ServerTasksRunnerRole')).toEqual({
    'lambda:InvokeFunction': ['{Forecast.Arn}'],
    'dynamodb:UpdateItem': ['{ServerTasksStoreTable.Arn}'],
    's3:PutObject': ['{ServerTasksStoreResults.Arn}/results/*'],
  });
  expect(Object.keys(resources(template, 'AWS::IAM::Policy')).filter((id) => id.startsWith('Forecast'))).toEqual([]);
});

test('only the runner may invoke the function of a tool that is always a task', () => {
  const { template } = serverWith({ task: McpTask.required() });
  expect(JSON.stringify(permissions(template, 'ServerMcpRole'))).not.toContain('Forecast');
  expect(permissions(template, 'ServerTasksRunnerRole')).toMatchObject({ 'lambda:InvokeFunction': ['{Forecast.Arn}'] });
});

test('the connector is called by the server and the runner, and only by the runner where each tool of it is always a task', () => {
  const templateWith = (task: McpTask) => synthesizeServer({ tools: [McpTool.fromHttp('work', API, { ...DESCRIPTION, url: '/', task })] }).template;
  const connector = '{ServerConnectorFunctionAliaslive}';
  const optional = templateWith(McpTask.optional());
  expect(permissions(optional, 'ServerTasksRunnerRole')).toMatchObject({ 'lambda:InvokeFunction': [connector] });
  expect(permissions(optional, 'ServerMcpRole')).toMatchObject({ 'lambda:InvokeFunction': expect.arrayContaining([connector]) });

  const required = templateWith(McpTask.required());
  expect(permissions(required, 'ServerTasksRunnerRole')).toMatchObject({ 'lambda:InvokeFunction': [connector] });
  expect(JSON.stringify(permissions(required, 'ServerMcpRole'))).not.toContain('Connector');
});

test('the bucket is nobody else\'s, and empties itself', () => {
  const { template } = serverWith({ task: McpTask.optional({ ttl: Duration.days(7) }) });
  const [, { Properties, DeletionPolicy }] = only(template, 'AWS::S3::Bucket');
  expect(Properties.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
  });
  expect(Properties.LifecycleConfiguration.Rules).toEqual([{ Id: 'ExpireResults', Prefix: 'results/', ExpirationInDays: 8, Status: 'Enabled' }]);
  expect(DeletionPolicy).toBe('Retain');
  expect(JSON.stringify(only(template, 'AWS::S3::BucketPolicy')[1].Properties)).toContain('"aws:SecureTransport":"false"');
});

test('a state machine needs no runner and no bucket, and is stopped with its task', () => {
  const { template } = synthesizeServer((stack) => ({
    tools: [McpTool.fromStateMachine('work', machine(stack), { ...DESCRIPTION, task: McpTask.optional() })],
  }));
  expect(resources(template, 'AWS::S3::Bucket')).toEqual({});
  expect(Object.keys(template.toJSON().Resources).filter((id) => id.startsWith('ServerTasksRunner'))).toEqual([]);
  expect(Object.keys(permissions(template, 'ServerMcpRole'))).toEqual(expect.arrayContaining([
    'states:StartExecution', 'states:DescribeExecution states:GetExecutionHistory states:StopExecution', 'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
  ]));
});

test.each<[string, (stack: Stack) => McpTool]>([
  ['TaskOfCode', () => McpTool.fromCode('work', McpCode.fromFile('test/packaging/tool.mjs'), { ...DESCRIPTION, task: McpTask.optional() })],
  ['TaskOfExpressStateMachine', (stack) => McpTool.fromStateMachine('work', machine(stack, sfn.StateMachineType.EXPRESS), { ...DESCRIPTION, task: McpTask.optional() })],
  ['DecidingStateMachine', (stack) => McpTool.fromStateMachine('work', machine(stack), { ...DESCRIPTION, task: McpTask.optional({ decides: true }) })],
  ['DecidingApi', () => McpTool.fromHttp('work', API, { ...DESCRIPTION, url: '/', task: McpTask.optional({ decides: true }) })],
  ['AskingApi', () => McpTool.fromHttp('work', API, { ...DESCRIPTION, url: '/', asks: true })],
  ['AskingStateMachineOfArguments', (stack) => McpTool.fromStateMachine('work', machine(stack), {
    ...DESCRIPTION, asks: true, executionInput: McpExecutionInput.ARGUMENTS, task: McpTask.optional(),
  })],
  ...([
    ['InvalidTaskTtl', { ttl: Duration.minutes(1) }], ['InvalidTaskTtl', { ttl: Duration.days(91) }], ['InvalidTaskPollInterval', { pollInterval: Duration.millis(1) }],
  ] as [string, McpTaskOptions][])
    .map(([code, options]): [string, (stack: Stack) => McpTool] => [code, (stack) => (
      McpTool.fromFunction('work', toolFunction(stack), { ...DESCRIPTION, inputSchema: McpSchema.fromJson({ type: 'object' }), task: McpTask.optional(options) })
    )]),
])('%s is said at synthesis', (code, toolIn) => {
  expect(codeOf(() => synthesizeServer((stack) => ({ tools: [toolIn(stack)] })))).toBe(code);
});
