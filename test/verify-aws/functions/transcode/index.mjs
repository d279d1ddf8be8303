import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const dynamodb = new DynamoDBClient();
const itemOf = ({ callItem: { tableName, key } }) => ({ TableName: tableName, Key: { pk: { S: key } } });
const report = (item, done, total) => dynamodb.send(new UpdateItemCommand({
  ...item, UpdateExpression: 'SET progress = :it', ExpressionAttributeValues: { ':it': { S: JSON.stringify({ progress: done, total }) } },
}));

/** Reports in its item, as a function in any language does, and ends when it finds there that its call was cancelled; or tries another's item. */
export const handler = async (event) => {
  const { parts, another = false } = event.arguments;
  const item = itemOf(event);
  if (another) {
    return report({ ...item, Key: { pk: { S: `another-${event.callItem.key}` } } }, 1, 1).then(() => 'written', ({ name }) => name);
  }
  for (let done = 1; done <= parts; done += 1) {
    const { Item = {} } = await dynamodb.send(new GetItemCommand({ ...item, ConsistentRead: true }));
    if ('cancelled' in Item) {
      console.log(`Cancelled before part ${done} of ${parts}`);
      return 'Cancelled.';
    }
    await report(item, done, parts);
    await delay(1000);
  }
  return `Transcoded ${parts} parts.`;
};
