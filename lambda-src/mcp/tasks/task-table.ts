import { createHash, randomUUID } from 'node:crypto';
import type { Task, TaskConversation } from './task';
import type { Caller } from '../../../src/contract/authorizer/caller';
import { TASK_SCHEMA } from '../../../src/contract/mcp/task';
import { type AttributeMap, fromAttributeMap } from '../../platform/aws/attribute-value';
import { awsJson, AwsError, type Bounds } from '../../platform/aws/aws-json';
import type { AwsEnvironment } from '../../platform/aws/aws-request';
import type { Timers } from '../../platform/timers';

const { partitionKey, expiry } = TASK_SCHEMA;

/** The members of a task that are JSON in its item. */
const JSON_MEMBERS = ['conversation', 'error'] as const;

/** What changes of a task; null takes a member away. */
export type TaskChange = { readonly [name in keyof Omit<Task, 'key' | 'taskId' | 'tool' | 'createdAt' | 'expiresAt'>]?: Task[name] | null };

/** Under which condition. */
export interface TaskState {
  readonly status: Task['status'];
  readonly round?: number;
  /** As it was read. */
  readonly conversation?: TaskConversation;
  readonly updatedAt?: number;
  /** Whether nobody has begun its run: neither the runner nor, of an execution, another look. */
  readonly isUnbegun?: true;
}

/** Bytes of a result in its item, which holds 400 KB, what the task says of itself among it. */
export const RESULT_INLINE_MAX_BYTES = 350_000;

const TASK_ID = /^[A-Za-z0-9_-]{1,128}$/;

/** The item of a caller's task: in the key is who called, so that an id of somebody else is one that does not exist. */
export function taskKey({ subject, clientId }: Pick<Caller, 'subject' | 'clientId'>, taskId: string): string | undefined {
  return TASK_ID.test(taskId) ? `TASK#${createHash('sha256').update(JSON.stringify([subject, clientId])).digest('base64url')}#${taskId}` : undefined;
}

/** The table of tasks: every write is conditional, every read consistent. */
export class TaskTable {
  constructor(private readonly aws: AwsEnvironment, private readonly tableName: string, private readonly timers: Timers) {}

  /** @returns whether it is new: one that its confirmation names may be there already */
  async create(task: Task, bounds?: Bounds): Promise<boolean> {
    const nonce = { S: randomUUID() };
    try {
      await awsJson(this.aws, 'dynamodb', 'PutItem', {
        TableName: this.tableName,
        Item: { ...itemOf(task), nonce },
        // A repeated attempt of ours finds our own nonce.
        ConditionExpression: `attribute_not_exists(${partitionKey}) OR nonce = :nonce`,
        ExpressionAttributeValues: { ':nonce': nonce },
      }, bounds);
      return true;
    } catch (error) {
      return unlessConditionFailed(error, false);
    }
  }

  /** @returns undefined for what does not exist, or has expired */
  async read(key: string, bounds?: Bounds): Promise<Task | undefined> {
    const { Item } = await awsJson(this.aws, 'dynamodb', 'GetItem', { TableName: this.tableName, Key: { [partitionKey]: { S: key } }, ConsistentRead: true }, bounds);
    const task = Item === undefined ? undefined : taskOf(Item as AttributeMap);
    return task !== undefined && task.expiresAt > this.timers.now() ? task : undefined;
  }

  /** Begins a run, once: an event may come twice. @returns undefined where it is not to be begun */
  async claim(key: string, round: number, token: string, deadline: number, bounds?: Bounds): Promise<Task | undefined> {
    try {
      const { Attributes } = await awsJson(this.aws, 'dynamodb', 'UpdateItem', {
        TableName: this.tableName,
        Key: { [partitionKey]: { S: key } },
        UpdateExpression: 'SET claimed = :round, claimToken = :token, deadline = :deadline',
        ConditionExpression: '#status = :working AND #round = :round AND deadline > :now AND (attribute_not_exists(claimed) OR claimed < :round OR claimToken = :token)',
        ExpressionAttributeNames: { '#status': 'status', '#round': 'round' },
        ExpressionAttributeValues: {
          ':round': number(round), ':token': { S: token }, ':deadline': number(deadline), ':working': { S: 'working' }, ':now': number(this.timers.now()),
        },
        ReturnValues: 'ALL_NEW',
      }, bounds);
      return taskOf(Attributes as AttributeMap);
    } catch (error) {
      return unlessConditionFailed(error, undefined);
    }
  }

  /** @returns whether the task was as is expected, and is changed */
  async change(key: string, { isUnbegun, ...expected }: TaskState, change: TaskChange, bounds?: Bounds): Promise<boolean> {
    const names: { [placeholder: string]: string } = {};
    const values: { [placeholder: string]: AttributeMap[string] } = {};
    const sets: string[] = [];
    const removes: string[] = [];
    const name = (of: string) => {
      names[`#${of}`] = of;
      return `#${of}`;
    };
    for (const [member, value] of Object.entries(change)) {
      if (value === null || value === undefined) {
        removes.push(name(member));
      } else {
        values[`:${member}`] = attribute(member, value);
        sets.push(`${name(member)} = :${member}`);
      }
    }
    const conditions = Object.entries(expected).filter(([, value]) => value !== undefined).map(([member, value]) => {
      values[`:is_${member}`] = attribute(member, value);
      return `${name(member)} = :is_${member}`;
    });
    if (isUnbegun) {
      conditions.push(`(attribute_not_exists(claimed) OR claimed <> ${name('round')}) AND attribute_not_exists(execution)`);
    }
    try {
      await awsJson(this.aws, 'dynamodb', 'UpdateItem', {
        TableName: this.tableName,
        Key: { [partitionKey]: { S: key } },
        UpdateExpression: [sets.length > 0 ? `SET ${sets.join(', ')}` : '', removes.length > 0 ? `REMOVE ${removes.join(', ')}` : ''].filter((part) => part !== '').join(' '),
        ConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      }, bounds);
      return true;
    } catch (error) {
      return unlessConditionFailed(error, false);
    }
  }
}

function itemOf({ key, expiresAt, ...task }: Task): AttributeMap {
  const members = Object.entries(task).filter(([, value]) => value !== undefined).map(([member, value]) => [member, attribute(member, value)] as const);
  return { ...Object.fromEntries(members), [partitionKey]: { S: key }, [expiry]: number(Math.ceil(expiresAt / 1000)) };
}

function taskOf(item: AttributeMap): Task {
  const { [partitionKey]: key, [expiry]: expiresAt, ...members } = fromAttributeMap(item);
  const parsed = JSON_MEMBERS.flatMap((name) => typeof members[name] === 'string' ? [[name, JSON.parse(members[name])] as const] : []);
  return { ...members, ...Object.fromEntries(parsed), key, expiresAt: Number(expiresAt) * 1000 } as unknown as Task;
}

function attribute(member: string, value: unknown): AttributeMap[string] {
  if (typeof value === 'number') {
    return number(value);
  }
  return { S: (JSON_MEMBERS as readonly string[]).includes(member) ? JSON.stringify(value) : String(value) };
}

function number(value: number): { readonly N: string } {
  return { N: String(value) };
}

function unlessConditionFailed<T>(error: unknown, instead: T): T {
  if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') {
    return instead;
  }
  throw error;
}
