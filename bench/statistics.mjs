export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of one measure over all samples of a subject. */
export function typical(samples, measure) {
  return median(samples.map((sample) => sample[measure]));
}

/** How many times a subject's measure is another's: the median over samples taken right after each other. */
export function ratio(samples, others, measure) {
  return median(samples.map((sample, index) => sample[measure] / others[index][measure]));
}

/** Columns padded to their widest cell; the first is left-aligned, the rest right-aligned. */
export function table(header, rows) {
  const lines = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const render = (line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ');
  return [render(lines[0]), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1).map(render)].join('\n');
}
