import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pollInterval } from '../../../../lambda-src/mcp/tasks/task';
import { FACTS } from '../../../../scripts/costs/facts';
import { type Measured, operationTables } from '../../../../scripts/costs/operation';
import { pageTables, unitsIn } from '../../../../scripts/costs/page';
import { PRICES } from '../../../../scripts/costs/prices';
import { costTables, withTables } from '../../../../scripts/costs/tables';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const page = readFileSync(join(ROOT, 'docs', 'costs.md'), 'utf8');

test('the page about costs says what the code and the prices say: npm run costs -- --write', () => {
  const operations = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');
  const measured = JSON.parse(readFileSync(join(ROOT, 'scripts', 'costs', 'measured.json'), 'utf8')) as Measured;
  expect(withTables(page, pageTables(PRICES.regions['us-east-1']!, operations, measured))).toBe(page);
  expect(page).toContain(PRICES.asOf);
});

test('a million calls and an idle month cost what their parts cost', () => {
  const { idle, calls, people } = operationTables(
    { ...PRICES.regions['us-east-1']!, lambdaGigabyteSecond: 1e-3, lambdaRequest: 1e-6, apiGatewayRequest: 3e-6, firewallRequest: 1e-6, readUnit: 1e-6, writeUnit: 1e-6, logGigabyte: 0, alarm: 1, secret: 2, webAcl: 3, webAclRule: 1 },
    {
      mcpMegabytes: 1024,
      authorizerMegabytes: 1024,
      oauthMegabytes: 1024,
      alarms: 3,
      alarmMetrics: 3,
      firewallRules: 4,
      secrets: 5,
      units: unitsIn(readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8')),
    },
    { cpuMicros: { mcp: 100, authorizer: 10, sdk: 1000, refresh: 1000, codeExchange: 1000 }, coldCpuMillis: { both: 100, sdk: 200 }, logBytes: 900 },
  );

  // Whole milliseconds of 1 GB at 1e-3 a second: 101 of a tool that takes 100, 102 of a millisecond of a processor's time on 1024 of 1769 MB.
  expect(calls).toContain('| Lambda: the server, while a tool takes 100 ms | 102 | 103 |');
  expect(calls).toContain('| Lambda: the authorizer | 2.0 | 0 |');
  expect(calls).toContain('| DynamoDB: the registry, where no instance knows the token | 4.0 | 4.0 |');
  expect(calls).toContain('| together | 112 | 111 |');
  expect(idle).toContain('| firewall: a web ACL and its 4 rules | 7.0 |');
  expect(idle).toContain('| 5 secrets | 10 |');
  // API Gateway, the firewall, an invocation of two milliseconds, six units.
  expect(people).toContain('| refreshes, one an hour | 176 | 2.3 |');
});

test('a minute costs what its parts cost', () => {
  const { waiting } = costTables(
    { ...PRICES.regions['us-east-1']!, lambdaGigabyteSecond: 1, lambdaRequest: 1, apiGatewayRequest: 1, readUnit: 0.1, writeUnit: 1, s3Put: 1, s3Get: 1 },
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
