import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { type Machine, statesOf, unsupported } from './definition';
import { isValueObject } from './value';
import type { Deployment } from '../../cloud-assembly/deployment';
import type { Stack } from '../../cloud-assembly/stack';
import { isObject, type Json } from '../../cloud-assembly/template';
import { LocalError } from '../../errors/local-error';

/** A state machine as its template declares it. */
export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: Machine;
}

/** One that does not run here. */
export interface UnrunnableStateMachine {
  readonly arn: string;
  readonly name: string;
  /** Stack and logical id, for messages. */
  readonly declaredAs: string;
  readonly reason: string;
}

export const isUnrunnable = (machine: StateMachine | UnrunnableStateMachine): machine is UnrunnableStateMachine => 'reason' in machine;

/** Every state machine of every stack. One that cannot run here is no error until something starts it. */
export function readStateMachines(deployment: Deployment): (StateMachine | UnrunnableStateMachine)[] {
  return deployment.stacks().flatMap((stack) => stack.resources('AWS::StepFunctions::StateMachine').map(([logicalId]) => read(deployment, stack, logicalId)));
}

/** The machine behind each version and alias, by their ARNs. */
export function readQualifiers(deployment: Deployment): ReadonlyMap<string, string> {
  const types = ['AWS::StepFunctions::StateMachineVersion', 'AWS::StepFunctions::StateMachineAlias'];
  return new Map(deployment.stacks().flatMap((stack) => stack.resources(...types).map(([logicalId]) => {
    const arn = String(stack.ref(logicalId));
    return [arn, arn.split(':').slice(0, 7).join(':')] as const;
  })));
}

function read(deployment: Deployment, stack: Stack, logicalId: string): StateMachine | UnrunnableStateMachine {
  const arn = String(stack.ref(logicalId));
  const identity = { arn, name: String(stack.getAtt(logicalId, 'Name')) };
  try {
    const properties = stack.properties(logicalId);
    const definition = definitionOf(deployment, properties);
    refuseInvalid(definition);
    const type = properties.StateMachineType === 'EXPRESS' ? 'EXPRESS' : 'STANDARD';
    return { ...identity, type, definition };
  } catch (error) {
    if (!(error instanceof LocalError)) {
      throw error;
    }
    return { ...identity, declaredAs: `${stack.name}/${logicalId}`, reason: error.message };
  }
}

function definitionOf(deployment: Deployment, properties: Json): Machine {
  const { Definition, DefinitionString, DefinitionS3Location, DefinitionSubstitutions } = properties;
  const inline = isObject(Definition) ? JSON.stringify(Definition) : String(DefinitionString);
  const text = isObject(DefinitionS3Location) ? objectAt(deployment, DefinitionS3Location) : inline;
  const substitutions = new Map(Object.entries(isObject(DefinitionSubstitutions) ? DefinitionSubstitutions : {}));
  const substituted = text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (hole, name: string) => (
    // Within a string of JSON.
    substitutions.has(name) ? JSON.stringify(String(substitutions.get(name))).slice(1, -1) : hole
  ));
  try {
    return JSON.parse(deployment.localize(substituted)) as Machine;
  } catch (error) {
    throw new LocalError('StateMachineUnreadable', `its definition is not JSON: ${(error as Error).message}`);
  }
}

function objectAt(deployment: Deployment, { Bucket, Key }: Json): string {
  const found = deployment.assetPath(String(Key));
  if (found === undefined) {
    throw new LocalError('StateMachineUnreadable', `its definition (s3://${String(Bucket)}/${String(Key)}) is not in the cloud assembly`);
  }
  return readFileSync(found, 'utf8');
}

const PAYLOADS = ['Parameters', 'Arguments', 'Result', 'ResultSelector', 'ItemSelector', 'Output', 'Assign'];

/** A copy, because asl-validator writes into what it judges; and without payloads that have a member `States`, which it takes for states. */
function judgeable(definition: Machine): object {
  const copy = structuredClone(definition);
  try {
    for (const [, state] of statesOf(copy)) {
      PAYLOADS.filter((name) => JSON.stringify(state[name] ?? null).includes('"States":')).forEach((name) => Reflect.deleteProperty(state, name));
    }
  } catch {
    // What is no machine has no payloads: asl-validator says why.
  }
  return copy;
}

function refuseInvalid(definition: Machine): void {
  const { isValid, errorsText } = validate(judgeable(definition), { checkPaths: true, checkArn: false });
  if (!isValid) {
    throw new LocalError('StateMachineInvalid', `its definition is not valid: ${errorsText()}`);
  }
  if (!isValueObject(definition as unknown)) {
    throw new LocalError('StateMachineInvalid', 'its definition is no object');
  }
  const reasons = [...statesOf(definition)].flatMap(([name, state]) => {
    const reason = unsupported(state);
    return reason === undefined ? [] : [`state "${name}": ${reason}`];
  });
  if (reasons.length > 0) {
    throw new LocalError('StateMachineUnsupported', reasons.join('; '));
  }
}
