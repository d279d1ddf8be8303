import { randomUUID } from 'node:crypto';
import { CHANGE_LIFETIME_SECONDS, CHANGE_PARTITION, type ChangedList, SUBSCRIBED_URI_MAX_LENGTH, SUBSCRIPTION_SCHEMA } from '../../../src/contract/mcp/subscriptions';
import { type AttributeMap, fromAttributeMap } from '../../platform/aws/attribute-value';
import { awsJson, AwsError, type Bounds, PROMPTLY } from '../../platform/aws/aws-json';
import type { AwsEnvironment } from '../../platform/aws/aws-request';

const { partitionKey, sortKey, expiry } = SUBSCRIPTION_SCHEMA;

export type Item = { readonly [name: string]: unknown };

/** What changed: a resource, or a list. */
export type Change = { readonly uri: string } | { readonly list: ChangedList };

/** The sort key of what changed at a time; such keys are in the order of their times. */
export function changeKey(millis: number): string {
  return String(Math.max(0, Math.floor(millis))).padStart(13, '0');
}

/** The table of a server with subscriptions. Every read is consistent: what was written before it began is in it. */
export class SubscriptionTable {
  constructor(private readonly aws: AwsEnvironment, private readonly tableName: string) {}

  async get(partition: string, sort: string): Promise<Item | undefined> {
    const { Item } = await this.call('GetItem', { Key: key(partition, sort), ConsistentRead: true }, PROMPTLY);
    return Item === undefined ? undefined : fromAttributeMap(Item as AttributeMap);
  }

  /** All items of a small partition. */
  async all(partition: string): Promise<readonly Item[]> {
    const { Items } = await this.call('Query', {
      KeyConditionExpression: `${partitionKey} = :partition`, ExpressionAttributeValues: { ':partition': { S: partition } }, ConsistentRead: true,
    });
    return (Items as AttributeMap[]).map(fromAttributeMap);
  }

  /**
   * The changes between two times, without what somebody may have written into their items besides.
   *
   * @param limit how many are read at most
   */
  async changes(from: number, to: number, limit: number, bounds?: Bounds): Promise<{ readonly items: readonly Item[]; readonly hasMore: boolean }> {
    const { Items, LastEvaluatedKey } = await this.call('Query', {
      KeyConditionExpression: `${partitionKey} = :partition AND ${sortKey} BETWEEN :from AND :to`,
      ExpressionAttributeNames: { '#uri': 'uri', '#list': 'list' },
      ExpressionAttributeValues: { ':partition': { S: CHANGE_PARTITION }, ':from': { S: changeKey(from) }, ':to': { S: `${changeKey(to)}~` } },
      ProjectionExpression: `${sortKey}, #uri, #list`,
      ConsistentRead: true,
      Limit: limit,
    }, bounds);
    return { items: (Items as AttributeMap[]).map(fromAttributeMap), hasMore: LastEvaluatedKey !== undefined };
  }

  async publish(change: Change, now: number): Promise<void> {
    if ('uri' in change && change.uri.length > SUBSCRIBED_URI_MAX_LENGTH) {
      throw new Error(`the URI has ${change.uri.length} characters; nobody can subscribe to more than ${SUBSCRIBED_URI_MAX_LENGTH}`);
    }
    const what: AttributeMap = 'uri' in change ? { uri: { S: change.uri } } : { list: { S: change.list } };
    await this.call('PutItem', {
      Item: {
        ...key(CHANGE_PARTITION, `${changeKey(now)}#${randomUUID()}`), ...what, [expiry]: { N: String(Math.ceil(now / 1000) + CHANGE_LIFETIME_SECONDS) },
      },
    });
  }

  /**
   * Writes an item in the place of the one that was read, and of no other.
   *
   * @param replaced the attribute by which that one is known, and its value; undefined if there was none
   * @returns whether it did
   */
  async replace(partition: string, sort: string, attributes: AttributeMap, replaced: { readonly [attribute: string]: string } | undefined): Promise<boolean> {
    const [[name, value]] = Object.entries(replaced ?? { [partitionKey]: '' });
    return this.unlessConditionFailed('PutItem', {
      Item: { ...key(partition, sort), ...attributes },
      ...replaced === undefined
        ? { ConditionExpression: 'attribute_not_exists(#known)', ExpressionAttributeNames: { '#known': name } }
        : { ConditionExpression: '#known = :value', ExpressionAttributeNames: { '#known': name }, ExpressionAttributeValues: { ':value': { S: value } } },
    });
  }

  async remove(partition: string, sort: string, nonce: string): Promise<void> {
    await this.unlessConditionFailed('DeleteItem', {
      Key: key(partition, sort), ConditionExpression: 'nonce = :nonce', ExpressionAttributeValues: { ':nonce': { S: nonce } },
    }, PROMPTLY);
  }

  private async unlessConditionFailed(operation: string, input: object, bounds?: Bounds): Promise<boolean> {
    try {
      await this.call(operation, input, bounds);
      return true;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') {
        return false;
      }
      throw error;
    }
  }

  private call(operation: string, input: object, bounds?: Bounds): Promise<{ [name: string]: unknown }> {
    return awsJson(this.aws, 'dynamodb', operation, { TableName: this.tableName, ...input }, bounds);
  }
}

function key(partition: string, sort: string): AttributeMap {
  return { [partitionKey]: { S: partition }, [sortKey]: { S: sort } };
}
