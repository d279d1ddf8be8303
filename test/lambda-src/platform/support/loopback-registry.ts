import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { PROMPTLY } from '../../../../lambda-src/platform/aws/aws-json';
import { REGISTRY_SCHEMA } from '../../../../src/contract/registry';

// The package has no types.
export const dynalite: (options: { createTableMs: number; updateTableMs: number; deleteTableMs: number }) => Server = createRequire(import.meta.url)('dynalite');

// This database shares its process with the test, and the machine with other tests: it answers, but perhaps not promptly.
Object.assign(PROMPTLY, { timeoutMillis: 30_000 });

export const TABLE_NAME = 'registry';
export const AWS_VARIABLES = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'test-secret' };

export interface LoopbackRegistry {
  readonly endpoint: string;
  readonly client: DynamoDBDocumentClient;
  scan(): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

/** The registry table on an embedded DynamoDB. */
export async function startRegistry(): Promise<LoopbackRegistry> {
  const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const dynamoDb = dynamoDbAt(endpoint);
  await createTable(dynamoDb);
  const client = documentClient(dynamoDb);
  return {
    endpoint,
    client,
    scan: async () => (await client.send(new ScanCommand({ TableName: TABLE_NAME, ConsistentRead: true }))).Items ?? [],
    stop: async () => {
      dynamoDb.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function dynamoDbAt(endpoint: string, maxAttempts?: number): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: AWS_VARIABLES.AWS_REGION, credentials: { accessKeyId: 'AKIDTEST', secretAccessKey: 'test-secret' }, maxAttempts });
}

export function documentClient(client: DynamoDBClient): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

async function createTable(client: DynamoDBClient): Promise<void> {
  const { partitionKey, sortKey, expiry } = REGISTRY_SCHEMA;
  await client.send(new CreateTableCommand({
    TableName: TABLE_NAME,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: partitionKey, AttributeType: 'S' }, { AttributeName: sortKey, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: partitionKey, KeyType: 'HASH' }, { AttributeName: sortKey, KeyType: 'RANGE' }],
  }));
  // The embedded one may not know TTL; readers must not rely on it anyway.
  const TimeToLiveSpecification = { AttributeName: expiry, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName: TABLE_NAME, TimeToLiveSpecification })).catch(() => undefined);
}
