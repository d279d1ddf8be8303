import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { ConnectionCredentials, SecretReference } from '../contract/connector/connection';
import { requireSameEnvironment } from '../private/same-environment';

/** Credentials as the connector reads them, and the secrets that it must be granted. Values may be tokens. */
export interface BoundCredentials {
  readonly credentials: ConnectionCredentials;
  readonly secrets: readonly SecretUse[];
}

export interface SecretUse {
  readonly secret: secretsmanager.ISecret;
  readonly reference: SecretReference;
}

export function secretUse(secret: secretsmanager.ISecret, field: string | undefined, scope: IConstruct): SecretUse {
  requireSameEnvironment(scope, {
    what: `the secret "${secret.node.path}" of a connection`, region: secret.env.region, remedy: 'replicate it to the Region of the server, and give the replica',
  });
  return { secret, reference: { arn: secret.secretArn, field } };
}
