import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { takeLease } from '../../../../lambda-src/mcp/subscriptions/lease';
import { SubscriptionTable } from '../../../../lambda-src/mcp/subscriptions/table';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { AWS_VARIABLES, type LoopbackRegistry, startRegistry, TABLE_NAME } from '../../platform/support/loopback-registry';

const NOW = Date.UTC(2026, 6, 28);
let dynamodb: LoopbackRegistry;
let table: SubscriptionTable;
beforeAll(async () => {
  dynamodb = await startRegistry();
  table = new SubscriptionTable(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint }), TABLE_NAME);
});
afterAll(() => dynamodb.stop());

const take = (principal: string, now: number, places = 2) => takeLease(table, { principal, places, now, until: now + 60_000 });

// T117
test('a flood ends at the limit of its caller: streams that have only just begun give way to nobody', async () => {
  const flood = await Promise.all(Array.from({ length: 6 }, () => take('mallory', NOW, 3)));

  expect(flood.filter((lease) => lease !== undefined)).toHaveLength(3);
  await expect(take('mallory', NOW + 9_999, 3)).resolves.toBeUndefined();
  await expect(take('alice', NOW, 3)).resolves.toBeDefined();
});

test('a further stream ends the oldest, whose client may have left', async () => {
  const first = await take('bob', NOW);
  const second = await take('bob', NOW + 1);
  const third = await take('bob', NOW + 10_000);

  expect(await Promise.all([first, second, third].map((lease) => lease!.isHeld()))).toEqual([false, true, true]);
  // Whose place is gone does not take it from who has it.
  await first!.release();
  expect(await third!.isHeld()).toBe(true);
});

test('a place is free again when its stream has ended, and at the latest when its time is over', async () => {
  const first = await take('carol', NOW, 1);
  await expect(take('carol', NOW + 1, 1)).resolves.toBeUndefined();
  await first!.release();
  await expect(take('carol', NOW + 2, 1)).resolves.toBeDefined();
  await expect(take('carol', NOW + 61_000, 1)).resolves.toBeDefined();
});
