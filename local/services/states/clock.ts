/** The time of an execution: real in the gateway, virtual in tests. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs something later, once. @returns what prevents it */
  after(millis: number, run: () => void): () => void;
}

/** The longest that a timer of Node.js runs. */
const TIMER_MAX_MILLIS = 2 ** 31 - 1;

export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  after: (millis, run) => {
    const timer = setTimeout(run, Math.min(millis, TIMER_MAX_MILLIS));
    return () => clearTimeout(timer);
  },
};
