import type { Administrator, Answer } from './administrator';
import type { Target } from './command-line';
import { LocalError } from '../errors/local-error';

type AwsTarget = Extract<Target, { kind: 'aws' }>;

/** CDK ends a logical id with eight characters of a hash. */
const OUTPUT = /AdministrationFunctionArn[0-9A-F]{8}$/;

/**
 * Invokes the function with the credentials of the AWS CLI.
 *
 * @throws LocalError AdministrationNotFound, AwsRefused
 */
export async function administratorOnAws(target: AwsTarget): Promise<Administrator> {
  const name = target.functionName ?? await functionOf(target.stack!, target);
  const { LambdaClient, InvokeCommand } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient({ profile: target.profile, region: regionOf(name) ?? target.region });
  return {
    where: name,
    ask: async (request) => {
      const invocation = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(request) });
      const { FunctionError, Payload = new Uint8Array() } = await reach(() => client.send(invocation));
      const text = Buffer.from(Payload).toString();
      if (FunctionError !== undefined) {
        throw new LocalError('AdministrationFailed', `the function failed, see its log: ${text}`);
      }
      return JSON.parse(text) as Answer;
    },
  };
}

async function functionOf(stack: string, { profile, region }: AwsTarget): Promise<string> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({ profile, region });
  const { Stacks: [described] = [] } = await reach(() => client.send(new DescribeStacksCommand({ StackName: stack })));
  const found = (described?.Outputs ?? []).filter(({ OutputKey = '' }) => OUTPUT.test(OutputKey)).map(({ OutputValue = '' }) => OutputValue);
  if (found.length !== 1) {
    const why = found.length === 0
      ? 'has no output AdministrationFunctionArn: no server of it issues tokens, or it was deployed by an earlier version'
      : `has several servers: ${found.join(', ')}`;
    throw new LocalError('AdministrationNotFound', `the stack ${stack} ${why}; name the alias "live" of the authorization server's function with --function`);
  }
  return found[0];
}

const regionOf = (name: string): string | undefined => /^arn:[^:]+:lambda:([^:]+):/.exec(name)?.[1];

async function reach<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { name, message } = error as Error;
    throw new LocalError('AwsRefused', message === 'Region is missing' ? 'no Region is known; say it with --region' : `${name}: ${message}`);
  }
}
