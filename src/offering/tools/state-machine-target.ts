import { createHash } from 'node:crypto';
import { Duration, Resource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BoundTarget, BoundTool } from './bound-target';
import { executionArns, isStateMachineArn, qualifierOf, unqualifiedArn } from './state-machine-arn';
import { EXECUTION_ARGUMENT, StateMachineTarget } from '../../contract/mcp/layer';
import { resolvedReference } from '../../private/name-elsewhere';
import { isOther } from '../../private/same-environment';
import { ValidationError } from '../../private/validation-error';

/**
 * What an execution of a state machine gets as its input.
 */
export enum McpExecutionInput {
  /** `{ name, arguments, caller: { subject, clientId, scopes }, requestId, protocolVersion }`, as a function gets it. */
  INVOCATION = 'INVOCATION',
  /** The arguments alone. Not who the caller is. */
  ARGUMENTS = 'ARGUMENTS',
}

/**
 * How a state machine runs a tool.
 */
export interface McpStateMachineOptions {
  /**
   * Whether the machine is a Standard or an Express one. Needed for an imported machine, whose type its ARN does not say.
   *
   * @default - as the machine of this app says
   */
  readonly stateMachineType?: sfn.StateMachineType;

  /**
   * What an execution gets as its input: at most 256 KiB.
   *
   * @default McpExecutionInput.INVOCATION
   */
  readonly executionInput?: McpExecutionInput;

  /**
   * How long a call waits for the end of an execution, at least 1 second. After that it says that the tool is still running, and how to ask for
   * the result. Only for Standard machines.
   *
   * With `task`, a call of a client that knows tasks becomes one after this time; by default at once.
   *
   * @default Duration.seconds(50) - many clients give up after 60 seconds; less where the server's `toolTimeout` is shorter
   */
  readonly waitTime?: Duration;

  /**
   * Whether the execution is stopped when the client cancels the call, or the task. Only for Standard machines: an Express execution cannot be stopped.
   *
   * @default - one that somebody waits for goes on, and that of a task is stopped
   */
  readonly stopOnCancel?: boolean;
}

const DEFAULT_WAIT = Duration.seconds(50);

const EXECUTION_SCHEMA = {
  type: 'string',
  description: 'Only to get the result of an earlier call that was still running: the id that it returned. Left out, a new one is started.',
};

/** Lets the invoker run executions of exactly the given machine, version or alias, and see those of its machine. */
export function bindStateMachine(
  machine: sfn.IStateMachine, options: McpStateMachineOptions, scope: Construct, invoker: iam.IGrantable, { describesOutput, asks, task }: BoundTool,
): BoundTarget {
  const { stateMachineArn } = machine;
  const fail = (code: string, message: string): never => {
    throw new ValidationError(code, `the state machine "${machine.node.path}" of a tool ${message}`, scope);
  };
  if (!isStateMachineArn(stateMachineArn)) {
    fail('InvalidStateMachineArn', `has the ARN "${stateMachineArn}"; write it as arn:aws:states:REGION:ACCOUNT:stateMachine:NAME, or with :ALIAS or :VERSION after it`);
  }
  const account = Token.isUnresolved(stateMachineArn) ? machine.env.account : stateMachineArn.split(':')[4];
  if (isOther(account, Stack.of(scope).account)) {
    fail('StateMachineInAnotherAccount', `is in account ${account}, and Step Functions lets no other account start it; start it there by a Lambda function, and offer that with McpTool.fromFunction()`);
  }
  const type = typeOf(machine, options, fail);
  const { executionInput = McpExecutionInput.INVOCATION, waitTime, stopOnCancel } = options;
  if (type === sfn.StateMachineType.EXPRESS && (waitTime !== undefined || stopOnCancel)) {
    fail('StandardOnlyOption', `is an Express one, for which ${waitTime === undefined ? 'stopOnCancel' : 'waitTime'} means nothing; leave it out, or use a Standard machine`);
  }
  if (type === sfn.StateMachineType.EXPRESS && task !== undefined) {
    fail('TaskOfExpressStateMachine', 'is an Express one, and its tool is to be a task: nobody can ask for an Express execution later; use a Standard machine');
  }
  if (asks && executionInput === McpExecutionInput.ARGUMENTS) {
    fail('AskingStateMachineOfArguments', 'asks, and its executions get the arguments alone, without the answers; leave executionInput out, and read $.arguments and $.answers');
  }
  if (waitTime !== undefined && (Token.isUnresolved(waitTime.toMilliseconds()) || waitTime.toMilliseconds() < 1000)) {
    fail('InvalidWaitTime', `has a waitTime of ${waitTime.toString()}; give at least 1 second`);
  }
  const stopsWithTask = task !== undefined && stopOnCancel !== false;
  grant(machine, invoker, type, stopOnCancel === true || stopsWithTask);
  const isStandard = type === sfn.StateMachineType.STANDARD;
  const target: StateMachineTarget = {
    kind: 'state-machine',
    stateMachineArn,
    type,
    input: executionInput,
    waitSeconds: isStandard ? (waitTime ?? DEFAULT_WAIT).toMilliseconds() / 1000 : undefined,
    stopOnCancel: stopOnCancel || undefined,
    taskAfterSeconds: task && waitTime && waitTime.toMilliseconds() / 1000,
    stopsWithTask: stopsWithTask || undefined,
    describesOutput: isStandard && describesOutput || undefined,
  };
  return {
    id: identityOf(machine, target, scope),
    target,
    // Who waits for no execution asks for none.
    argument: isStandard && !task?.required ? { name: EXECUTION_ARGUMENT, schema: EXECUTION_SCHEMA } : undefined,
  };
}

