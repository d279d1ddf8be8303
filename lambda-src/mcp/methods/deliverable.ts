import type { MethodContext } from './method';
import type { RawJson } from '../../../src/contract/mcp/catalogue';
import { EVENT_MAX_BYTES } from '../http/event-stream';
import { ERROR_CODES } from '../protocol/error-codes';
import type { Outcome } from '../protocol/outcome';

/** A result as JSON may have any size; as the end of a stream, which a question has opened, it may not. */
export function deliverable(result: RawJson, { emitter, log, requestId }: MethodContext): Outcome {
  const bytes = Buffer.byteLength(result);
  if (!emitter.isStreaming || bytes <= EVENT_MAX_BYTES) {
    return { result };
  }
  log('error', 'result too large for a stream', { requestId, bytes });
  const message = `The result has more than the ${EVENT_MAX_BYTES} bytes that can be delivered after a question (reference: ${requestId})`;
  return { error: { code: ERROR_CODES.internalError, message } };
}
