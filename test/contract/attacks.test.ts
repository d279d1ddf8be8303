import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
/** Folders of `test/` that the table names as they are; whatever else it names lies in `test/lambda-src/`. */
const OF_TEST = /^(browser|clients|examples|local|src|synthesis)\//;

interface Attack {
  readonly number: string;
  readonly tests: readonly string[];
}

/** The rows of the table in docs/security.md: `| 7 | attack | what happens | tests |`. */
const attacks: readonly Attack[] = [...readFileSync(path.join(ROOT, 'docs', 'security.md'), 'utf8').matchAll(/^\| (\d+) \|[^|]+\|[^|]+\|([^|]+)\|$/gm)]
  .map(([, number, tests]) => ({ number, tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, name]) => name) }));

const fileOf = (name: string) => path.join(ROOT, 'test', OF_TEST.test(name) ? name : path.join('lambda-src', name));

function sourceOf(name: string): string {
  const file = `${fileOf(name)}.test.ts`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

test('every attack that the server is known to face is in the table, once', () => {
  expect(attacks.map(({ number }) => Number(number))).toEqual(Array.from({ length: attacks.length }, (_, index) => index + 1));
  expect(attacks.length).toBeGreaterThanOrEqual(57);
});

test.each(attacks.map(({ number, tests }) => [number, tests] as const))('attack %s is tried by the tests that the table names', (number, tests) => {
  expect(tests.length).toBeGreaterThan(0);
  expect(tests.filter((name) => !new RegExp(`\\bT${number}\\b`).test(sourceOf(name)))).toEqual([]);
});
