// Computes the tables of docs/costs.md from the code, from what `npm run bench -- --costs` measured, and from published prices.
//
//   npm run costs -- [--region REGION] [--write]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pageTables } from './costs/page.ts';
import { PRICES } from './costs/prices.ts';
import { withTables } from './costs/tables.ts';

const { values } = parseArgs({ options: { region: { type: 'string', default: 'us-east-1' }, write: { type: 'boolean', default: false } } });
const prices = PRICES.regions[values.region];
if (prices === undefined) throw new Error(`scripts/costs/prices.ts has no prices of ${values.region}; it has ${Object.keys(PRICES.regions).join(', ')}`);
const docs = join(import.meta.dirname, '..', 'docs');
const operations = readFileSync(join(docs, 'operations.md'), 'utf8');
const measured = JSON.parse(readFileSync(join(import.meta.dirname, 'costs', 'measured.json'), 'utf8'));
const tables = pageTables(prices, operations, measured);
console.log(`${values.region}, ${PRICES.asOf}\n\n${Object.values(tables).join('\n\n')}`);
if (values.write) {
  const page = join(docs, 'costs.md');
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), pageTables(PRICES.regions['us-east-1'], operations, measured)));
}
