import { randomUUID } from 'node:crypto';
import { CONVERSATION_SCHEMA } from '../../../src/contract/mcp/conversation';
import { type AttributeMap, fromAttributeMap } from '../../platform/aws/attribute-value';
import { awsJson, AwsError } from '../../platform/aws/aws-json';
import type { AwsEnvironment } from '../../platform/aws/aws-request';
import type { Timers } from '../../platform/timers';

const { partitionKey, expiry } = CONVERSATION_SCHEMA;

/** Bytes of an answer: an item holds 400 KB. */
const ANSWER_MAX_BYTES = 380_000;

/** A cancellation may overtake its call, which another instance is about to begin: it is kept for so long. */
const EARLY_CANCEL_MILLIS = 30_000;

/** A call that has begun, as its instance knows it. */
export interface RunningCall {
  /** Tells it from an earlier call of the same id. */
  readonly nonce: string;
  /** Whether it was cancelled before it began. */
  readonly wasCancelled: boolean;
}

/**
 * Where instances leave each other messages: answers to questions, cancellations, and which states were used. Every key has the caller in it,
 * so that nobody answers or cancels for somebody else.
 */
export class Mailbox {
  constructor(private readonly aws: AwsEnvironment, private readonly tableName: string, private readonly timers: Timers) {}

  /** Expects an answer, under an id that nobody can guess. */
  async expect(principal: string, id: string, until: number): Promise<void> {
    await this.put({ [partitionKey]: { S: answerKey(principal, id) }, waits: { BOOL: true }, [expiry]: seconds(until) });
  }

  /** Leaves an answer where one is expected: once, and in time. Other answers are nobody's. */
  async answer(principal: string, id: string, answer: object): Promise<void> {
    const json = JSON.stringify(answer);
    const kept = Buffer.byteLength(json) <= ANSWER_MAX_BYTES ? json : JSON.stringify({ error: { code: 0, message: 'the answer is too large' } });
    try {
      await awsJson(this.aws, 'dynamodb', 'UpdateItem', {
        TableName: this.tableName,
        Key: { [partitionKey]: { S: answerKey(principal, id) } },
        UpdateExpression: 'SET answer = :value, waits = :no',
        // A repeated attempt of ours finds that it was the first.
        ConditionExpression: `waits = :yes AND ${expiry} > :now`,
        ExpressionAttributeValues: {
          ':value': { S: kept }, ':no': { BOOL: false }, ':yes': { BOOL: true }, ':now': { N: String(Math.floor(this.timers.now() / 1000)) },
        },
      });
    } catch (error) {
      unlessConditionFailed(error);
    }
  }

  /** The answer, if there is one by now. */
  async read(principal: string, id: string): Promise<object | undefined> {
    const { answer } = await this.get(answerKey(principal, id));
    return typeof answer === 'string' ? JSON.parse(answer) : undefined;
  }

  /** Says that a call runs and can be cancelled. */
  async running(principal: string, call: string, until: number): Promise<RunningCall> {
    const nonce = randomUUID();
    const { Attributes } = await awsJson(this.aws, 'dynamodb', 'PutItem', {
      TableName: this.tableName,
      Item: { [partitionKey]: { S: callKey(principal, call) }, nonce: { S: nonce }, [expiry]: seconds(until) },
      ReturnValues: 'ALL_OLD',
    });
    const before = Attributes === undefined ? {} : fromAttributeMap(Attributes as AttributeMap);
    return { nonce, wasCancelled: before.cancelled === true && before.nonce === undefined && Number(before[expiry]) * 1000 > this.timers.now() };
  }

  /** Cancels a call that runs, or is about to. Of one that is over, or never comes, nobody asks. */
  async cancel(principal: string, call: string): Promise<void> {
    await awsJson(this.aws, 'dynamodb', 'UpdateItem', {
      TableName: this.tableName,
      Key: { [partitionKey]: { S: callKey(principal, call) } },
      UpdateExpression: `SET cancelled = :yes, ${expiry} = if_not_exists(${expiry}, :soon)`,
      ExpressionAttributeValues: { ':yes': { BOOL: true }, ':soon': seconds(this.timers.now() + EARLY_CANCEL_MILLIS) },
    });
  }

  async isCancelled(principal: string, call: string, nonce: string): Promise<boolean> {
    const item = await this.get(callKey(principal, call));
    return item.nonce === nonce && item.cancelled === true;
  }

  /** Uses something that is good once. @returns whether this was the first time */
  async useOnce(principal: string, id: string, nonce: string, until: number): Promise<boolean> {
    try {
      await awsJson(this.aws, 'dynamodb', 'PutItem', {
        TableName: this.tableName,
        Item: { [partitionKey]: { S: usedKey(principal, id) }, nonce: { S: nonce }, [expiry]: seconds(until) },
        // A repeated attempt of ours finds our own nonce.
        ConditionExpression: `attribute_not_exists(${partitionKey}) OR nonce = :nonce OR attribute_exists(unused)`,
        ExpressionAttributeValues: { ':nonce': { S: nonce } },
      });
      return true;
    } catch (error) {
      return unlessConditionFailed(error);
    }
  }

  /** Says that nothing came of what was used with this nonce, so that it can be used again. */
  async giveBack(principal: string, id: string, nonce: string): Promise<void> {
    try {
      await awsJson(this.aws, 'dynamodb', 'UpdateItem', {
        TableName: this.tableName,
        Key: { [partitionKey]: { S: usedKey(principal, id) } },
        UpdateExpression: 'SET unused = :yes',
        ConditionExpression: 'nonce = :nonce',
        ExpressionAttributeValues: { ':yes': { BOOL: true }, ':nonce': { S: nonce } },
      });
    } catch (error) {
      unlessConditionFailed(error);
    }
  }

  private async put(item: AttributeMap): Promise<void> {
    await awsJson(this.aws, 'dynamodb', 'PutItem', { TableName: this.tableName, Item: item });
  }

  private async get(key: string): Promise<{ readonly [name: string]: unknown }> {
    const { Item } = await awsJson(this.aws, 'dynamodb', 'GetItem', { TableName: this.tableName, Key: { [partitionKey]: { S: key } }, ConsistentRead: true });
    return Item === undefined ? {} : fromAttributeMap(Item as AttributeMap);
  }
}

function usedKey(principal: string, id: string): string {
  return `USED#${principal}#${id}`;
}

function answerKey(principal: string, id: string): string {
  return `ANSWER#${principal}#${id}`;
}

function callKey(principal: string, call: string): string {
  return `CALL#${principal}#${call}`;
}

function seconds(millis: number): { readonly N: string } {
  return { N: String(Math.ceil(millis / 1000)) };
}

function unlessConditionFailed(error: unknown): false {
  if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') {
    return false;
  }
  throw error;
}
