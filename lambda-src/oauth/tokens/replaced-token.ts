import { REFRESH_GRACE_SECONDS } from '../../../src/contract/limits';

/** What is known when a refresh token comes that has been replaced. */
export interface ReplacedToken {
  readonly secondsSinceReplacement: number;
  /** Whether the successor has been replaced in turn: then somebody received it and used it. */
  readonly successorUsed: boolean;
  /** Whether the token before this one came back late, too. */
  readonly predecessorCameLate: boolean;
}

/**
 * - `in-time`: a parallel request, or a process that has not heard of the replacement. The answer is the newest token.
 * - `late`: the successor was never used, so the response that carried it was lost, or its holder has slept since. The same.
 * - `reuse`: two hold what one was given. Both lose it.
 *
 * That a successor was used is the one proof of its delivery that the authorization server sees; the resource writes none.
 * Until then a thief who holds the token looks like its owner. To profit for longer than one generation, he has to come late in
 * each of them, or make the owner come late by being first, whereas an owner loses responses once in a while: late twice in a row
 * is reuse.
 */
export function judgeReplacedToken({ secondsSinceReplacement, successorUsed, predecessorCameLate }: ReplacedToken): 'in-time' | 'late' | 'reuse' {
  if (secondsSinceReplacement <= REFRESH_GRACE_SECONDS) {
    return 'in-time';
  }
  return successorUsed || predecessorCameLate ? 'reuse' : 'late';
}
