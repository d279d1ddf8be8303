/** Numbers that look random and are the same in every run (mulberry32). */
export class SeededRandom {
  constructor(private state: number) {}

  /** @returns a whole number from 0 to one less than the limit */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * limit);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
}
