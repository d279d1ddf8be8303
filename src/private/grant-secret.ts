import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { grantKey } from './key-use';

/** Lets the grantee read the values of a secret, and nothing of what is known about it. */
export function grantSecret(scope: IConstruct, grantee: iam.IGrantable, secret: secretsmanager.ISecret): void {
  iam.Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [arnForPolicies(secret)] });
  if (secret.encryptionKey) {
    grantKey(scope, grantee, { key: secret.encryptionKey, service: 'secretsmanager', actions: ['kms:Decrypt'] });
  }
}

/** An imported secret's ARN may lack the six characters that Secrets Manager appends. */
function arnForPolicies(secret: secretsmanager.ISecret): string {
  return secret.secretFullArn ?? `${secret.secretArn}-??????`;
}
