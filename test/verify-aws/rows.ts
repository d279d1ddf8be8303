/** The rows of docs/verify-on-aws.md, the one place that says what is to be verified. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(__dirname, '..', '..', 'docs', 'verify-on-aws.md');

export interface Row {
  readonly name: string;
  readonly what: string;
  /** What a person does. */
  readonly how: string;
  /** What a person needs for it that the command does not have; undefined of what the command checks. */
  readonly needs?: string;
}

/** @throws Error where the page has no such table */
export function readRows(): readonly Row[] {
  const [, table = ''] = readFileSync(PAGE, 'utf8').split('\n| Row | What | How | By |\n');
  const rows = table.split('\n').filter((line) => line.startsWith('| `')).map((line) => {
    const [name, what, how, needs] = line.replace(/^\| | \|$/g, '').split(/(?<!\\) \| /);
    return { name: name.replaceAll('`', ''), what, how: how.replaceAll('\\|', '|'), needs: needs === 'the command' ? undefined : needs };
  });
  if (rows.length === 0) {
    throw new Error(`${PAGE} has no row`);
  }
  return rows;
}