/** Not instanceof: an app may hold two copies of the CDK. */
function typeOf(
  machine: sfn.IStateMachine, { stateMachineType: declared }: McpStateMachineOptions, fail: (code: string, message: string) => never,
): sfn.StateMachineType {
  const { stateMachineType: known } = machine as { readonly stateMachineType?: sfn.StateMachineType };
  if (declared !== undefined && !Object.values(sfn.StateMachineType).includes(declared)) {
    return fail('UnknownStateMachineType', `is declared to be "${declared}"; use StateMachineType.STANDARD or StateMachineType.EXPRESS`);
  }
  if (known !== undefined && declared !== undefined && known !== declared) {
    return fail('WrongStateMachineType', `is ${known} and declared to be ${declared}; leave stateMachineType out, or correct it`);
  }
  return known ?? declared ?? fail('UnknownStateMachineType', 'is imported, and its ARN does not say whether it is Standard or Express; give stateMachineType');
}

/**
 * Not machine.grantStartExecution() and the like: they grant also what is not needed. Step Functions authorizes a version or an alias by the ARN of
 * its machine, and says in a condition key which one it is.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 */
function grant(machine: sfn.IStateMachine, invoker: iam.IGrantable, type: sfn.StateMachineType, stopOnCancel: boolean): void {
  const { stateMachineArn } = machine;
  const qualifier = qualifierOf(stateMachineArn);
  iam.Grant.addToPrincipal({
    grantee: invoker,
    actions: [type === sfn.StateMachineType.EXPRESS ? 'states:StartSyncExecution' : 'states:StartExecution'],
    resourceArns: [Resource.isOwnedResource(machine) ? stateMachineArn : unqualifiedArn(stateMachineArn)],
    conditions: qualifier === undefined ? undefined : { StringEquals: { 'states:StateMachineQualifier': qualifier } },
  });
  if (type === sfn.StateMachineType.STANDARD) {
    const actions = ['states:DescribeExecution', 'states:GetExecutionHistory', ...stopOnCancel ? ['states:StopExecution'] : []];
    iam.Grant.addToPrincipal({ grantee: invoker, actions, resourceArns: [executionArns(stateMachineArn)] });
  }
}

/** Where the machine stands in the app, its ARN as far as synthesis knows it, and how it runs the tool. */
function identityOf(machine: sfn.IStateMachine, target: StateMachineTarget, scope: Construct): string {
  const described = JSON.stringify(resolvedReference(scope, target, machine, 'state machine'));
  return createHash('sha256').update(`${machine.node.path}\0${described}`).digest('hex').slice(0, 16);
}
