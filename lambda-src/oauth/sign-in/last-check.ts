import { PERSON_CHECK_GRACE_SECONDS, PERSON_CHECK_INTERVAL_SECONDS } from '../../../src/contract/limits';

/** What is known of the last time at which an identity provider was asked for a person. */
export interface LastCheck {
  readonly secondsSinceCheck: number;
  /** Whether another request asks it just now. */
  readonly isUnderWay: boolean;
}

/**
 * - `recent`: the answer is as good as a new one.
 * - `due`: the provider is to be asked.
 * - `under-way`: somebody asks it; meanwhile the last answer holds.
 * - `awaited`: somebody asks it, and the last answer is too old to go on with.
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

/** Whether a last answer will do where there can be no new one. */
export function isStillGood(secondsSinceCheck: number): boolean {
  return secondsSinceCheck < PERSON_CHECK_GRACE_SECONDS;
}
