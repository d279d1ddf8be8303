/** Values by names that clients choose: it contains only what was put there, whatever the name (`constructor`, `__proto__`). */
export function dictionary<V>(entries: Iterable<readonly [string, V]>): { [name: string]: V } {
  const values: { [name: string]: V } = Object.create(null);
  for (const [name, value] of entries) {
    values[name] = value;
  }
  return values;
}
