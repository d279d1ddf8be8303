import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { DataSurroundings } from '../private/surroundings';

/** 64 letters and digits, some 380 bits: fit for a key and for an HTTP header. */
export function generatedSecret(scope: Construct, id: string, description: string, { removalPolicy, encryptionKey }: DataSurroundings): secretsmanager.Secret {
  return new secretsmanager.Secret(scope, id, {
    description,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy,
    encryptionKey,
  });
}
