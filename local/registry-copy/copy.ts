import { type AttributeValue, type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { LocalError } from '../errors/local-error';

export interface Item {
  readonly [attribute: string]: AttributeValue;
}

const PARTITION_KEY = 'pk';
const SORT_KEY = 'sk';
const EXPIRY = 'expiresAt';
const AT_ONCE = 16;

/** All items of a registry that have not ended, in the order of its partitions. */
export async function* itemsOf(client: DynamoDBClient, table: string, now: number): AsyncGenerator<Item> {
  let from: Record<string, AttributeValue> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }));
    yield* Items.filter(({ [EXPIRY]: expiry }) => expiry?.N === undefined || Number(expiry.N) > now);
    from = LastEvaluatedKey;
  } while (from !== undefined);
}

/** Adds items that are not there. @returns how many were added, and how many were there already, and stayed as they are */
export async function addItems(client: DynamoDBClient, table: string, items: readonly Item[]): Promise<{ readonly added: number; readonly present: number }> {
  let added = 0;
  for (let first = 0; first < items.length; first += AT_ONCE) {
    const written = await Promise.all(items.slice(first, first + AT_ONCE).map((item) => addItem(client, table, item)));
    added += written.filter((isNew) => isNew).length;
  }
  return { added, present: items.length - added };
}

async function addItem(client: DynamoDBClient, table: string, item: Item): Promise<boolean> {
  try {
    const ConditionExpression = `attribute_not_exists(${PARTITION_KEY})`;
    await client.send(new PutItemCommand({ TableName: table, Item: { ...item }, ConditionExpression }));
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') {
      return false;
    }
    throw error;
  }
}

/** A line as DynamoDB's own exports to S3 have them. */
export function lineOf(item: Item): string {
  return `${JSON.stringify({ Item: item }, (_name, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value))}\n`;
}

/** @throws LocalError InvalidRegistryExport, with the number of the line and nothing of it */
export function itemsIn(text: string): readonly Item[] {
  return text.split('\n').flatMap((line, index) => (line === '' ? [] : [itemIn(line, index + 1)]));
}

function itemIn(line: string, number: number): Item {
  const item = parsed(line)?.Item;
  if (item?.[PARTITION_KEY]?.S === undefined || item[SORT_KEY]?.S === undefined) {
    throw new LocalError('InvalidRegistryExport', `line ${number} is no item of a registry: { "Item": { "${PARTITION_KEY}": { "S": "…" }, "${SORT_KEY}": { "S": "…" }, … } }`);
  }
  return item;
}

function parsed(line: string): { readonly Item?: Item } | undefined {
  try {
    return JSON.parse(line, (name, value: unknown) => (name === 'B' && typeof value === 'string' ? Buffer.from(value, 'base64') : value)) as { Item?: Item } | undefined;
  } catch {
    return undefined;
  }
}
