import { awsJson, AwsError } from '../platform/aws/aws-json';
import type { AwsEnvironment } from '../platform/aws/aws-request';

export interface SecretVersion {
  readonly value: string;
  /** Epoch seconds. */
  readonly createdAt: number;
}

/** The versions of one secret. */
export interface SecretVersions {
  /** The stages of each version that has some, by its id. */
  stages(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Undefined where no version has the stage, or that version has no value yet. */
  read(stage: string): Promise<SecretVersion | undefined>;
  /** Adds a version, or repeats the call that did, and takes the stage from the one that had it. */
  put(versionId: string, value: string, stage: string): Promise<void>;
  move(stage: string, to: string, from: string | undefined): Promise<void>;
}

export function secretVersions(aws: AwsEnvironment, arn: string): SecretVersions {
  const call = (operation: string, input: object) => awsJson(aws, 'secretsmanager', operation, { SecretId: arn, ...input });
  return {
    async stages() {
      const { VersionIdsToStages = {} } = await call('DescribeSecret', {});
      return new Map(Object.entries(VersionIdsToStages as { [id: string]: readonly string[] }));
    },
    async read(stage) {
      try {
        const { SecretString, CreatedDate } = await call('GetSecretValue', { VersionStage: stage });
        return typeof SecretString === 'string' ? { value: SecretString, createdAt: Number(CreatedDate) } : undefined;
      } catch (error) {
        if (error instanceof AwsError && error.code === 'ResourceNotFoundException') {
          return undefined;
        }
        throw error;
      }
    },
    async put(versionId, value, stage) {
      await call('PutSecretValue', { ClientRequestToken: versionId, SecretString: value, VersionStages: [stage] });
    },
    async move(stage, to, from) {
      await call('UpdateSecretVersionStage', { VersionStage: stage, MoveToVersionId: to, ...from !== undefined && { RemoveFromVersionId: from } });
    },
  };
}
