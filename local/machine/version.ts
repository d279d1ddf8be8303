/** Numbers of a version, as many as are known. */
export type Version = readonly number[];

const number = (version: Version, digits: number) => version.slice(0, digits).reduce((sum, part) => sum * 1000 + part, 0);

/**
 * The candidate that is most like what is declared: that version; else the next newer, which runs more of what was written for it; else the next older.
 *
 * @param oldest what is older than this is none
 */
export function nearest<T extends { readonly version: Version }>(declared: Version, candidates: readonly T[], oldest: Version): T | undefined {
  const digits = declared.length;
  const of = (candidate: T) => number(candidate.version, digits);
  const wanted = number(declared, digits);
  const usable = candidates.filter((candidate) => of(candidate) >= number(oldest, digits));
  const newer = usable.filter((candidate) => of(candidate) >= wanted).sort((one, other) => of(one) - of(other));
  return newer[0] ?? [...usable].sort((one, other) => of(other) - of(one))[0];
}

/** Whether they are the same as far as both are known. */
export function isSame(one: Version, other: Version): boolean {
  const digits = Math.min(one.length, other.length);
  return number(one, digits) === number(other, digits);
}
