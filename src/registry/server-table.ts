import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyStatement } from '../private/key-use';

export interface ServerTableProps extends Omit<dynamodb.TablePropsV2, 'billing' | 'encryption'> {
  /** Undefined for the one that AWS manages. */
  readonly encryptionKey?: kms.IKey;
}

/** A table on demand, encrypted with a key whose use shows in CloudTrail, which that of a key of DynamoDB's own does not. */
export function serverTable(scope: Construct, { encryptionKey, ...props }: ServerTableProps): dynamodb.TableV2 {
  const table = new dynamodb.TableV2(scope, 'Table', {
    ...props,
    billing: dynamodb.Billing.onDemand(),
    encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
  });
  if (encryptionKey !== undefined) {
    // TableEncryptionV2.customerManagedKey() refuses stacks for any Region: it looks the keys of replicas up by theirs.
    (table.node.defaultChild as dynamodb.CfnGlobalTable).addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: encryptionKey.keyArn });
    (table as { encryptionKey?: kms.IKey }).encryptionKey = encryptionKey;
  }
  return table;
}

/** Actions on the table, and the use of its key for them. */
export interface TableGrant {
  readonly table: dynamodb.ITable;
  readonly actions: string[];
  readonly conditions?: { [operator: string]: { [key: string]: unknown } };
}

/** Lets the grantee do exactly that, with the items of the table; its indexes and itself are not to be had. */
export function grantTable(grantee: iam.IGrantable, grant: TableGrant): iam.Grant {
  const [first, ...others] = tableStatements(grant).map(({ actions, resources, conditions }) => (
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns: resources, conditions: Object.keys(conditions).length === 0 ? undefined : conditions })
  ));
  return others.reduce((all, one) => all.combine(one), first);
}

/** The same, for a policy. */
export function tableStatements({ table, actions, conditions }: TableGrant): iam.PolicyStatement[] {
  const statement = new iam.PolicyStatement({ actions, resources: [table.tableArn], conditions });
  const { encryptionKey: key } = table;
  return key === undefined ? [statement] : [statement, keyStatement(table, { key, service: 'dynamodb', actions: keyActions(actions) })];
}

/**
 * DynamoDB uses a customer's key with the permissions of its caller.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
function keyActions(actions: readonly string[]): string[] {
  const reads = ['kms:Decrypt', 'kms:DescribeKey'];
  return actions.every((action) => READS.has(action)) ? reads : [...reads, 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];
}

const READS: ReadonlySet<string> = new Set(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']);
