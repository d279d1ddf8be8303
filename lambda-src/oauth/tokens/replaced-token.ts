import { REFRESH_GRACE_SECONDS } from '../../../src/contract/limits';

/** The facts about a replaced refresh token that is presented again. */
export interface ReplacedToken {
  readonly secondsSinceReplacement: number;
  /** Whether the successor has been replaced in turn: then it was received and used. */
  readonly successorUsed: boolean;
  /** Whether the token before this one was also presented late. */
  readonly predecessorCameLate: boolean;
}

/**
 * - `in-time`: a parallel request, or a process that does not know of the replacement yet. The answer is the newest token.
 * - `late`: the successor was never used, so its response was lost, or its holder was suspended. The answer is the same.
 * - `reuse`: two parties hold the token of one. Both lose it.
 *
 * Use of a successor is the only proof of delivery that the authorization server sees; the resource records none.
 * Until then a thief who holds the token looks like its owner. To benefit for more than one generation, the thief must be late in
 * each of them, or make the owner late by being first, whereas an owner loses responses only occasionally: late twice in a row
 * is reuse.
 */
export function judgeReplacedToken({ secondsSinceReplacement, successorUsed, predecessorCameLate }: ReplacedToken): 'in-time' | 'late' | 'reuse' {
  if (secondsSinceReplacement <= REFRESH_GRACE_SECONDS) {
    return 'in-time';
  }
  return successorUsed || predecessorCameLate ? 'reuse' : 'late';
}
