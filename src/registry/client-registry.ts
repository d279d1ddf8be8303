import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { validateRegistryTable } from './registry-table-validation';
import { grantTable, serverTable } from './server-table';
import { REGISTRY_SCHEMA } from '../contract/registry';
import { DataSurroundings } from '../private/surroundings';

/** What a function needs to reach the registry. Only available together with the permission. */
export interface ClientRegistryConnection {
  readonly REGISTRY_TABLE_NAME: string;
}

export interface ClientRegistryProps extends DataSurroundings {
  /** Undefined for one that comes with the server. */
  readonly table?: dynamodb.ITableV2;
}

/** The table of clients, grants, tokens and published keys. On demand, encrypted, recoverable to any second. */
export class ClientRegistry extends Construct {
  public readonly table: dynamodb.ITableV2;

  constructor(scope: Construct, id: string, props: ClientRegistryProps) {
    super(scope, id);
    if (props.table !== undefined) {
      validateRegistryTable(this, props.table);
      this.table = props.table;
      return;
    }
    this.table = serverTable(this, {
      partitionKey: { name: REGISTRY_SCHEMA.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: REGISTRY_SCHEMA.sortKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: REGISTRY_SCHEMA.expiry,
      encryptionKey: props.encryptionKey,
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

  /** For the authorization server: reads and writes by key, and queries of a person's grants. No scan, no table management. */
  public connectWriter(grantee: iam.IGrantable): ClientRegistryConnection {
    return this.connect(grantee, ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem']);
  }

  private connect(grantee: iam.IGrantable, actions: string[]): ClientRegistryConnection {
    grantTable(grantee, { table: this.table, actions });
    return { REGISTRY_TABLE_NAME: this.table.tableName };
  }
}
