import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { McpSchema } from '../../../../src/offering/json-schema/mcp-schema';
import { McpResultCache } from '../../../../src/offering/results/mcp-result-cache';
import { McpStateMachineToolProps, McpTool } from '../../../../src/offering/tools/mcp-tool';
import { McpExecutionInput } from '../../../../src/offering/tools/state-machine-target';
import { codeOf, fixture } from '../../../support/offering-fixture';

const ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:reindex';
const { EXPRESS, STANDARD } = sfn.StateMachineType;

function machineIn(stack: Stack, type = STANDARD): sfn.StateMachine {
  return new sfn.StateMachine(stack, 'Machine', { stateMachineType: type, definitionBody: sfn.DefinitionBody.fromString('{}') });
}

const tool = (machine: sfn.IStateMachine, props: Partial<McpStateMachineToolProps> = {}) => McpTool.fromStateMachine('reindex', machine, { description: 'd', ...props });

/** What the role of the function that serves the tools may do; references as `{…}`. */
function granted(stack: Stack): unknown[] {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('Role'));
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement).filter(({ Action }) => String(Action).startsWith('states:'));
}

/** The only target. */
function targetOf(stack: Stack, offering: ReturnType<typeof fixture>['offering']): { readonly [member: string]: unknown } {
  return Object.values<any>(stack.resolve(offering.wiring()).targets)[0];
}

test('an Express machine of this app may be run, and nothing else', () => {
  const { stack, offering } = fixture();
  offering.addTool(tool(machineIn(stack, EXPRESS), { executionInput: McpExecutionInput.ARGUMENTS }));

  expect(granted(stack)).toEqual([{ Action: 'states:StartSyncExecution', Effect: 'Allow', Resource: { Ref: expect.stringMatching(/^Machine/) } }]);
  expect(targetOf(stack, offering)).toEqual({ kind: 'state-machine', stateMachineArn: { Ref: expect.stringMatching(/^Machine/) }, type: 'EXPRESS', input: 'ARGUMENTS' });
});

