import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { deploy } from './app';
import { CHANGES } from './changes';
import { judge } from './judgement';
import { table } from './table';

const usual = deploy({});

describe.each(CHANGES.map((row) => [row.change, row] as const))('%s', (_, row) => {
  const before = row.before === undefined ? usual : deploy(row.before);
  const after = deploy(row.after);

  test('leaves what the server has to whom it belongs, but for what the table says', () => {
    expect(judge(before, after)).toEqual({ goes: [...row.goes ?? []].sort(), faults: [] });
  });

  test('can be undone', () => {
    expect(judge(after, before).faults).toEqual([]);
  });
});

test('a deployment without a change changes nothing', () => {
  expect(deploy({}).template).toEqual(usual.template);
});

test('the table is what the documentation shows', () => {
  expect(readFileSync(path.join(__dirname, '..', '..', 'docs', 'upgrades.md'), 'utf8')).toContain(`\n${table(CHANGES)}\n`);
});
