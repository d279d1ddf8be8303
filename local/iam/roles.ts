import { readStatement, Statement } from './statement';
import type { Deployment } from '../cloud-assembly/deployment';
import type { Stack } from '../cloud-assembly/stack';
import { isObject, Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

/** A role that an assembly declares. */
export interface Role {
  readonly arn: string;
  readonly statements: readonly Statement[];
}

/** Policies of AWS that allow nothing of what runs here. */
const ELSEWHERE = /:iam::aws:policy\/(?:service-role\/)?(?:AWSLambdaBasicExecutionRole|AWSLambdaVPCAccessExecutionRole|AWSXRayDaemonWriteAccess|AWSXrayWriteOnlyAccess|CloudWatchLambdaInsightsExecutionRolePolicy)$/;

/** A value on AWS only, such as the ARN of a table of another account: anything may be meant. */
const ANYTHING = '*';

function resolved(stack: Stack, logicalId: string, value: unknown): unknown {
  try {
    return stack.resolve(value, logicalId);
  } catch (error) {
    if (error instanceof LocalError) {
      return undefined;
    }
    throw error;
  }
}

function resolvedList(stack: Stack, logicalId: string, value: unknown): readonly unknown[] {
  return [value].flat().filter((one) => one !== undefined).map((one) => resolved(stack, logicalId, one));
}

/** A statement, and the value of its `Principal`, which those of roles do not have. */
export interface DeclaredStatement {
  readonly statement: Statement;
  readonly principal: unknown;
}

/** The statements of a policy of a resource. What a value on AWS decides keeps nobody from anything here. */
export function statementsOf(stack: Stack, logicalId: string, document: unknown): readonly DeclaredStatement[] {
  const declared = isObject(document) ? [document.Statement].flat() : [];
  return declared.filter(isObject).flatMap((one) => {
    const resources = Object.entries(one).filter(([name]) => name === 'Resource' || name === 'NotResource').map(([name, value]) => [name, resolvedList(stack, logicalId, value)] as const);
    const conditions = one.Condition === undefined ? {} : resolved(stack, logicalId, one.Condition);
    const isKnown = conditions !== undefined && resources.every(([, values]) => !values.includes(undefined));
    const statement = readStatement({
      ...one, ...Object.fromEntries(resources.map(([name, values]) => [name, values.map((value) => value ?? ANYTHING)])), Condition: conditions,
    });
    return statement === undefined || (statement.effect === 'Deny' && !isKnown) ? [] : [{ statement, principal: resolved(stack, logicalId, one.Principal) }];
  });
}

/** What is attached, by the ARN or the name of the role. */
interface Attachment {
  readonly to: string;
  readonly statements: readonly Statement[];
}

function attachments(stack: Stack): readonly Attachment[] {
  return stack.resources('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy').flatMap(([logicalId, { Type }]) => {
    const document = stack.declaredProperty(logicalId, 'PolicyDocument');
    const statements = statementsOf(stack, logicalId, document).map(({ statement }) => statement);
    const roles = resolvedList(stack, logicalId, stack.declaredProperty(logicalId, Type === 'AWS::IAM::RolePolicy' ? 'RoleName' : 'Roles')).flat();
    return [...roles, ...Type === 'AWS::IAM::ManagedPolicy' ? [stack.ref(logicalId)] : []].map((to) => ({ to: String(to), statements }));
  });
}

/**
 * The roles whose policies are all in the assembly, by ARN. Of others it is not known what they allow.
 */
export function readRoles(deployment: Deployment): ReadonlyMap<string, Role> {
  const attached = deployment.stacks().flatMap(attachments);
  const statementsFor = (...ids: readonly unknown[]) => attached.filter(({ to }) => ids.includes(to)).flatMap(({ statements }) => statements);
  return new Map(deployment.stacks().flatMap((stack) => stack.resources('AWS::IAM::Role').flatMap(([logicalId]) => {
    const arn = String(stack.getAtt(logicalId, 'Arn'));
    const managed = resolvedList(stack, logicalId, stack.declaredProperty(logicalId, 'ManagedPolicyArns')).flat().map(String);
    if (managed.some((policy) => !ELSEWHERE.test(policy) && !attached.some(({ to }) => to === policy))) {
      return [];
    }
    const inline = [stack.declaredProperty(logicalId, 'Policies') ?? []].flat().filter(isObject).flatMap(({ PolicyDocument }: Json) => statementsOf(stack, logicalId, PolicyDocument));
    return [[arn, { arn, statements: [...inline.map(({ statement }) => statement), ...statementsFor(stack.ref(logicalId), ...managed)] }] as const];
  })));
}

/** The role of each function that has one whose policies are known, by the function's ARN. */
export function rolesOfFunctions(deployment: Deployment): ReadonlyMap<string, Role> {
  const roles = readRoles(deployment);
  return new Map(deployment.stacks().flatMap((stack) => stack.resources('AWS::Lambda::Function').flatMap(([logicalId]) => {
    const role = roles.get(String(resolved(stack, logicalId, stack.declaredProperty(logicalId, 'Role'))));
    return role === undefined ? [] : [[String(stack.getAtt(logicalId, 'Arn')), role] as const];
  })));
}
