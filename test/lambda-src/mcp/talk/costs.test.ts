import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pollInterval } from '../../../../lambda-src/mcp/tasks/task';
import { FACTS } from '../../../../scripts/costs/facts';
import { PRICES } from '../../../../scripts/costs/prices';
import { costTables, withTables } from '../../../../scripts/costs/tables';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'costs.md'), 'utf8');

test('the page about costs says what the code and the prices say: npm run costs -- --write', () => {
  expect(withTables(page, costTables(PRICES.regions['us-east-1'], FACTS))).toBe(page);
  expect(page).toContain(PRICES.asOf);
});

test('a minute costs what its parts cost', () => {
  const { waiting } = costTables(
    { lambdaGigabyteSecond: 1, lambdaRequest: 1, apiGatewayRequest: 1, readUnit: 0.1, writeUnit: 1, s3Put: 1, s3Get: 1 },
    {
      mcpMegabytes: 1024,
      authorizerMegabytes: 1024,
      runnerMegabytes: 512,
      answerMillis: 500,
      cancellationMillis: 1000,
      reportMillis: 2000,
      subscriptionMillis: 1000,
    },
  );

  expect(waiting).toContain('| a question to a client before 2026-07-28 | 60 | 120 | 60 | 12 | 72 |');
  expect(waiting).toContain('| a task of a function: its runner | 30 | 0 | 30 | 0 | 30 |');
});

test('other pages about waiting name the same intervals', () => {
  const talking = readFileSync(join(ROOT, 'docs', 'talking-tools.md'), 'utf8').replace(/\s+/g, ' ');
  expect(talking).toContain(`${60_000 / FACTS.answerMillis} and ${60_000 / FACTS.cancellationMillis} consistent reads a minute`);
});

/** Of a client that keeps to the default interval. */
function looksIn(millis: number): number {
  let looks = 0;
  for (let age = 0; age < millis; age += pollInterval({ createdAt: 0 }, age)) {
    looks += 1;
  }
  return looks;
}

test('the page says how often a task is looked at', () => {
  expect(page).toContain(`looks ${looksIn(60_000)} times in a minute, and ${looksIn(600_000)} times in ten`);
});
