import type { Row } from './rows';
import type { Result } from './run-checks';

const WIDTHS = [26, 46, 60] as const;

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (let rest = text.replaceAll(/\s+/g, ' '); rest !== ''; rest = rest.slice(lines.at(-1)!.length).trimStart()) {
    const end = rest.length <= width ? width : rest.lastIndexOf(' ', width);
    lines.push(rest.slice(0, end > 0 ? end : width).trimEnd());
  }
  return lines.length > 0 ? lines : [''];
}

/** Row, expected, seen, outcome. */
export function resultsTable(results: readonly Result[]): string {
  const line = (...cells: readonly string[]) => {
    const columns = WIDTHS.map((width, index) => wrapped(cells[index], width));
    const height = Math.max(...columns.map(({ length }) => length));
    return Array.from({ length: height }, (_, row) => [...WIDTHS.map((width, index) => (columns[index][row] ?? '').padEnd(width)), row === 0 ? cells[3] : ''].join('  ').trimEnd()).join('\n');
  };
  return [line('ROW', 'EXPECTED', 'SEEN', 'OUTCOME'), ...results.map(({ row, expected, seen, outcome }) => line(row, expected, seen, outcome))].join('\n');
}

/** What is left for a person, with what they do. */
export function personsRows(rows: readonly Row[]): string {
  return rows.map(({ name, what, how, needs }) => `${name}: ${what}\n    needs: ${needs}\n    do: ${how}`).join('\n');
}
