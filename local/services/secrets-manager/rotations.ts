import type { Secrets } from './secrets';
import type { Deployment } from '../../cloud-assembly/deployment';
import { buffered, type FunctionInvoker, newRequestId, readFailure } from '../../functions/invocation';
import { type JsonObject, ServiceError } from '../service/aws-json';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** The functions that rotate secrets, by the ARN of the secret. */
export type DeclaredRotations = ReadonlyMap<string, string>;

export function declaredRotations(deployment: Deployment): DeclaredRotations {
  return new Map(deployment.stacks().flatMap((stack) => stack.resources('AWS::SecretsManager::RotationSchedule').flatMap(([logicalId]) => {
    const { SecretId, RotationLambdaARN } = stack.properties(logicalId);
    return typeof RotationLambdaARN === 'string' ? [[String(SecretId), RotationLambdaARN] as const] : [];
  })));
}

/** Rotates secrets with the functions that the deployment declares. */
export class Rotations {
  private declared: DeclaredRotations = new Map();

  constructor(private readonly secrets: Secrets, private readonly functions: FunctionInvoker) {}

  deploy(declared: DeclaredRotations): void {
    this.declared = declared;
  }

  /** Rotates every secret that has a schedule, also where one before it cannot be. @returns their names @throws ServiceError that says which could not be */
  async rotateAll(): Promise<readonly string[]> {
    const names: string[] = [];
    const problems: string[] = [];
    for (const SecretId of this.declared.keys()) {
      const { name } = this.secrets.identify(SecretId);
      await this.rotate({ SecretId }).then(() => names.push(name), (error: Error) => problems.push(`${name}: ${error.message}`));
    }
    if (problems.length > 0) {
      throw new ServiceError('InvalidRequestException', [...problems, ...names.map((name) => `${name}: rotated`)].join('; '));
    }
    return names;
  }

  /**
   * Other than AWS, it answers when all is done, or what went wrong.
   *
   * @throws ServiceError
   */
  async rotate({ SecretId, ClientRequestToken }: JsonObject): Promise<JsonObject> {
    const { arn, name } = this.secrets.identify(SecretId);
    const rotationFunction = this.declared.get(arn);
    if (rotationFunction === undefined) {
      throw new ServiceError('InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.');
    }
    const versionId = this.secrets.beginRotation(arn, ClientRequestToken === undefined ? undefined : String(ClientRequestToken));
    for (const Step of STEPS) {
      const requestId = newRequestId();
      const event = Buffer.from(JSON.stringify({ SecretId: arn, ClientRequestToken: versionId, Step }));
      const { failed, payload } = await buffered(await this.functions.invoke(rotationFunction, event, requestId), requestId);
      if (failed) {
        throw new ServiceError('InvalidRequestException', `the rotation stopped at ${Step}: ${readFailure(payload).errorMessage}`);
      }
    }
    return { ARN: arn, Name: name, VersionId: versionId };
  }
}
