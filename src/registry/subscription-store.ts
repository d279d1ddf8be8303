import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { grantTable, serverTable } from './server-table';
import { CHANGE_PARTITION, SUBSCRIPTION_SCHEMA } from '../contract/mcp/subscriptions';

/** What changed, and who listens: for an hour at most, so that it goes with the stack. */
export class SubscriptionStore extends Construct {
  public readonly table: dynamodb.TableV2;

  /** @param server serves the streams */
  constructor(scope: Construct, id: string, server: iam.IGrantable, encryptionKey?: kms.IKey) {
    super(scope, id);
    this.table = serverTable(this, {
      partitionKey: { name: SUBSCRIPTION_SCHEMA.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: SUBSCRIPTION_SCHEMA.sortKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: SUBSCRIPTION_SCHEMA.expiry,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    grantTable(server, { table: this.table, actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'] });
  }
}

/** Lets the grantee write changes, and nothing else; it can read nothing. */
export function grantPublishChanges(table: dynamodb.ITableV2, grantee: iam.IGrantable): iam.Grant {
  return grantTable(grantee, {
    table,
    actions: ['dynamodb:PutItem'],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [CHANGE_PARTITION] } },
  });
}
