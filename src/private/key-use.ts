import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { isAlias } from './declared-key';

/** The use of a key, through the service that holds what it encrypts. */
export interface KeyUse {
  readonly key: kms.IKey;
  /** As in `dynamodb`. */
  readonly service: string;
  readonly actions: string[];
  /** Of the service; undefined for that of the caller. */
  readonly region?: string;
}

/**
 * For a policy of the caller. CDK's own grants would write the caller into the policy of the key, which cannot be where the key is in a stack
 * that was deployed before. A statement that names an alias as its resource lets nobody decrypt: that of an alias is for the key that has it.
 *
 * @param scope where the service is called
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export function keyStatement(scope: IConstruct, { key, service, actions, region = Stack.of(scope).region }: KeyUse): iam.PolicyStatement {
  const viaService = { StringEquals: { 'kms:ViaService': `${service}.${region}.amazonaws.com` } };
  if (isAlias(key)) {
    const { account, region: keyRegion } = key.env;
    return new iam.PolicyStatement({
      actions,
      resources: [Stack.of(scope).formatArn({ service: 'kms', region: keyRegion, account, resource: 'key', resourceName: '*' })],
      conditions: { ...viaService, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': key.aliasName } },
    });
  }
  return new iam.PolicyStatement({ actions, resources: [key.keyArn], conditions: viaService });
}

/** @see keyStatement */
export function grantKey(scope: IConstruct, grantee: iam.IGrantable, use: KeyUse): void {
  grantee.grantPrincipal.addToPrincipalPolicy(keyStatement(scope, use));
}
