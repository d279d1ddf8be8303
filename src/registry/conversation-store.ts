import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { grantTable, serverTable } from './server-table';
import { CONVERSATION_SCHEMA, ConversationReference } from '../contract/mcp/conversation';
import { grantSecret } from '../private/grant-secret';

/**
 * What calls keep outside of the function while they talk with their clients: for minutes, so that it goes with the stack. The secret is one of
 * its own: the function that serves the tools may not read the key material of the authorization server.
 */
export class ConversationStore extends Construct {
  private readonly table: dynamodb.TableV2;
  private conversation?: ConversationReference;
  private hasReports = false;

  constructor(scope: Construct, id: string, private readonly grantee: iam.IGrantable, private readonly encryptionKey?: kms.IKey) {
    super(scope, id);
    this.table = serverTable(this, {
      partitionKey: { name: CONVERSATION_SCHEMA.partitionKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: CONVERSATION_SCHEMA.expiry,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Undefined unless a tool asks, or can be cancelled. */
  public get reference(): ConversationReference | undefined {
    return this.conversation;
  }

  /** For tools that ask, or can be cancelled. */
  public requireConversations(): void {
    if (this.conversation !== undefined) {
      return;
    }
    const secret = new secretsmanager.Secret(this, 'Secret', {
      description: 'Key material for the questions and sessions of a remote MCP server',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
      encryptionKey: this.encryptionKey,
    });
    this.grantTable('dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    grantSecret(this, this.grantee, secret);
    this.conversation = { tableName: this.table.tableName, secretArn: secret.secretArn };
  }

  /** For tools in functions that report. */
  public requireReports(): dynamodb.ITable {
    if (!this.hasReports) {
      this.hasReports = true;
      this.grantTable('dynamodb:GetItem', 'dynamodb:UpdateItem');
    }
    return this.table;
  }

  private grantTable(...actions: string[]): void {
    grantTable(this.grantee, { table: this.table, actions });
  }
}
