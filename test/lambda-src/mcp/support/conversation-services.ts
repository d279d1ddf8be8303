import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CONVERSATION_SCHEMA } from '../../../../src/contract/mcp/conversation';
import { AWS_VARIABLES, dynalite, dynamoDbAt } from '../../platform/support/loopback-registry';

/** The table and the secret of conversations, on loopback. */
export interface ConversationServices {
  readonly env: { readonly [name: string]: string };
  readonly reference: { readonly tableName: string; readonly secretArn: string };
  /** The operations that were called, in their order. */
  readonly operations: string[];
  /** Gives the secret another value; the last one becomes the previous version. */
  rotate(): void;
  stop(): Promise<void>;
}

export async function startConversationServices(): Promise<ConversationServices> {
  const versions: { AWSCURRENT: string; AWSPREVIOUS?: string } = { AWSCURRENT: 'secret-1' };
  const operations: string[] = [];
  let rotations = 1;
  const tables = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1)!;
    operations.push(operation);
    if (operation !== 'GetSecretValue') {
      tables.emit('request', request, response);
      return;
    }
    let body = '';
    request.on('data', (chunk) => (body += chunk)).on('end', () => {
      const { VersionStage } = JSON.parse(body) as { readonly VersionStage: keyof typeof versions };
      const value = versions[VersionStage];
      response.writeHead(value === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
        .end(JSON.stringify(value === undefined ? { __type: 'ResourceNotFoundException' } : { SecretString: value }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = dynamoDbAt(endpoint);
  const { partitionKey } = CONVERSATION_SCHEMA;
  await client.send(new CreateTableCommand({
    TableName: 'conversations',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: partitionKey, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }],
  }));
  client.destroy();
  operations.length = 0;
  return {
    env: { ...AWS_VARIABLES, AWS_ENDPOINT_URL: endpoint },
    reference: { tableName: 'conversations', secretArn: 'secret' },
    operations,
    rotate: () => {
      versions.AWSPREVIOUS = versions.AWSCURRENT;
      versions.AWSCURRENT = `secret-${++rotations}`;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
