/** The name that was likely meant: the one that the fewest letters make of what was written, whatever their case. */
export function likeliest(written: string, names: readonly string[]): string {
  return names.reduce((best, name) => (distance(written, name) < distance(written, best) ? name : best));
}

/** Letters that a misspelling may differ in. */
const MAX_MISSPELLING = 3;

/** The one of some names that is so near to what was written that it was probably meant. */
export function likelyMeant(written: string, names: readonly string[]): string | undefined {
  const [first, ...others] = names;
  const nearest = first === undefined ? undefined : likeliest(written, [first, ...others]);
  return nearest !== undefined && distance(written, nearest) <= Math.min(MAX_MISSPELLING, Math.floor(nearest.length / 3)) ? nearest : undefined;
}

/** The question whether another name was meant, or what to do where none is near. */
export function orLikelyMeant(written: string, names: readonly string[], remedy: string): string {
  const meant = likelyMeant(written, names);
  return meant === undefined ? remedy : `did you mean "${meant}"?`;
}

/** Levenshtein's, in which two letters that changed places count as one. */
function distance(one: string, other: string): number {
  const [from, to] = [one.toLowerCase(), other.toLowerCase()];
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= from.length; line++) {
    const next = [line];
    for (let column = 1; column <= to.length; column++) {
      const changedPlaces = line > 1 && column > 1 && from[line - 1] === to[column - 2] && from[line - 2] === to[column - 1];
      next[column] = Math.min(
        next[column - 1] + 1, row[column] + 1, row[column - 1] + (from[line - 1] === to[column - 1] ? 0 : 1), changedPlaces ? before[column - 2] + 1 : Infinity,
      );
    }
    before = row;
    row = next;
  }
  return row[to.length];
}
