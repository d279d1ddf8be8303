import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { type Asked, RequestLimits } from '../../../../lambda-src/platform/limits/request-limits';
import type { RequestLimitsReference } from '../../../../src/contract/mcp/request-limits';
import { seeded } from '../../../support/seeded';
import { AWS_VARIABLES, dynalite, dynamoDbAt } from '../support/loopback-registry';

const TABLE = 'limits';
const START = 1_800_000_000_000;
const PER_MINUTE = (requests: number) => ({ requests, periodMillis: 60_000 });

const operations: string[] = [];
const tables = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
const server = createServer((request, response) => {
  operations.push(String(request.headers['x-amz-target']).split('.').at(-1)!);
  tables.emit('request', request, response);
});
let client: DynamoDBClient;
let env: { readonly [name: string]: string };
let persons = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  env = { ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: endpoint };
  client = dynamoDbAt(endpoint);
  await client.send(new CreateTableCommand({
    TableName: TABLE, BillingMode: 'PAY_PER_REQUEST', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  }));
});

afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const lines: string[] = [];
/** Somebody whom no other test knows. */
let ada: { readonly subject: string; readonly clientId: string; readonly scopes: readonly string[] };
beforeEach(() => {
  ada = { subject: `ada-${++persons}`, clientId: `app-${persons}`, scopes: [] };
  operations.length = 0;
  lines.length = 0;
});

const requests = (count: number, tools: readonly string[] = []): Asked => ({ requests: count, tools });

const instance = (limits: RequestLimitsReference['limits'], variables = env) => (
  new RequestLimits({ tableName: TABLE, limits }, awsEnvironment(variables), (_level, message) => lines.push(message))
);

/** How many of so many requests are answered, one after the other. */
async function answered(limits: RequestLimits, wanted: number, now: number, caller = ada): Promise<number> {
  let count = 0;
  for (let index = 0; index < wanted; index++) {
    count += Number(await limits.admit(caller, requests(1), now, 'request') === undefined);
  }
  return count;
}

test('T133 as many requests as the limit are answered at once, whatever instances get them', async () => {
  const instances = Array.from({ length: 3 }, () => instance({ person: PER_MINUTE(12) }));
  const outcomes: unknown[] = [];
  for (let index = 0; index < 15; index++) {
    outcomes.push(await instances[index % 3].admit(ada, requests(1), START, 'request'));
  }

  expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(12);
  expect(outcomes.slice(12)).toEqual(Array.from({ length: 3 }, () => ({ party: 'person', retryAfterSeconds: 5 })));
});

test('after the seconds that a refusal names, one more is answered, and not two', async () => {
  const limits = instance({ person: PER_MINUTE(12) });
  await answered(limits, 12, START);
  const refusal = await limits.admit(ada, requests(1), START + 1000, 'request');

  expect(refusal).toEqual({ party: 'person', retryAfterSeconds: 4 });
  expect(await answered(limits, 1, START + 4999)).toBe(0);
  expect(await answered(limits, 2, START + 5000)).toBe(1);
});

test('who pauses for the period has all requests again, and never more', async () => {
  const limits = instance({ person: PER_MINUTE(12) });

  expect([await answered(limits, 20, START), await answered(limits, 20, START + 3_600_000)]).toEqual([12, 12]);
});

test('people and clients have limits of their own; who is refused is told which', async () => {
  const limits = instance({ person: PER_MINUTE(2), client: PER_MINUTE(3) });
  const bob = { ...ada, subject: `bob-${persons}` };

  expect(await answered(limits, 3, START)).toBe(2);
  expect(await limits.admit(bob, requests(1), START, 'request')).toBeUndefined();
  expect(await limits.admit(bob, requests(1), START, 'request')).toEqual({ party: 'client', retryAfterSeconds: 20 });
});

test('T133 calls of a tool are limited by person and tool, over all instances, and other requests are not', async () => {
  const of = () => new RequestLimits({ tableName: TABLE, limits: {}, tools: { export: PER_MINUTE(2) } }, awsEnvironment(env), () => undefined);
  const [one, other] = [of(), of()];
  const bob = { ...ada, subject: `bob-${persons}` };
  const call = requests(1, ['export']);

  expect([await one.admit(ada, call, START, 'r'), await other.admit(ada, call, START, 'r')]).toEqual([undefined, undefined]);
  expect(await one.admit({ ...ada, clientId: 'another' }, call, START, 'r')).toEqual({ party: 'person', tool: 'export', retryAfterSeconds: 30 });
  operations.length = 0;
  expect([await one.admit(ada, requests(1, ['list']), START, 'r'), await one.admit(ada, requests(1), START, 'r')]).toEqual([undefined, undefined]);
  expect(operations).toEqual([]);
  expect(await other.admit(bob, requests(3, ['export', 'export', 'list']), START, 'r')).toBeUndefined();
  expect(await other.admit(bob, call, START, 'r')).toMatchObject({ tool: 'export' });
});

describe('a batch', () => {
  test('T133 is as many requests as it has', async () => {
    const limits = instance({ person: PER_MINUTE(10) });

    expect(await limits.admit(ada, requests(8), START, 'request')).toBeUndefined();
    expect(await limits.admit(ada, requests(3), START, 'request')).toEqual({ party: 'person', retryAfterSeconds: 6 });
    expect(await answered(limits, 5, START)).toBe(2);
  });

  test('of more than the limit is never answered, and shuts out no single request', async () => {
    const limits = instance({ person: PER_MINUTE(10) });

    expect(await limits.admit(ada, requests(11), START, 'request')).toMatchObject({ party: 'person' });
    expect(await answered(limits, 5, START)).toBe(5);
  });
});

