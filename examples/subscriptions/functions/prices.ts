import { randomUUID } from 'node:crypto';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient();
const { PRICES_TABLE, CHANGES_TABLE } = process.env;

/** Sets a price, and says that its resource changed. */
export async function setPrice({ arguments: { article, price } }: { arguments: { article: string; price: number } }): Promise<string> {
  await dynamodb.send(new PutItemCommand({ TableName: PRICES_TABLE, Item: { article: { S: article }, price: { N: String(price) } } }));
  await resourceChanged(`price://articles/${encodeURIComponent(article)}`);
  return `${article} costs ${price} now.`;
}

/** Reads the resource. */
export async function readPrice({ arguments: { article } }: { arguments: { article: string } }): Promise<object | null> {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: PRICES_TABLE, Key: { article: { S: article } } }));
  return Item === undefined ? null : { article, price: Number(Item.price.N) };
}

async function resourceChanged(uri: string): Promise<void> {
  await dynamodb.send(new PutItemCommand({
    TableName: CHANGES_TABLE,
    Item: {
      pk: { S: 'CHANGE' },
      sk: { S: `${Date.now()}#${randomUUID()}` },
      uri: { S: uri },
      expiresAt: { N: String(Math.ceil(Date.now() / 1000) + 3600) },
    },
  }));
}
