import { CfnResource, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

/** What the app declares of a key; undefined for one that it does not declare. */
export function declaredKey(key: IConstruct): kms.CfnKey | undefined {
  const child = key.node.defaultChild;
  const isKey = child !== undefined && CfnResource.isCfnResource(child) && child.cfnResourceType === kms.CfnKey.CFN_RESOURCE_TYPE_NAME;
  return isKey ? child as kms.CfnKey : undefined;
}

/** An alias could lead to another key without a deployment. */
export function isAlias(key: kms.IKey): key is kms.IAlias {
  return 'aliasName' in key;
}

/**
 * What is known of a key that is to encrypt: AWS services take symmetric keys only, and a deployment says so late.
 *
 * @param what such as `the replica of the signing secret in eu-west-1`
 * @throws ValidationError
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symmetric-asymmetric.html
 */
export function requireEncryptingKey(scope: IConstruct, key: kms.IKey, what: string): void {
  const error = (code: string, message: string) => new ValidationError(code, `the key "${key.node.path}" of ${what} ${message}`, scope);
  const { keySpec = SYMMETRIC, keyUsage = ENCRYPTION, enabled = true } = declaredKey(key) ?? {};
  const differs = (value: string, wanted: string) => !Token.isUnresolved(value) && value !== wanted;
  if (differs(keySpec, SYMMETRIC) || differs(keyUsage, ENCRYPTION)) {
    throw error('InvalidEncryptionKey', `has the spec ${keySpec} and the usage ${keyUsage}, and AWS services encrypt with symmetric keys only; leave out its keySpec and keyUsage`);
  }
  if (enabled === false) {
    throw error('InvalidEncryptionKey', 'is disabled, and encrypts nothing; leave out enabled: false');
  }
}

const SYMMETRIC = 'SYMMETRIC_DEFAULT';
const ENCRYPTION = 'ENCRYPT_DECRYPT';
