import { createHash } from 'node:crypto';
import { Annotations, CfnResource, Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, Node } from 'constructs';
import { BoundTarget } from './bound-target';
import { parseFunctionArn } from './function-arn';
import { FunctionTarget } from '../../contract/mcp/layer';
import { resolvedReference } from '../../private/name-elsewhere';
import { isOther } from '../../private/same-environment';
import { ValidationError } from '../../private/validation-error';

const INVOKE = 'lambda:InvokeFunction';

/** Lets the invoker call a function, a version or an alias, as it was given: exactly that ARN, in its own Region and account. */
export function bindFunction(fn: lambda.IFunction, scope: Construct, invoker: iam.IGrantable): BoundTarget & { readonly target: FunctionTarget } {
  const { functionArn } = fn;
  const parts = parseFunctionArn(functionArn);
  if (parts === undefined) {
    throw new ValidationError(
      'InvalidFunctionArn',
      `the function "${fn.node.path}" has the ARN "${readable(functionArn, scope)}"; write it as arn:aws:lambda:REGION:ACCOUNT:function:NAME, or with :ALIAS or :VERSION after it`,
      scope,
    );
  }
  sayDefaultTimeout(fn, scope);
  // Not fn.grantInvoke(): that also grants every version and alias of the function.
  iam.Grant.addToPrincipal({ grantee: invoker, actions: [INVOKE], resourceArns: [functionArn] });
  const account = parts.account ?? fn.env.account;
  if (isOther(account, Stack.of(scope).account)) {
    letAccountIn(fn, account, scope);
  }
  return { id: identityOf(fn, scope), target: { kind: 'function', functionArn } };
}

/** A call is over before the function is: what it does from then on, nobody hears of. */
export function sayLongerTimeout(fn: lambda.IFunction, toolTimeout: Duration, scope: Construct): void {
  const timeout = resourceOf(fn)?.timeout;
  const seconds = toolTimeout.toSeconds({ integral: false });
  if (timeout !== undefined && !Token.isUnresolved(timeout) && timeout > seconds) {
    Annotations.of(scope).addInfoV2(
      'cdk-remote-mcp-server:longerFunctionTimeout',
      `the function "${fn.node.path}" may take ${timeout} seconds, and a call of the server ${seconds}: it is answered with an error then, and the function goes on; raise toolTimeout, lower the function's timeout, or let the tool run as a task`,
    );
  }
}

function resourceOf(fn: lambda.IFunction): lambda.CfnFunction | undefined {
  const resource = fn.node.defaultChild;
  const isFunction = resource !== undefined && CfnResource.isCfnResource(resource) && resource.cfnResourceType === lambda.CfnFunction.CFN_RESOURCE_TYPE_NAME;
  return isFunction ? resource as lambda.CfnFunction : undefined;
}

/** Who leaves a function's timeout out seldom means the three seconds of Lambda. */
function sayDefaultTimeout(fn: lambda.IFunction, scope: Construct): void {
  const resource = resourceOf(fn);
  if (resource !== undefined && resource.timeout === undefined) {
    Annotations.of(scope).addInfoV2(
      'cdk-remote-mcp-server:defaultFunctionTimeout', `the function "${fn.node.path}" has no timeout, so Lambda ends it after 3 seconds, whatever the server's toolTimeout allows; set its timeout`,
    );
  }
}

/** In another account the function must agree, too. */
function letAccountIn(fn: lambda.IFunction, account: string, scope: Construct): void {
  const ours = Stack.of(scope).account;
  const owner = ownerOf(fn);
  if (!CfnResource.isCfnResource(owner.defaultChild)) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:toolFunctionInAnotherAccount',
      `the function "${fn.node.path}" is in account ${account}; let account ${ours} invoke it there (aws lambda add-permission --action ${INVOKE} --principal ${ours}), then acknowledge this warning`,
    );
    return;
  }
  const id = `InvokedBy${ours}`;
  if (!owner.tryFindChild(id)) {
    // Not the role: AWS refuses a role that does not exist yet. Within our account only the role is granted the call.
    fn.addPermission(id, { principal: new iam.AccountPrincipal(ours), action: INVOKE });
  }
}

/** What holds the permissions to invoke it: the function itself, except for a SingletonFunction, which stands for one that is elsewhere. */
function ownerOf(fn: lambda.IFunction): Node {
  const isQualified = 'version' in fn || 'aliasName' in fn;
  return isQualified ? fn.node : fn.permissionsNode;
}

/** Where the function stands in the app, and its ARN, as far as synthesis knows it: two imported functions may change places. */
function identityOf(fn: lambda.IFunction, scope: Construct): string {
  const stack = Stack.of(scope);
  const known = identities.get(stack) ?? new WeakMap<lambda.IFunction, string>();
  identities.set(stack, known);
  const identity = known.get(fn) ?? digest(`${fn.node.path}\0${JSON.stringify(resolvedReference(scope, fn.functionArn, fn, 'function'))}`);
  known.set(fn, identity);
  return identity;
}

/** By the stack of the server. A function may be that of a thousand tools, and resolving its ARN is a fourteenth of all that they take. */
const identities = new WeakMap<Stack, WeakMap<lambda.IFunction, string>>();

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function readable(text: string, scope: Construct): string {
  const resolved: unknown = Stack.of(scope).resolve(text);
  return typeof resolved === 'string' ? resolved : JSON.stringify(resolved);
}
