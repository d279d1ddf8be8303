// Computes the tables of docs/costs.md from the code and from published prices.
//
//   npm run costs -- [--region REGION] [--write]
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FACTS } from './costs/facts.ts';
import { PRICES } from './costs/prices.ts';
import { costTables, withTables } from './costs/tables.ts';

const { values } = parseArgs({ options: { region: { type: 'string', default: 'us-east-1' }, write: { type: 'boolean', default: false } } });
const prices = PRICES.regions[values.region];
if (prices === undefined) throw new Error(`scripts/costs/prices.ts has no prices of ${values.region}; it has ${Object.keys(PRICES.regions).join(', ')}`);
const tables = costTables(prices, FACTS);
console.log(`${values.region}, ${PRICES.asOf}\n\n${Object.values(tables).join('\n\n')}`);
if (values.write) {
  const page = join(import.meta.dirname, '..', 'docs', 'costs.md');
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), costTables(PRICES.regions['us-east-1'], FACTS)));
}
