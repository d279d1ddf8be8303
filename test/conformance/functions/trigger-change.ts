import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient();

/** Says that a list changed, which it did not. */
export async function handler({ name }: { readonly name: string }): Promise<string> {
  const list = name === 'test_trigger_tool_change' ? 'tools' : 'prompts';
  await dynamodb.send(new PutItemCommand({
    TableName: process.env.CHANGES_TABLE,
    Item: {
      pk: { S: 'CHANGE' },
      sk: { S: `${Date.now()}#${randomUUID()}` },
      list: { S: list },
      expiresAt: { N: String(Math.ceil(Date.now() / 1000) + 3600) },
    },
  }));
  return `The ${list} changed.`;
}
