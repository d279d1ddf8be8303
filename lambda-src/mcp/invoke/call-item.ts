import { randomBytes } from 'node:crypto';
import { CONVERSATION_SCHEMA } from '../../../src/contract/mcp/conversation';
import { CALL_ITEM, type CallItemReference } from '../../../src/contract/mcp/report';
import { type AttributeMap, fromAttributeMap } from '../../platform/aws/attribute-value';
import { awsJson } from '../../platform/aws/aws-json';
import type { AwsEnvironment } from '../../platform/aws/aws-request';

const { partitionKey, expiry } = CONVERSATION_SCHEMA;
/** The function may go on after the call. */
const GRACE_MILLIS = 15 * 60_000;

/** What a function reported so far: texts of JSON, if it did as it should. */
export interface ReportedSoFar {
  readonly progress: unknown;
  readonly logs: readonly unknown[];
}

/** The item of one call. Its key is of the function, and cannot be guessed: nobody reports for the call of somebody else. */
export class CallItem {
  readonly reference: CallItemReference;

  constructor(
    private readonly aws: AwsEnvironment,
    { tableName, keyPrefix }: { readonly tableName: string; readonly keyPrefix: string },
    private readonly deadline: number,
    id = randomBytes(18).toString('base64url'),
  ) {
    this.reference = { tableName, region: aws.region, key: `${keyPrefix}${id}` };
  }

  /** Has the table delete the item some time after the call, whoever writes into it first. */
  async open(): Promise<void> {
    await this.set('', {});
  }

  async read(): Promise<ReportedSoFar> {
    const { tableName: TableName, key } = this.reference;
    const { Item } = await awsJson(this.aws, 'dynamodb', 'GetItem', { TableName, Key: { [partitionKey]: { S: key } }, ConsistentRead: true });
    const { [CALL_ITEM.progress]: progress, [CALL_ITEM.logs]: logs } = Item === undefined ? {} : fromAttributeMap(Item as AttributeMap);
    return { progress, logs: Array.isArray(logs) ? logs : [] };
  }

  /** Says that the client has cancelled the call. */
  async cancel(): Promise<void> {
    await this.set(`, ${CALL_ITEM.cancelled} = :yes`, { ':yes': { BOOL: true } });
  }

  private async set(change: string, values: AttributeMap): Promise<void> {
    const { tableName: TableName, key } = this.reference;
    await awsJson(this.aws, 'dynamodb', 'UpdateItem', {
      TableName,
      Key: { [partitionKey]: { S: key } },
      UpdateExpression: `SET ${expiry} = :expiry${change}`,
      ExpressionAttributeValues: { ...values, ':expiry': { N: String(Math.ceil((this.deadline + GRACE_MILLIS) / 1000)) } },
    });
  }
}
