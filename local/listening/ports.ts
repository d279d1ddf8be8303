/**
 * Which of the ports, counted from the first, each API gets: the one that it had, else the lowest that none of the others had.
 *
 * @param had by the ids of APIs, also of those that are no longer there
 */
export function assignPorts(had: ReadonlyMap<string, number>, ids: readonly string[]): ReadonlyMap<string, number> {
  const assigned = new Map(ids.flatMap((id) => (had.has(id) ? [[id, had.get(id)!] as const] : [])));
  const taken = new Set(assigned.values());
  for (const id of ids.filter((each) => !assigned.has(each))) {
    let offset = 0;
    while (taken.has(offset)) {
      offset += 1;
    }
    taken.add(offset);
    assigned.set(id, offset);
  }
  return assigned;
}
