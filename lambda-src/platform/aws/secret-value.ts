import { awsJson, AwsError } from './aws-json';
import type { AwsEnvironment } from './aws-request';

export type VersionStage = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING' | 'NEXT';

/** The string of one version of a secret; undefined where there is no such version or, yet, nothing in it. */
export type SecretReader = (arn: string, stage: VersionStage) => Promise<string | undefined>;

export function secretsManagerReader(aws: AwsEnvironment): SecretReader {
  return async (arn, stage) => {
    try {
      const { SecretString } = await awsJson(aws, 'secretsmanager', 'GetSecretValue', { SecretId: arn, VersionStage: stage });
      return typeof SecretString === 'string' ? SecretString : undefined;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') {
        return undefined;
      }
      throw error;
    }
  };
}

/**
 * The secret in a secret's string: the whole of it, or one field of the JSON object that it is.
 *
 * @throws without quoting the string
 */
export function secretField(value: string, field: string): string {
  if (field === '') {
    return value;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new Error(`the secret is not JSON, but its field ${field} is asked for`);
  }
  const found = (parsed as { [name: string]: unknown } | null)?.[field];
  if (typeof found !== 'string') {
    throw new Error(`the secret has no text in its field ${field}`);
  }
  return found;
}
