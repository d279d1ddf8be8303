import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KMS_MESSAGE_TYPE, KMS_SIGNING_ALGORITHM } from '../contract/oauth/keys';

/** What signs access tokens, where KMS does or is to. */
export interface SigningKeys {
  /** Undefined for a key that is derived from the signing secret. */
  readonly key?: kms.IKey;
  readonly next?: kms.IKey;
}

/**
 * For a policy of the caller, as with keys that encrypt. A key that is next signs nothing.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-signing-algorithm
 */
export function grantSigningKey(grantee: iam.IGrantable, { key, next }: SigningKeys): void {
  const keyArns = [key, next].flatMap((one) => (one === undefined ? [] : [one.keyArn]));
  if (keyArns.length > 0) {
    grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['kms:GetPublicKey'], resources: keyArns }));
  }
  if (key !== undefined) {
    grantee.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: ['kms:Sign'],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:SigningAlgorithm': KMS_SIGNING_ALGORITHM, 'kms:MessageType': KMS_MESSAGE_TYPE } },
    }));
  }
}
