import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { GeneratedSecretOptions, validateReplicas } from './secret-replicas';
import { DataSurroundings } from '../private/surroundings';

/** Which secret it is. */
export interface GeneratedSecretProps extends GeneratedSecretOptions {
  /** For messages, such as `the signing secret`. */
  readonly what: string;
  readonly description: string;
}

/** 64 letters and digits, some 380 bits: fit for a key and for an HTTP header. */
export function generatedSecret(
  scope: Construct, id: string, { what, ...props }: GeneratedSecretProps, { removalPolicy, encryptionKey }: DataSurroundings,
): secretsmanager.Secret {
  validateReplicas(scope, what, props, encryptionKey);
  return new secretsmanager.Secret(scope, id, {
    ...props,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy,
    encryptionKey,
  });
}
