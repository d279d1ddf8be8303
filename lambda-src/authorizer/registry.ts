import { REGISTRY_SCHEMA, type RegistryKey } from '../../src/contract/registry';
import { type AttributeMap, fromAttributeMap } from '../platform/aws/attribute-value';
import { awsJson } from '../platform/aws/aws-json';
import type { AwsEnvironment } from '../platform/aws/aws-request';

export interface RegistryItem {
  readonly [name: string]: unknown;
}

/** Strongly consistent reads: in the order of the keys, undefined for what is not there. */
export interface Registry {
  read(keys: readonly RegistryKey[]): Promise<readonly (RegistryItem | undefined)[]>;
}

const ROUNDS = 3;

export function dynamoDbRegistry(aws: AwsEnvironment, tableName: string): Registry {
  const { partitionKey, sortKey } = REGISTRY_SCHEMA;
  return {
    async read(keys) {
      const found = new Map<string, RegistryItem>();
      let wanted: unknown = keys.map(({ pk, sk }) => ({ [partitionKey]: { S: pk }, [sortKey]: { S: sk } }));
      for (let round = 1; wanted !== undefined; round++) {
        // Part of an answer is none: an unread revocation must not look like an absent one.
        if (round > ROUNDS) {
          throw new Error('DynamoDB left keys unprocessed');
        }
        const request = typeof wanted === 'object' && Array.isArray(wanted) ? { Keys: wanted, ConsistentRead: true } : wanted;
        const { Responses, UnprocessedKeys } = await awsJson(aws, 'dynamodb', 'BatchGetItem', { RequestItems: { [tableName]: request } });
        for (const item of (Responses as { [table: string]: AttributeMap[] })[tableName] ?? []) {
          const plain = fromAttributeMap(item);
          found.set(String(plain[partitionKey]), plain);
        }
        wanted = (UnprocessedKeys as { [table: string]: unknown } | undefined)?.[tableName];
      }
      return keys.map(({ pk }) => found.get(pk));
    },
  };
}