test.each([
  [false, ['states:DescribeExecution', 'states:GetExecutionHistory']],
  [true, ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution']],
])('a Standard machine may be started, and its executions seen; stopped where that is declared: %s', (stopOnCancel, actions) => {
  const { stack, offering } = fixture();
  const machine = sfn.StateMachine.fromStateMachineArn(stack, 'Machine', ARN);
  offering.addTool(tool(machine, { stateMachineType: STANDARD, stopOnCancel, waitTime: Duration.seconds(20) }));

  expect(granted(stack)).toEqual([
    { Action: 'states:StartExecution', Effect: 'Allow', Resource: ARN },
    { Action: actions, Effect: 'Allow', Resource: 'arn:aws:states:eu-central-1:123456789012:execution:reindex:*' },
  ]);
  expect(targetOf(stack, offering)).toEqual({
    kind: 'state-machine', stateMachineArn: ARN, type: 'STANDARD', input: 'INVOCATION', waitSeconds: 20, stopOnCancel: stopOnCancel || undefined,
  });
});

test('of a version or an alias only that one may be started: Step Functions authorizes by the machine and its qualifier', () => {
  const { stack, offering } = fixture();
  const machine = machineIn(stack);
  const version = new sfn.CfnStateMachineVersion(stack, 'Version', { stateMachineArn: machine.stateMachineArn });
  const alias = new sfn.CfnStateMachineAlias(stack, 'Alias', { name: 'live', routingConfiguration: [{ stateMachineVersionArn: version.attrArn, weight: 100 }] });
  const live = sfn.StateMachine.fromStateMachineArn(stack, 'Live', alias.attrArn);
  const seven = sfn.StateMachine.fromStateMachineArn(stack, 'Seven', `${ARN}:7`);
  offering.addTool(McpTool.fromStateMachine('live', live, { description: 'd', stateMachineType: STANDARD }));
  offering.addTool(McpTool.fromStateMachine('seven', seven, { description: 'd', stateMachineType: EXPRESS }));

  const [ofAlias, , ofVersion] = granted(stack) as { readonly Resource: unknown; readonly Condition: unknown }[];
  const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Alias', 'Arn'] }] }] });
  expect(ofAlias).toMatchObject({
    Resource: { 'Fn::Join': [':', ['arn', part(1), 'states', part(3), part(4), 'stateMachine', part(6)]] }, Condition: { StringEquals: { 'states:StateMachineQualifier': part(7) } },
  });
  expect(ofVersion).toMatchObject({ Resource: ARN, Condition: { StringEquals: { 'states:StateMachineQualifier': '7' } } });
});

test('a machine of another Region is called there', () => {
  const { stack, offering } = fixture();
  const arn = ARN.replace('eu-central-1', 'us-east-2');
  offering.addTool(tool(sfn.StateMachine.fromStateMachineArn(stack, 'Machine', arn), { stateMachineType: EXPRESS }));

  expect(granted(stack)).toEqual([{ Action: 'states:StartSyncExecution', Effect: 'Allow', Resource: arn }]);
});

test.each<[string, string, Partial<McpStateMachineToolProps>, string?]>([
  ['an imported machine whose type is not said', 'UnknownStateMachineType', {}],
  ['a type that does not exist', 'InvalidValue', { stateMachineType: 'FAST' as sfn.StateMachineType }],
  ['an ARN that is none', 'InvalidStateMachineArn', { stateMachineType: STANDARD }, 'arn:aws:lambda:eu-central-1:123456789012:function:f'],
  ['the ARN of a distributed Map', 'InvalidStateMachineArn', { stateMachineType: STANDARD }, `${ARN}/`.replace('reindex/', 're:in:dex')],
  ['another account', 'StateMachineInAnotherAccount', { stateMachineType: STANDARD }, ARN.replace('123456789012', '999999999999')],
  ['a wait for an Express machine', 'StandardOnlyOption', { stateMachineType: EXPRESS, waitTime: Duration.seconds(5) }],
  ['stopping an Express execution', 'StandardOnlyOption', { stateMachineType: EXPRESS, stopOnCancel: true }],
  ['no time to wait', 'InvalidWaitTime', { stateMachineType: STANDARD, waitTime: Duration.millis(999) }],
  ['an argument that has the name of ours', 'ReservedArgument', { stateMachineType: STANDARD, inputSchema: McpSchema.fromJson({ type: 'object', properties: { execution: { type: 'string' } } }) }],
  ['a schema that could refuse our argument', 'ReservedArgument', { stateMachineType: STANDARD, inputSchema: McpSchema.fromJson({ type: 'object', maxProperties: 1 }) }],
  ['a cache that would keep "still running"', 'ResultCacheOfLongTool', { stateMachineType: STANDARD, readOnly: true, resultCache: McpResultCache.perCaller(Duration.minutes(1)) }],
])('%s is refused: %s', (_what, code, props, arn = ARN) => {
  const { stack, offering } = fixture();

  expect(codeOf(() => offering.addTool(tool(sfn.StateMachine.fromStateMachineArn(stack, 'Machine', arn), props)))).toBe(code);
});

test('a declared type that is not the machine\'s is refused; the right one is no harm', () => {
  const { stack, offering } = fixture();
  const machine = machineIn(stack, EXPRESS);

  expect(codeOf(() => offering.addTool(tool(machine, { stateMachineType: STANDARD })))).toBe('WrongStateMachineType');
  offering.addTool(tool(machine, { stateMachineType: EXPRESS }));
});

test('in a stack whose account is not known, a machine of a known one is taken', () => {
  const { offering, stack } = fixture();
  const other = new Stack(new App(), 'Anywhere');
  expect(stack.account).not.toBe(other.account);
  offering.addTool(tool(sfn.StateMachine.fromStateMachineArn(other, 'Machine', ARN), { stateMachineType: EXPRESS }));
});