describe('what it costs', () => {
  test('the first request of somebody writes once, and reads nothing', async () => {
    await instance({ person: PER_MINUTE(600) }).admit(ada, requests(1), START, 'request');

    expect(operations).toEqual(['UpdateItem']);
  });

  test('a first request at another instance writes twice and reads once: the bucket is not as that instance thinks', async () => {
    await instance({ person: PER_MINUTE(600) }).admit(ada, requests(1), START, 'request');
    await instance({ person: PER_MINUTE(600) }).admit(ada, requests(1), START, 'request');

    expect(operations).toEqual(['UpdateItem', 'UpdateItem', 'GetItem', 'UpdateItem']);
  });

  test('where somebody sends ten a second, one request of twenty or more writes', async () => {
    const limits = instance({ person: PER_MINUTE(1200) });
    for (let index = 0; index < 300; index++) {
      expect(await limits.admit(ada, requests(1), START + index * 100, 'request')).toBeUndefined();
    }

    expect(operations.filter((operation) => operation === 'UpdateItem').length).toBeLessThanOrEqual(15);
    expect(operations).not.toContain('GetItem');
  });

  test('a refused caller who goes on at once is refused without a look at the table', async () => {
    const limits = instance({ person: PER_MINUTE(2) });
    await answered(limits, 3, START);
    operations.length = 0;

    expect(await answered(limits, 100, START + 100)).toBe(0);
    expect(operations).toEqual([]);
  });
});

test('in every stretch of time no more are answered than the limit, and what instances may keep for ten seconds', async () => {
  const random = seeded(7);
  const limit = { requests: 60, periodMillis: 30_000 };
  const instances = Array.from({ length: 4 }, () => instance({ person: limit }));
  const times: number[] = [];
  let now = START;
  for (let index = 0; index < 500; index++) {
    now += random.chance(0.05) ? random.below(8000) : random.below(400);
    if (await random.oneOf(instances).admit(ada, requests(1), now, 'request') === undefined) {
      times.push(now);
    }
  }

  const perMilli = limit.requests / limit.periodMillis;
  const excess = times.flatMap((from, first) => times.slice(first).map((until, index) => index + 1 - limit.requests - (until - from + 10_000) * perMilli));
  expect(Math.max(...excess)).toBeLessThanOrEqual(0);
  // Nor does it keep people from what they may: four instances keep three tokens each at most.
  expect(times.length).toBeGreaterThan(0.8 * (limit.requests + (now - START) * perMilli) - 12);
});

describe('attacks', () => {
  test('T133 ids are of any length and any characters, and nobody has the bucket of another', async () => {
    const limits = instance({ person: PER_MINUTE(1), client: PER_MINUTE(1000) });
    const ids = ['x'.repeat(10_000), 'CLIENT#a', 'PERSON#a', 'a\nb', 'a b', '', '{"S":"a"}', '\u0000', '🦊'];
    for (const id of ids) {
      expect([id, await answered(limits, 2, START, { ...ada, subject: `${id}${persons}` })]).toEqual([id, 1]);
    }
  });

  test('a person who is called as a client is not that client', async () => {
    const limits = instance({ person: PER_MINUTE(1), client: PER_MINUTE(2) });

    expect(await answered(limits, 2, START, { ...ada, clientId: ada.subject })).toBe(1);
    expect(await answered(limits, 2, START, { ...ada, subject: `other-${persons}`, clientId: ada.subject })).toBe(1);
  });

  test('many ids leave small items behind that expire with the period', async () => {
    const limits = instance({ client: PER_MINUTE(5) });
    for (let index = 0; index < 20; index++) {
      await limits.admit({ ...ada, clientId: `forged-${persons}-${index}` }, requests(1), START, 'request');
    }

    const { Items = [] } = await client.send(new ScanCommand({ TableName: TABLE }));
    expect(Items.length).toBeGreaterThanOrEqual(20);
    expect(Math.max(...Items.map(({ pk }) => pk.S!.length))).toBeLessThanOrEqual(60);
    expect(Items.every(({ expiresAt }) => Number(expiresAt.N) > START / 1000)).toBe(true);
  });

  test.each([-3_600_000, -30_000, 3_600_000])('T133 a clock that jumps by %i milliseconds gives nobody more than the limit again', async (jump) => {
    const limits = instance({ person: PER_MINUTE(10) });

    expect(await answered(limits, 20, START)).toBe(10);
    expect(await answered(limits, 50, START + jump)).toBeLessThanOrEqual(10);
  });

  test('an instance whose clock is an hour ahead shuts nobody out at the others', async () => {
    await answered(instance({ person: PER_MINUTE(10) }), 20, START + 3_600_000);

    expect(await answered(instance({ person: PER_MINUTE(10) }), 20, START)).toBe(10);
  });
});

test('where the table cannot be reached requests are answered, and the log says so', async () => {
  const limits = instance({ person: PER_MINUTE(1) }, { ...env, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' });

  expect(await answered(limits, 3, START)).toBe(3);
  expect(lines).toEqual(Array.from({ length: 3 }, () => 'limits cannot be read'));
});
