import type { Table } from './table-definition';
import type { Kept } from '../service/kept';

/** In the notation of DynamoDB. */
export interface Item {
  readonly [attribute: string]: { readonly N?: string };
}

export interface KeptTable {
  readonly keys: unknown;
  readonly items: readonly Item[];
}

/** What tables hold, beyond the end of the gateway. */
export class KeptTables {
  private readonly before: ReadonlyMap<string, KeptTable>;

  constructor(private readonly kept: Kept) {
    this.before = new Map(Object.entries((kept.read('tables') ?? {}) as { readonly [name: string]: KeptTable }));
  }

  /**
   * What a table held. It is lost where the table has other keys by now.
   *
   * @param now epoch seconds: items whose time is over are gone
   */
  itemsOf({ definition, timeToLive }: Table, now: number): readonly Item[] {
    const table = this.before.get(definition.TableName);
    if (table === undefined || JSON.stringify(table.keys) !== JSON.stringify(definition.KeySchema)) {
      return [];
    }
    return table.items.filter((item) => timeToLive === undefined || Number(item[timeToLive]?.N ?? Infinity) > now);
  }

  write(tables: ReadonlyMap<string, KeptTable>): void {
    this.kept.write('tables', Object.fromEntries(tables));
  }
}
