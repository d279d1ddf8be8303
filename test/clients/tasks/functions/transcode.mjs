import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient();
const held = (name) => fetch(`${process.env.API_URL}/hold/${name}`);

/** Reports, waits until the test goes on, and looks whether anybody still wants what it does. */
export const handler = async ({ arguments: { name }, callItem: { tableName: TableName, key } }) => {
  const Key = { pk: { S: key } };
  await dynamodb.send(new UpdateItemCommand({
    TableName, Key, UpdateExpression: 'SET progress = :it', ExpressionAttributeValues: { ':it': { S: JSON.stringify({ progress: 1, total: 2, message: 'part 1' }) } },
  }));
  await held(name);
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  if (Item.cancelled?.BOOL === true) {
    await held(`${name}-cancelled`);
  }
  return 'transcoded';
};
