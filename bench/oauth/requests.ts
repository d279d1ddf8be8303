// What the requests of a refresh cost by themselves: as many as the authorization server makes, of the same kinds, by the same client.
import { randomUUID } from 'node:crypto';
import { BatchGetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { documentClient } from '../../lambda-src/oauth/storage/document-client';
import { awsEnvironment } from '../../lambda-src/platform/aws/aws-request';

const TableName = process.env.REGISTRY_TABLE_NAME!;
const client = documentClient(awsEnvironment(process.env));
const payload = { clientId: randomUUID(), accountId: 'ada', scope: 'mcp', resource: 'https://mcp.example.com/mcp', grantId: randomUUID(), rotations: 1, iiat: 1, exp: 2, jti: randomUUID() };
const key = (sk: string) => ({ pk: 'BENCH', sk });

export async function handler(): Promise<{ statusCode: number }> {
  for (const names of [['client', 'grant', 'token', 'upstream'], ['secret', 'keys']]) {
    await client.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: names.map(key), ConsistentRead: true } } }));
  }
  await client.send(new PutCommand({ TableName, Item: { ...key(randomUUID()), payload } }));
  await client.send(new UpdateCommand({
    TableName,
    Key: key('token'),
    UpdateExpression: 'SET #consumed = :now',
    ExpressionAttributeNames: { '#consumed': 'consumed' },
    ExpressionAttributeValues: { ':now': 1 },
  }));
  return { statusCode: 200 };
}
