export type Row = readonly string[];

/** What a terminal might obey: names are those that clients chose. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Columns that are as wide as their widest text. */
export function table(head: Row, rows: readonly Row[]): string {
  const all = [head, ...rows].map((row) => row.map((text) => text.replace(UNPRINTABLE, '\u{fffd}')));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) => `${row.map((text, column) => text.padEnd(widths[column])).join('  ').trimEnd()}\n`).join('');
}
