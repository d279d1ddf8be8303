import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CHANGE_PARTITION, SUBSCRIPTION_SCHEMA } from '../contract/mcp/subscriptions';

/** What changed, and who listens: for an hour at most, so that it goes with the stack. */
export class SubscriptionStore extends Construct {
  public readonly table: dynamodb.TableV2;

  /** @param server serves the streams */
  constructor(scope: Construct, id: string, server: iam.IGrantable) {
    super(scope, id);
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: SUBSCRIPTION_SCHEMA.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: SUBSCRIPTION_SCHEMA.sortKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: SUBSCRIPTION_SCHEMA.expiry,
      billing: dynamodb.Billing.onDemand(),
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    iam.Grant.addToPrincipal({
      grantee: server,
      actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      resourceArns: [this.table.tableArn],
    });
  }
}

/** Lets the grantee write changes, and nothing else; it can read nothing. */
export function grantPublishChanges(table: dynamodb.ITableV2, grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['dynamodb:PutItem'],
    resourceArns: [table.tableArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [CHANGE_PARTITION] } },
  });
}
