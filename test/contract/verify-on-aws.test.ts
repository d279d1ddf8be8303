import { CHECKS } from '../verify-aws/checks';
import { readRows } from '../verify-aws/rows';

/** The table of what to verify on AWS, and the command that does. */

const rows = readRows();

test('each row of the page has a name of its own, and four cells', () => {
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
  rows.forEach((row) => expect([row.what, row.how]).not.toContain(''));
});

test('each row that the page leaves to the command has a check, and each check has a row', () => {
  expect(rows.filter(({ needs }) => needs === undefined).map(({ name }) => name).sort()).toEqual(Object.keys(CHECKS).sort());
});

test('each row that is left for a person says what it needs', () => {
  expect(rows.filter(({ needs }) => needs === '')).toEqual([]);
});
