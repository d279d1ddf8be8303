/** The clock and its timers: given where time matters, so that tests need not wait. */
export interface Timers {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs something later, once. @returns what prevents it */
  after(millis: number, run: () => void): () => void;
}

export const TIMERS: Timers = {
  now: () => Date.now(),
  after: (millis, run) => {
    const timer = setTimeout(run, millis);
    return () => clearTimeout(timer);
  },
};
