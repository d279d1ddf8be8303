import { type AwsEnvironment, awsEnvironment, prepareRequests } from '../../platform/aws/aws-request';

export type Env = { readonly [name: string]: string | undefined };

/** The environments of functions, each in the region that its ARN names. All that can be ready before the first call is. */
export function functionEnvironments<T extends { readonly functionArn: string }>(env: Env, targets: readonly T[]): (target: T) => AwsEnvironment {
  const environments = new Map<string, AwsEnvironment>();
  const environmentOf = ({ functionArn }: T): AwsEnvironment => {
    const region = functionArn.split(':')[3] || env.AWS_REGION || '';
    const known = environments.get(region);
    if (known) {
      return known;
    }
    const environment = awsEnvironment({ ...env, AWS_REGION: region });
    environments.set(region, environment);
    prepareRequests(environment, 'lambda');
    return environment;
  };
  for (const target of targets) {
    environmentOf(target);
  }
  return environmentOf;
}
