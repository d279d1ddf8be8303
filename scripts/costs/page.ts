import { DEPLOYMENT, FACTS } from './facts';
import { type Deployment, type Measured, operationTables } from './operation';
import type { Prices } from './prices';
import { type CostTables, costTables } from './tables';

/** The last two columns of the table of operations, which a test counts. */
const OPERATION = /^\| (.+?) \|.*\| (\d+) \| (\d+) \|$/gm;

/** @param operations docs/operations.md */
export function unitsIn(operations: string): Deployment['units'] {
  const [, table] = /<!-- table -->\n([\s\S]*?)<!-- \/table -->/.exec(operations)!;
  return Object.fromEntries([...table!.matchAll(OPERATION)].map(([, name, read, write]) => [name!, { read: Number(read), write: Number(write) }]));
}

/** All tables of docs/costs.md. */
export function pageTables(prices: Prices, operations: string, measured: Measured): CostTables {
  return { ...costTables(prices, FACTS), ...operationTables(prices, { ...DEPLOYMENT, units: unitsIn(operations) }, measured) };
}
