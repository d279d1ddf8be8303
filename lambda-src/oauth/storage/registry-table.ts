import { randomUUID } from 'node:crypto';
import { BatchGetCommand, DeleteCommand, type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { ReadAhead } from './read-ahead';
import { REGISTRY_SCHEMA, type RegistryKey } from '../../../src/contract/registry';
import { Unavailable } from '../errors/unavailable';

/** DynamoDB's name for it. */
const CONDITION_FAILED = 'ConditionalCheckFailedException';

export interface RegistryRecord {
  readonly [name: string]: unknown;
}

/**
 * The registry as the authorization server uses it: strongly consistent reads that ignore expired items, and conditional
 * writes. Every conditional write carries a nonce that identifies it when the SDK retries it after a timeout.
 */
export class RegistryTable {
  /** @param clock epoch seconds */
  constructor(private readonly client: DynamoDBDocumentClient, private readonly tableName: string, private readonly clock: () => number) {}

  async get(key: RegistryKey): Promise<RegistryRecord | undefined> {
    const Item = await (ReadAhead.current?.take(key) ?? this.read(key));
    const expiry: unknown = Item?.[REGISTRY_SCHEMA.expiry];
    return typeof expiry === 'number' && expiry <= this.clock() ? undefined : Item;
  }

  /** Reads together what the current request will ask for. Where there is no request, it is read when it is asked for. */
  readAhead(keys: readonly RegistryKey[]): void {
    ReadAhead.current?.begin(keys, (all) => this.readAll(all));
  }

  async put(key: RegistryKey, record: RegistryRecord): Promise<void> {
    ReadAhead.current?.forget(key);
    await this.reach(() => this.client.send(new PutCommand({ TableName: this.tableName, Item: { ...record, ...itemKey(key) } })));
  }

  /** @returns whether there was no such item, or only an expired one */
  insert(key: RegistryKey, record: RegistryRecord): Promise<boolean> {
    const nonce = randomUUID();
    return this.conditionally(key, () => this.client.send(new PutCommand({
      TableName: this.tableName,
      Item: { ...record, ...itemKey(key), writtenBy: nonce },
      ConditionExpression: 'attribute_not_exists(#pk) OR #expiry <= :now OR #writtenBy = :nonce',
      ExpressionAttributeNames: { '#pk': REGISTRY_SCHEMA.partitionKey, '#expiry': REGISTRY_SCHEMA.expiry, '#writtenBy': 'writtenBy' },
      ExpressionAttributeValues: { ':now': this.clock(), ':nonce': nonce },
    })));
  }

  /** @returns whether the item's attribute had this value until now */
  replace(key: RegistryKey, record: RegistryRecord, attribute: string, value: string): Promise<boolean> {
    const nonce = randomUUID();
    return this.conditionally(key, () => this.client.send(new PutCommand({
      TableName: this.tableName,
      Item: { ...record, ...itemKey(key), writtenBy: nonce },
      ConditionExpression: '#attribute = :value OR #writtenBy = :nonce',
      ExpressionAttributeNames: { '#attribute': attribute, '#writtenBy': 'writtenBy' },
      ExpressionAttributeValues: { ':value': value, ':nonce': nonce },
    })));
  }

  /** Extends an item's expiry, never shortens it. @returns whether there was an item that expired no later */
  extend(key: RegistryKey, expiresAt: number): Promise<boolean> {
    const { expiry } = REGISTRY_SCHEMA;
    return this.conditionally(key, () => this.client.send(new UpdateCommand({
      TableName: this.tableName,
      Key: itemKey(key),
      UpdateExpression: 'SET #expiry = :expiry',
      ConditionExpression: '#expiry <= :expiry',
      ExpressionAttributeNames: { '#expiry': expiry },
      ExpressionAttributeValues: { ':expiry': expiresAt },
    })));
  }

  /** @returns whether there was such an item */
  update(key: RegistryKey, changes: RegistryRecord): Promise<boolean> {
    return this.conditionally(key, () => this.client.send(new UpdateCommand(assignment(this.tableName, key, changes, 'attribute_exists(#pk)'))));
  }

  /**
   * Sets the attribute if it is not set, and others with it.
   *
   * @param nonce by which the caller may undo it
   * @returns whether this call has set it
   */
  mark(key: RegistryKey, attribute: string, value: number, others: RegistryRecord = {}, nonce: string = randomUUID()): Promise<boolean> {
    const by = `${attribute}By`;
    const input = assignment(
      this.tableName, key, { ...others, [attribute]: value, [by]: nonce }, 'attribute_exists(#pk) AND (attribute_not_exists(#mark) OR #by = :nonce)',
    );
    return this.conditionally(key, () => this.client.send(new UpdateCommand({
      ...input,
      ExpressionAttributeNames: { ...input.ExpressionAttributeNames, '#mark': attribute, '#by': by },
      ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ':nonce': nonce },
    })));
  }

  /** Removes a mark that was made with this nonce. */
  async unmark(key: RegistryKey, attribute: string, nonce: string): Promise<void> {
    const by = `${attribute}By`;
    await this.conditionally(key, () => this.client.send(new UpdateCommand({
      TableName: this.tableName,
      Key: itemKey(key),
      UpdateExpression: 'REMOVE #mark, #by',
      ConditionExpression: '#by = :nonce',
      ExpressionAttributeNames: { '#mark': attribute, '#by': by },
      ExpressionAttributeValues: { ':nonce': nonce },
    })));
  }

  /** Adds one to an attribute. A write that the SDK retries may count twice. @returns the sum; undefined if there is no such item */
  async count(key: RegistryKey, attribute: string): Promise<number | undefined> {
    let sum: unknown;
    const exists = await this.conditionally(key, async () => {
      const { Attributes } = await this.client.send(new UpdateCommand({
        TableName: this.tableName,
        Key: itemKey(key),
        UpdateExpression: 'ADD #count :one',
        ConditionExpression: 'attribute_exists(#pk)',
        ExpressionAttributeNames: { '#pk': REGISTRY_SCHEMA.partitionKey, '#count': attribute },
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      }));
      sum = Attributes?.[attribute];
    });
    return exists ? sum as number : undefined;
  }

  /** @returns whether the item had the given version, or was absent where none is given */
  putVersion(key: RegistryKey, record: RegistryRecord, version: number | undefined): Promise<boolean> {
    const nonce = randomUUID();
    return this.conditionally(key, () => this.client.send(new PutCommand({
      TableName: this.tableName,
      Item: { ...record, ...itemKey(key), version: (version ?? 0) + 1, writtenBy: nonce },
      ConditionExpression: version === undefined ? 'attribute_not_exists(#version) OR #writtenBy = :nonce' : '#version = :version OR #writtenBy = :nonce',
      ExpressionAttributeNames: { '#version': 'version', '#writtenBy': 'writtenBy' },
      ExpressionAttributeValues: { ...version !== undefined && { ':version': version }, ':nonce': nonce },
    })));
  }

  async delete(key: RegistryKey): Promise<void> {
    ReadAhead.current?.forget(key);
    await this.reach(() => this.client.send(new DeleteCommand({ TableName: this.tableName, Key: itemKey(key) })));
  }

  /** The items of a partition whose sort keys begin so, without expired ones. */
  async query(partition: string, sortKeyPrefix: string): Promise<readonly RegistryRecord[]> {
    const found: RegistryRecord[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.reach(() => this.client.send(new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
        ExpressionAttributeNames: { '#pk': REGISTRY_SCHEMA.partitionKey, '#sk': REGISTRY_SCHEMA.sortKey },
        ExpressionAttributeValues: { ':pk': partition, ':prefix': sortKeyPrefix },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      })));
      found.push(...page.Items ?? []);
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return this.unexpired(found);
  }

  /**
   * One page of the items of a partition, without expired ones.
   *
   * @param from the sort key after which it begins; undefined for the first
   * @returns with the sort key after which the next one begins; undefined for the last
   */
  async page(partition: string, limit: number, from?: string): Promise<{ readonly records: readonly RegistryRecord[]; readonly next?: string }> {
    const { partitionKey, sortKey } = REGISTRY_SCHEMA;
    const { Items = [], LastEvaluatedKey } = await this.reach(() => this.client.send(new QueryCommand({
      TableName: this.tableName,
      KeyConditionExpression: '#pk = :pk',
      ExpressionAttributeNames: { '#pk': partitionKey },
      ExpressionAttributeValues: { ':pk': partition },
      ConsistentRead: true,
      Limit: limit,
      ...from !== undefined && { ExclusiveStartKey: itemKey({ pk: partition, sk: from }) },
    })));
    return { records: this.unexpired(Items), next: LastEvaluatedKey?.[sortKey] as string | undefined };
  }

  private unexpired(records: readonly RegistryRecord[]): readonly RegistryRecord[] {
    return records.filter(({ [REGISTRY_SCHEMA.expiry]: expiry }) => typeof expiry !== 'number' || expiry > this.clock());
  }

  private async read(key: RegistryKey): Promise<RegistryRecord | undefined> {
    const { Item } = await this.reach(() => this.client.send(new GetCommand({ TableName: this.tableName, Key: itemKey(key), ConsistentRead: true })));
    return Item;
  }

  private async readAll(keys: readonly RegistryKey[]): Promise<readonly (RegistryRecord | undefined)[]> {
    const { items, isComplete } = await this.reach(() => this.batch(keys));
    const { partitionKey, sortKey } = REGISTRY_SCHEMA;
    return Promise.all(keys.map(async (key) => (
      items.find((item) => item[partitionKey] === key.pk && item[sortKey] === key.sk) ?? (isComplete ? undefined : await this.read(key))
    )));
  }

  private async batch(keys: readonly RegistryKey[]): Promise<{ readonly items: readonly RegistryRecord[]; readonly isComplete: boolean }> {
    try {
      const requested = { [this.tableName]: { Keys: keys.map(itemKey), ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await this.client.send(new BatchGetCommand({ RequestItems: requested }));
      return { items: Responses?.[this.tableName] ?? [], isComplete: Object.keys(UnprocessedKeys ?? {}).length === 0 };
    } catch (error) {
      // A deployment that adds the permission is complete before every part of AWS knows it.
      if ((error as Error).name === 'AccessDeniedException') {
        return { items: [], isComplete: false };
      }
      throw error;
    }
  }

  private async conditionally(key: RegistryKey, write: () => Promise<unknown>): Promise<boolean> {
    ReadAhead.current?.forget(key);
    try {
      await write();
      return true;
    } catch (error) {
      if ((error as Error).name === CONDITION_FAILED) {
        return false;
      }
      throw new Unavailable('registry', error);
    }
  }

  private async reach<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw new Unavailable('registry', error);
    }
  }
}

