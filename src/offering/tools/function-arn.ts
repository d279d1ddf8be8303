import { Token, Tokenization } from 'aws-cdk-lib';

/** Stands for a part of an ARN that only the deployment knows. */
const UNKNOWN = '\0';

/** `arn:partition:lambda:region:account:function:name[:qualifier]`, part by part. */
const PARTS: readonly RegExp[] = [
  /^arn$/,
  /^aws[a-z-]*$/,
  /^lambda$/,
  /^[a-z]{2,}(-[a-z]+)+-\d+$/,
  /^\d{12}$/,
  /^function$/,
  /^[A-Za-z0-9_-]{1,64}$/,
  /^(\$LATEST(\.PUBLISHED)?|[A-Za-z0-9_-]{1,128})$/,
];

/** The parts of a function's ARN; those that only the deployment knows are left out. */
export interface FunctionArnParts {
  readonly region?: string;
  readonly account?: string;
}

/**
 * Reads the ARN of a function, as far as it is known. The ARN of an imported function is written by hand, and AWS would refuse a wrong
 * one only at the first call.
 *
 * @returns undefined where it is not the ARN of a function
 */
export function parseFunctionArn(arn: string): FunctionArnParts | undefined {
  const parts = withUnknowns(arn).split(':');
  // A reference to the whole ARN, or to so much of it that nothing is left to judge.
  if (parts[0].includes(UNKNOWN)) {
    return {};
  }
  const isComplete = parts.length === PARTS.length - 1 || parts.length === PARTS.length;
  if (!isComplete || !parts.every((part, index) => part.includes(UNKNOWN) || PARTS[index].test(part))) {
    return undefined;
  }
  return { region: known(parts[3]), account: known(parts[4]) };
}

function withUnknowns(text: string): string {
  return Tokenization.reverseString(text).mapTokens({ mapToken: () => UNKNOWN }).join({ join: (left, right) => `${left ?? ''}${right ?? ''}` }) as string;
}

function known(part: string): string | undefined {
  return part.includes(UNKNOWN) || Token.isUnresolved(part) ? undefined : part;
}
