import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { isAlias, requireEncryptingKey } from './declared-key';
import { requireSameEnvironment } from './same-environment';
import { ValidationError } from './validation-error';

/**
 * Lets CloudWatch Logs use the key for the log groups of the server's account and Region. Other services use it for those who call them, whose
 * permissions come with what they may read and write.
 *
 * @throws ValidationError for a key of another Region, or one that cannot encrypt
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function prepareEncryptionKey(scope: IConstruct, key: kms.IKey): void {
  requireSameEnvironment(scope, {
    what: `the key "${key.node.path}"`, region: key.env.region, remedy: 'give a key of the Region of the server, such as a replica of a multi-Region key',
  });
  if (isAlias(key)) {
    throw new ValidationError('EncryptionKeyAlias', `the key "${key.node.path}" of encryptionKey is an alias, and a permission for an alias lets nobody decrypt; give the key itself`, scope);
  }
  requireEncryptingKey(scope, key, 'encryptionKey');
  const { region } = Stack.of(scope);
  const statement = new iam.PolicyStatement({
    sid: 'LogGroupsOfRemoteMcpServer',
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': Stack.of(scope).formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
      },
    },
  });
  if (!prepared.has(key) && !key.addToResourcePolicy(statement, true).statementAdded) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:importedEncryptionKey',
      `the policy of the imported key "${key.node.path}" must let logs.${region}.amazonaws.com encrypt and decrypt for log groups (see docs/security.md), or the log groups cannot be created`,
    );
  }
  prepared.add(key);
}

/** Several servers may share a key. */
const prepared = new WeakSet<kms.IKey>();
