import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { grantTable, serverTable } from './server-table';
import { REQUEST_LIMITS_SCHEMA } from '../contract/mcp/request-limits';

/** How much clients and people have used of their limits: for a day at most, so that it goes with the stack. */
export class RequestLimitStore extends Construct {
  public readonly tableName: string;

  /** @param server counts the requests */
  constructor(scope: Construct, id: string, server: iam.IGrantable, encryptionKey?: kms.IKey) {
    super(scope, id);
    const table = serverTable(this, {
      partitionKey: { name: REQUEST_LIMITS_SCHEMA.partitionKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: REQUEST_LIMITS_SCHEMA.expiry,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    grantTable(server, { table, actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'] });
    this.tableName = table.tableName;
  }
}
