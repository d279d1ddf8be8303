import { CfnResource, Fn, Reference, Token, Tokenization } from 'aws-cdk-lib';

/** `arn:partition:states:region:account:stateMachine:name[:qualifier]`, where all of it is known. */
const ARN = /^arn:aws[a-z-]*:states:[a-z]{2,}(-[a-z]+)+-\d+:\d{12}:stateMachine:[^:]{1,80}(:[^:]{1,128})?$/;

const QUALIFIED = ['AWS::StepFunctions::StateMachineAlias', 'AWS::StepFunctions::StateMachineVersion'];

/**
 * Whether a state machine's ARN is one, as far as synthesis can tell: that of an imported machine is written by hand, and AWS would
 * refuse a wrong one only at the first call.
 */
export function isStateMachineArn(arn: string): boolean {
  return Token.isUnresolved(arn) || ARN.test(arn);
}

/** The ARN of the machine itself, without version or alias. May hold tokens. */
export function unqualifiedArn(stateMachineArn: string): string {
  const { prefix, account, name } = partsOf(stateMachineArn);
  return Fn.join(':', [...prefix, account, 'stateMachine', name]);
}

/** The ARNs of all executions of the machine, whichever version or alias they run. May hold tokens. */
export function executionArns(stateMachineArn: string): string {
  const { prefix, account, name } = partsOf(stateMachineArn);
  return Fn.join(':', [...prefix, account, 'execution', name, '*']);
}

/** The version or the alias, as far as synthesis can tell that there is one. May be a token. */
export function qualifierOf(stateMachineArn: string): string | undefined {
  if (!Token.isUnresolved(stateMachineArn)) {
    return stateMachineArn.split(':')[7];
  }
  const token = Tokenization.reverseString(stateMachineArn).firstToken;
  const target = token !== undefined && Reference.isReference(token) ? token.target : undefined;
  return CfnResource.isCfnResource(target) && QUALIFIED.includes(target.cfnResourceType) ? Fn.select(7, Fn.split(':', stateMachineArn)) : undefined;
}

function partsOf(arn: string): { readonly prefix: string[]; readonly account: string; readonly name: string } {
  const parts = Token.isUnresolved(arn) ? [1, 3, 4, 6].map((index) => Fn.select(index, Fn.split(':', arn))) : [1, 3, 4, 6].map((index) => arn.split(':')[index]);
  const [partition, region, account, name] = parts;
  return { prefix: ['arn', partition, 'states', region], account, name };
}
