import { RETRY_AFTER_SECONDS } from '../../../src/contract/limits';
import { type AwsError, passes } from '../../platform/aws/aws-json';
import type { Log } from '../../platform/log';
import { ERROR_CODES } from '../protocol/error-codes';
import type { Outcome } from '../protocol/outcome';

/**
 * For a request that did nothing because what tasks are kept in did not answer: the same can be sent again.
 *
 * @throws any other error
 */
export function unavailable(error: unknown, { log, requestId }: { readonly log: Log; readonly requestId: string }): Outcome {
  if (!isAwsError(error) || !passes(error)) {
    throw error;
  }
  log('error', 'tasks cannot be reached', { requestId, error: error.message });
  return {
    error: {
      code: ERROR_CODES.unavailable,
      message: `Tasks cannot be reached: try again in ${RETRY_AFTER_SECONDS} seconds (reference: ${requestId})`,
      data: { retryAfterSeconds: RETRY_AFTER_SECONDS },
    },
    statusCode: 503,
    headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
  };
}

/** By its name: the error may come from another bundle of this function, which has a class of its own. */
function isAwsError(error: unknown): error is AwsError {
  return (error as Error).name === 'AwsError';
}
