import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { CONVERSATION_SCHEMA, ConversationReference } from '../contract/mcp/conversation';

/**
 * What calls keep outside of the function while they talk with their clients: for minutes, so that it goes with the stack. The secret is one of
 * its own: the function that serves the tools may not read the key material of the authorization server.
 */
export class ConversationStore extends Construct {
  public readonly reference: ConversationReference;

  constructor(scope: Construct, id: string, grantee: iam.IGrantable) {
    super(scope, id);
    const table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: CONVERSATION_SCHEMA.partitionKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: CONVERSATION_SCHEMA.expiry,
      billing: dynamodb.Billing.onDemand(),
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const secret = new secretsmanager.Secret(this, 'Secret', {
      description: 'Key material for the questions and sessions of a remote MCP server',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    iam.Grant.addToPrincipal({ grantee, actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], resourceArns: [table.tableArn] });
    iam.Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns: [secret.secretArn] });
    this.reference = { tableName: table.tableName, secretArn: secret.secretArn };
  }
}
