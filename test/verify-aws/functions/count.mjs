import { setTimeout as delay } from 'node:timers/promises';

/** Counts seconds, aloud or in silence. */
export default async ({ seconds, aloud = true }, context) => {
  for (let second = 1; second <= seconds; second += 1) {
    await delay(1000, undefined, { signal: context.signal });
    if (aloud) {
      context.progress(second, seconds);
    }
  }
  return `Counted to ${seconds}.`;
};