function itemKey({ pk, sk }: RegistryKey): { [name: string]: string } {
  return { [REGISTRY_SCHEMA.partitionKey]: pk, [REGISTRY_SCHEMA.sortKey]: sk };
}

function assignment(tableName: string, key: RegistryKey, changes: RegistryRecord, condition: string): UpdateCommandInput {
  const names = Object.keys(changes);
  const set = names.filter((name) => changes[name] !== undefined);
  const remove = names.filter((name) => changes[name] === undefined);
  const alias = (name: string) => `a${names.indexOf(name)}`;
  return {
    TableName: tableName,
    Key: itemKey(key),
    UpdateExpression: [
      set.length > 0 ? `SET ${set.map((name) => `#${alias(name)} = :${alias(name)}`).join(', ')}` : '',
      remove.length > 0 ? `REMOVE ${remove.map((name) => `#${alias(name)}`).join(', ')}` : '',
    ].join(' ').trim(),
    ConditionExpression: condition,
    ExpressionAttributeNames: { '#pk': REGISTRY_SCHEMA.partitionKey, ...Object.fromEntries(names.map((name) => [`#${alias(name)}`, name])) },
    ExpressionAttributeValues: Object.fromEntries(set.map((name) => [`:${alias(name)}`, changes[name]])),
  };
}
