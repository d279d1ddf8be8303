import { PERSON_CHECK_GRACE_SECONDS, PERSON_CHECK_INTERVAL_SECONDS } from '../../../src/contract/limits';

/** The last time that an identity provider was asked about a user. */
export interface LastCheck {
  readonly secondsSinceCheck: number;
  /** Whether another request is asking it now. */
  readonly isUnderWay: boolean;
}

/**
 * - `recent`: the last answer is fresh enough.
 * - `due`: the provider must be asked.
 * - `under-way`: another request is asking; the last answer is valid meanwhile.
 * - `awaited`: another request is asking, and the last answer is too old to use.
 */
export function judgeLastCheck({ secondsSinceCheck, isUnderWay }: LastCheck): 'recent' | 'due' | 'under-way' | 'awaited' {
  if (secondsSinceCheck < PERSON_CHECK_INTERVAL_SECONDS) {
    return 'recent';
  }
  if (!isUnderWay) {
    return 'due';
  }
  return isStillGood(secondsSinceCheck) ? 'under-way' : 'awaited';
}

/** Whether the last answer may be used when the provider is unavailable. */
export function isStillGood(secondsSinceCheck: number): boolean {
  return secondsSinceCheck < PERSON_CHECK_GRACE_SECONDS;
}
