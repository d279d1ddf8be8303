import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeExecutionCommand, GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand, StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { machineOf } from './support/run';
import { createCredentials } from '../../../../local/aws/credentials';
import { readCloudAssembly } from '../../../../local/cloud-assembly/cloud-assembly';
import { failure, type FunctionInvoker } from '../../../../local/functions/invocation';
import type { RunningService } from '../../../../local/services/service/service';
import { states } from '../../../../local/services/states/service';
import { isUnrunnable, readStateMachines } from '../../../../local/services/states/state-machine';
import { writeAssembly } from '../../../support/local/assembly';
import { deploymentOf } from '../../../support/local/deployment';

const machine = (properties: object) => ({ Type: 'AWS::StepFunctions::StateMachine', Properties: properties });
const pass = machineOf({ A: { Type: 'Pass', End: true } });
const deployment = (resources: object) => deploymentOf(readCloudAssembly(writeAssembly({ Main: { Resources: resources } })));
const read = (resources: object) => readStateMachines(deployment(resources));

/** No function is deployed. */
const functions: FunctionInvoker = {
  versionOf: () => undefined,
  invoke: async () => {
    const reason = failure('ResourceNotFoundException', 'no function');
    return { started: Promise.resolve(reason), finished: Promise.resolve(reason) };
  },
};

