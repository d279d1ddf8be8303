import { type RequestLimit, REQUEST_LIMITS_SCHEMA } from '../../../src/contract/mcp/request-limits';
import { type AttributeMap, fromAttributeMap } from '../aws/attribute-value';
import { awsJson, AwsError, PROMPTLY } from '../aws/aws-json';
import type { AwsEnvironment } from '../aws/aws-request';

const { partitionKey, fullAt: FULL_AT, expiry } = REQUEST_LIMITS_SCHEMA;

/** Others may write in between: each failed attempt knows more. */
const ATTEMPTS = 4;

/** Items live somewhat longer than they matter. */
const EXPIRY_SECONDS = 60;

/** What was taken from a bucket. */
export interface Taken {
  /** None, if there are fewer than were needed. */
  readonly tokens: number;
  /** When the bucket will be full; undefined if it is. */
  readonly fullAt: number | undefined;
}

/** Tokens that are wanted: fewer do, if they are as many as needed. */
export interface Wish {
  readonly needed: number;
  readonly wanted: number;
}

/**
 * Token buckets that instances share: of each the table knows when it will be full, from which follows what is in it at any time. Taking tokens
 * is one conditional write; a second one, and a read, where the bucket is not as this instance left it.
 */
export class BucketTable {
  constructor(private readonly aws: AwsEnvironment, private readonly tableName: string) {}

  /**
   * @param seen when the bucket will be full, as far as this instance knows
   * @throws AwsError
   */
  async take(key: string, limit: RequestLimit, { needed, wanted }: Wish, now: number, seen: number | undefined): Promise<Taken> {
    const interval = limit.periodMillis / limit.requests;
    let fullAt = seen;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const tokens = Math.min(wanted, tokensIn(fullAt, limit, now));
      if (tokens < needed) {
        // What this instance saw is old: others may only have taken more, but the clock that wrote it may have been wrong.
        if (attempt > 1) {
          return { tokens: 0, fullAt };
        }
      } else {
        const until = await this.write(key, limit, tokens * interval, now, isUsed(fullAt, limit, now));
        if (until !== undefined) {
          return { tokens, fullAt: until };
        }
      }
      fullAt = await this.read(key);
    }
    return { tokens: 0, fullAt };
  }

  /** @returns when the bucket will be full; undefined if it is not as it was thought to be */
  private async write(key: string, { periodMillis }: RequestLimit, millis: number, now: number, used: boolean): Promise<number | undefined> {
    const values = { ':now': now, ':expiry': Math.ceil((now + periodMillis) / 1000) + EXPIRY_SECONDS };
    try {
      const { Attributes } = await this.call('UpdateItem', {
        Key: { [partitionKey]: { S: key } },
        ...used ? {
          UpdateExpression: `SET ${FULL_AT} = ${FULL_AT} + :millis, ${expiry} = :expiry`,
          ConditionExpression: `${FULL_AT} > :now AND ${FULL_AT} <= :room`,
          ExpressionAttributeValues: numbers({ ...values, ':millis': millis, ':room': now + periodMillis - millis }),
        } : {
          UpdateExpression: `SET ${FULL_AT} = :until, ${expiry} = :expiry`,
          ConditionExpression: `attribute_not_exists(${FULL_AT}) OR ${FULL_AT} <= :now OR ${FULL_AT} > :impossible`,
          ExpressionAttributeValues: numbers({ ...values, ':until': now + millis, ':impossible': now + impossibleAfter(periodMillis) }),
        },
        ReturnValues: 'ALL_NEW',
      });
      return numberIn(Attributes);
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') {
        return undefined;
      }
      throw error;
    }
  }

  private async read(key: string): Promise<number | undefined> {
    const { Item } = await this.call('GetItem', { Key: { [partitionKey]: { S: key } }, ConsistentRead: true });
    return numberIn(Item);
  }

  private call(operation: string, input: object): Promise<{ [name: string]: unknown }> {
    return awsJson(this.aws, 'dynamodb', operation, { TableName: this.tableName, ...input }, PROMPTLY);
  }
}

/** How many tokens a bucket has. */
export function tokensIn(fullAt: number | undefined, limit: RequestLimit, now: number): number {
  return isUsed(fullAt, limit, now) ? Math.floor((now + limit.periodMillis - fullAt!) * limit.requests / limit.periodMillis) : limit.requests;
}

function isUsed(fullAt: number | undefined, { periodMillis }: RequestLimit, now: number): boolean {
  return fullAt !== undefined && fullAt > now && fullAt <= now + impossibleAfter(periodMillis);
}

/** No right clock wrote a time so late: an instance whose clock was ahead must not shut anybody out for long. */
function impossibleAfter(periodMillis: number): number {
  return 2 * periodMillis;
}

function numberIn(attributes: unknown): number | undefined {
  const { [FULL_AT]: fullAt } = attributes === undefined ? {} : fromAttributeMap(attributes as AttributeMap);
  return typeof fullAt === 'number' ? fullAt : undefined;
}

function numbers(values: { readonly [name: string]: number }): { [name: string]: { N: string } } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { N: String(value) }]));
}
