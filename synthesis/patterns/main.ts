import { checkSync } from 'recheck/lib/browser.js';
import type { PatternTime } from '../../src/contract/schema/pattern-time';

/** Of one pattern. Nearly all take milliseconds; what takes this long is not understood, and none of ours. */
const TIMEOUT_MILLIS = 10_000;

/** How the time grows in which a pattern is compared with a text, by the analysis of `recheck`: exact, where it ends. */
export function timeOf(pattern: string, flags: string): PatternTime {
  const diagnostics = checkSync(pattern, flags, { timeout: TIMEOUT_MILLIS });
  if (diagnostics.status === 'unknown') {
    return { growth: 'unknown' };
  }
  const { complexity } = diagnostics;
  switch (complexity.type) {
    case 'polynomial':
      return { growth: 'polynomial', degree: complexity.degree };
    case 'exponential':
      return { growth: 'exponential' };
    default:
      return { growth: 'linear' };
  }
}