describe('definitions', () => {
  test('are an object, or a text with intrinsics and substitutions', () => {
    const [plain, text] = read({
      Plain: machine({ Definition: pass }),
      Text: machine({
        StateMachineType: 'EXPRESS',
        DefinitionString: { 'Fn::Join': ['', ['{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"', { 'Fn::GetAtt': ['F', 'Arn'] }, '","Comment":"${What} and ${Other}","End":true}}}']] },
        DefinitionSubstitutions: { What: 'a "quoted" text' },
      }),
      F: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'f' } },
    });
    expect(plain).toMatchObject({ type: 'STANDARD', definition: pass });
    expect(text).toMatchObject({
      type: 'EXPRESS',
      definition: { States: { A: { Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f', Comment: 'a "quoted" text and ${Other}' } } },
    });
  });

  test('are read from assets', () => {
    const directory = writeAssembly({ Main: { Resources: { M: machine({ DefinitionS3Location: { Bucket: 'b', Key: 'k.json' } }), N: machine({ DefinitionS3Location: { Bucket: 'b', Key: 'none' } }) } } });
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'machine.json'), JSON.stringify(pass));
    const assembly = readCloudAssembly(directory);
    const [found, missing] = readStateMachines(deploymentOf({ ...assembly, assets: [{ path: join(directory, 'machine.json'), objectKeys: ['k.json'] }] }));
    expect(found).toMatchObject({ definition: pass });
    expect(missing).toMatchObject({ declaredAs: 'Main/N', reason: 'its definition (s3://b/none) is not in the cloud assembly' });
  });

  test.each<[string, object, string]>([
    ['another integration', { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', End: true }, 'state "A": it uses arn:aws:states:::dynamodb:getItem'],
    ['an SDK integration', { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', End: true }, 'state "A": it uses arn:aws:states:::aws-sdk:s3:listBuckets'],
    ['a task token', { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Parameters: {}, End: true }, 'lambda:invoke.waitForTaskToken'],
    ['an activity', { Type: 'Task', Resource: 'arn:aws:states:us-east-1:000000000000:activity:a', End: true }, 'activity:a'],
    ['a distributed Map', { Type: 'Map', ItemProcessor: { ...machineOf({ B: { Type: 'Pass', End: true } }), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }, End: true }, 'state "A": it is a distributed Map'],
    ['one within a branch', { Type: 'Parallel', Branches: [machineOf({ Deep: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: {}, End: true } })], End: true }, 'state "Deep": it uses arn:aws:states:::sqs:sendMessage'],
    ['an invalid one', { Type: 'Pass', Next: 'Nowhere' }, 'its definition is not valid'],
  ])('that hold %s are said not to run here, by machine and state', (_what, state, reason) => {
    const [read1] = read({ M: machine({ Definition: machineOf({ A: state }) }) });
    expect(isUnrunnable(read1)).toBe(true);
    expect(read1).toMatchObject({ declaredAs: 'Main/M', reason: expect.stringContaining(reason) });
  });

  test('may have a payload with a member "States", which asl-validator takes for states', () => {
    const definition = machineOf({ A: { Type: 'Pass', Parameters: { States: { x: {} } }, End: true } });
    expect(read({ M: machine({ Definition: definition }) })).toEqual([expect.objectContaining({ definition })]);
  });

  test('that are no JSON are said not to run', () => {
    expect(read({ M: machine({ DefinitionString: '{' }) })).toMatchObject([{ reason: expect.stringContaining('not JSON') }]);
  });
});

describe('the API, called by the AWS SDK', () => {
  const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:';
  let service: RunningService;
  let client: SFNClient;
  beforeAll(async () => {
    const credentials = createCredentials();
    service = (await states.start!(functions, credentials, { bucketsDirectory: '', secretsFile: '' }))!;
    await service.deploy({
      endpoints: [],
      deployment: deployment({
        Pass: machine({ StateMachineName: 'pass', Definition: pass }),
        Wait: machine({ StateMachineName: 'wait', Definition: machineOf({ W: { Type: 'Wait', Seconds: 3600, End: true } }) }),
        Fast: machine({ StateMachineName: 'fast', StateMachineType: 'EXPRESS', Definition: pass }),
        Other: machine({ StateMachineName: 'other', Definition: machineOf({ A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', Parameters: {}, End: true } }) }),
        Missing: machine({ StateMachineName: 'missing', Definition: machineOf({ A: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:none', End: true } }) }),
        Version: { Type: 'AWS::StepFunctions::StateMachineVersion', Properties: { StateMachineArn: { Ref: 'Pass' } } },
        Alias: { Type: 'AWS::StepFunctions::StateMachineAlias', Properties: { Name: 'live', RoutingConfiguration: [{ StateMachineVersionArn: { Ref: 'Version' }, Weight: 100 }] } },
      }),
    });
    client = new SFNClient({ endpoint: service.url, region: 'us-east-1', credentials });
  });
  afterAll(async () => {
    client.destroy();
    await service.close();
  });

  const start = (stateMachine: string, rest: object = {}) => client.send(new StartExecutionCommand({ stateMachineArn: ARN + stateMachine, ...rest }));
  const describeIt = (executionArn?: string) => client.send(new DescribeExecutionCommand({ executionArn }));

  test('says which machines cannot run', () => {
    expect(service.warnings!()).toEqual([expect.stringMatching(/^Main\/Other cannot run here: state "A": it uses arn:aws:states:::sqs:sendMessage/)]);
  });

  test('runs an execution, and keeps what became of it', async () => {
    const { executionArn } = await start('pass', { name: 'first', input: '{"a":1}' });
    expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:pass:first');
    await expect(describeIt(executionArn)).resolves.toMatchObject({ status: 'SUCCEEDED', input: '{"a":1}', output: '{"a":1}', stopDate: expect.any(Date) });
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
    expect(events!.map(({ type }) => type)).toEqual(['ExecutionSucceeded', 'PassStateExited', 'PassStateEntered', 'ExecutionStarted']);
    expect(events![2]).toMatchObject({ id: 2, stateEnteredEventDetails: { name: 'A' } });
  });

  test('takes the same name and input once more while it runs, and neither others nor afterwards', async () => {
    const first = await start('wait', { name: 'same', input: '{"a":1}' });
    await expect(start('wait', { name: 'same', input: '{"a":1}' })).resolves.toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('wait', { name: 'same', input: '{"a":2}' })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await client.send(new StopExecutionCommand({ executionArn: first.executionArn, error: 'Enough', cause: 'by hand' }));
    await expect(describeIt(first.executionArn)).resolves.toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'by hand' });
    await expect(start('wait', { name: 'same', input: '{"a":1}' })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await expect(client.send(new ListExecutionsCommand({ stateMachineArn: `${ARN}wait`, statusFilter: 'ABORTED' }))).resolves.toMatchObject({ executions: [{ name: 'same' }] });
  });

  test('runs what a version or an alias leads to', async () => {
    for (const qualified of ['pass:1', 'pass:live']) {
      await expect(start(qualified)).resolves.toMatchObject({ executionArn: expect.stringMatching(/:execution:pass:/) });
    }
    await expect(start('pass:none')).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  test('an execution whose function is not there fails', async () => {
    const { executionArn } = await start('missing', { name: 'x' });
    await expect(describeIt(executionArn)).resolves.toMatchObject({ status: 'FAILED', error: 'ResourceNotFoundException' });
  });

  test.each<[string, string, object, string]>([
    ['an unknown machine', 'none', {}, 'StateMachineDoesNotExist'],
    ['one that cannot run here', 'other', {}, 'InvalidDefinition'],
    ['a name with a slash', 'pass', { name: 'a/b' }, 'InvalidName'],
    ['a name that is too long', 'pass', { name: 'x'.repeat(81) }, 'InvalidName'],
    ['an input that is not JSON', 'pass', { input: '{' }, 'InvalidExecutionInput'],
    ['an input over 256 KiB', 'pass', { input: JSON.stringify('x'.repeat(256 * 1024)) }, 'InvalidExecutionInput'],
  ])('refuses %s', async (_what, stateMachine, rest, name) => {
    await expect(start(stateMachine, rest)).rejects.toMatchObject({ name });
  });

  test('knows no execution of an Express machine, and none that was not started', async () => {
    const { executionArn } = await start('fast');
    await expect(describeIt(executionArn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    await expect(describeIt('arn:aws:states:us-east-1:000000000000:execution:pass:never')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});
