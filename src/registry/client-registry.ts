import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { REGISTRY_SCHEMA } from '../contract/registry';

export interface ClientRegistryProps {
  readonly removalPolicy: RemovalPolicy;
}

/** What a function needs to reach the registry. Only available together with the permission. */
export interface ClientRegistryConnection {
  readonly REGISTRY_TABLE_NAME: string;
}

/** The table of clients, grants, tokens and published keys. On demand, encrypted, recoverable to any second. */
export class ClientRegistry extends Construct {
  public readonly table: dynamodb.TableV2;

  constructor(scope: Construct, id: string, props: ClientRegistryProps) {
    super(scope, id);
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: REGISTRY_SCHEMA.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: REGISTRY_SCHEMA.sortKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: REGISTRY_SCHEMA.expiry,
      billing: dynamodb.Billing.onDemand(),
      // Its use shows in CloudTrail, which the DynamoDB-owned key does not.
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Protection would make the stack impossible to delete, which is what DESTROY asks for.
      deletionProtection: props.removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy: props.removalPolicy,
    });
  }

  /** For the authorizer: reads by key, nothing else. */
  public connectReader(grantee: iam.IGrantable): ClientRegistryConnection {
    return this.connect(grantee, ['dynamodb:BatchGetItem']);
  }

  /** For the authorization server: reads and writes by key. No scan, no query, no table management. */
  public connectWriter(grantee: iam.IGrantable): ClientRegistryConnection {
    return this.connect(grantee, ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem']);
  }

  private connect(grantee: iam.IGrantable, actions: string[]): ClientRegistryConnection {
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [this.table.tableArn] });
    return { REGISTRY_TABLE_NAME: this.table.tableName };
  }
}
