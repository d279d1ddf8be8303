import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { awsJson } from '../../../../lambda-src/platform/aws/aws-json';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { rotation } from '../../../../lambda-src/rotation/rotation';
import { secretVersions, type SecretVersions } from '../../../../lambda-src/rotation/secret-versions';
import { readCloudAssembly } from '../../../../local/cloud-assembly/cloud-assembly';
import { failure, type FunctionFailure, type RunningInvocation, type RunningResponse } from '../../../../local/functions/invocation';
import { secretsManager } from '../../../../local/services/secrets-manager/service';
import { writeAssembly } from '../../../support/local/assembly';
import { deploymentOf } from '../../../support/local/deployment';
import { temporaryDirectory } from '../../../support/temporary-directory';
import { AWS_VARIABLES } from '../../platform/support/loopback-registry';

export interface RotatedSecret {
  readonly arn: string;
  readonly endpoint: string;
  readonly logs: object[];
  /** As Secrets Manager's RotateSecret: all four steps. */
  rotate(): Promise<void>;
  /** One step, as Secrets Manager sends it. */
  step(step: string, versionId: string, arn?: string): Promise<void>;
  value(stage: string): Promise<string | undefined>;
  put(value: string, stages: readonly string[]): Promise<void>;
  stages(): Promise<{ readonly [versionId: string]: readonly string[] }>;
  stop(): void | Promise<void>;
}

export interface RotatedSecretOptions {
  /** After each step. */
  readonly after?: (step: string) => Promise<void>;
  /** What stands between the function and the secret. */
  readonly versions?: (versions: SecretVersions) => SecretVersions;
}

const TEMPLATE = {
  Resources: {
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } } },
    Schedule: { Type: 'AWS::SecretsManager::RotationSchedule', Properties: { SecretId: { Ref: 'Secret' }, RotationLambdaARN: 'rotation' } },
  },
};

/** A secret at the local gateway's Secrets Manager, which calls the rotation function as it is. */
export async function rotatedSecret(options: RotatedSecretOptions = {}): Promise<RotatedSecret> {
  const { after = async () => undefined, versions: between = (direct) => direct } = options;
  const logs: object[] = [];
  let handler: ReturnType<typeof rotation>;
  const ended = (outcome: RunningResponse | FunctionFailure, reason?: FunctionFailure): RunningInvocation => (
    { started: Promise.resolve(outcome), finished: Promise.resolve(reason) }
  );
  const invoke = async (_name: string, payload: Buffer): Promise<RunningInvocation> => {
    const event = JSON.parse(payload.toString());
    try {
      await handler(event);
      await after(event.Step);
      const body = new PassThrough();
      body.end('null');
      return ended({ streaming: false, contentType: 'application/json', body });
    } catch (error) {
      const reason = failure('Error', (error as Error).message);
      return ended(reason, reason);
    }
  };
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = AWS_VARIABLES;
  const service = await secretsManager.start!(
    { versionOf: () => '1', invoke },
    { accessKeyId: 'unused', secretAccessKey: 'unused', sessionToken: 'unused', others: () => [{ accessKeyId, secretAccessKey }] },
    { bucketsDirectory: '', secretsFile: join(temporaryDirectory('rotation'), 'secrets.json') },
  );
  const deployment = deploymentOf(readCloudAssembly(writeAssembly({ Weather: TEMPLATE })));
  await service.deploy({ deployment, endpoints: [] });
  const arn = String(deployment.stacks()[0].ref('Secret'));
  const aws = awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_SECRETS_MANAGER: service.url });
  const versions = secretVersions(aws, arn);
  handler = rotation({
    secretArn: arn, versions: between(versions), log: (_level, message, fields) => logs.push({ message, ...fields }), clock: () => Date.now() / 1000,
  });
  return {
    arn,
    endpoint: service.url!,
    logs,
    rotate: async () => void await awsJson(aws, 'secretsmanager', 'RotateSecret', { SecretId: arn }, { attempts: 1, timeoutMillis: 20_000 }),
    step: (Step, versionId, SecretId = arn) => handler({ SecretId, ClientRequestToken: versionId, Step }),
    value: async (stage) => (await versions.read(stage))?.value,
    put: async (SecretString, VersionStages) => void await awsJson(aws, 'secretsmanager', 'PutSecretValue', { SecretId: arn, SecretString, VersionStages }),
    stages: async () => Object.fromEntries(await versions.stages()),
    stop: () => service.close(),
  };
}
