import type { Evaluate } from './answer/evaluation';
import { shapeAnswer } from './answer/shape-answer';
import { buildRequest } from './request/build-request';
import { UnsendableArgument } from './request/unsendable';
import { HTTP_ANSWER_READ_MAX_BYTES, type HttpOperation, type HttpRequest, SELECTION_MAX_MILLIS } from '../../../src/contract/connector/http-operation';
import type { ToolAnswer } from '../../../src/contract/mcp/invocation';
import { outboundTrace } from '../../../src/contract/mcp/trace-context';
import type { OperationCall } from '../operation/operation-call';

/** Runs a tool that is an HTTP request. */
export async function runHttp(operation: HttpOperation, call: OperationCall, evaluate: Evaluate): Promise<ToolAnswer> {
  const { invocation, baseUrl, send, remainingMillis } = call;
  let request: HttpRequest;
  try {
    request = buildRequest(operation, invocation.arguments, baseUrl);
  } catch (error) {
    if (error instanceof UnsendableArgument) {
      return { content: [{ type: 'text', text: error.message }], isError: true };
    }
    throw error;
  }
  const reserved = operation.answer.selection?.kind === 'jsonata' ? SELECTION_MAX_MILLIS : 0;
  const timeoutMillis = Math.max(1, Math.min(operation.timeoutMillis, remainingMillis - reserved));
  const traced = { ...request, headers: { ...outboundTrace(invocation._meta), ...request.headers } };
  const response = await send(traced, { timeoutMillis, maxBytes: HTTP_ANSWER_READ_MAX_BYTES });
  return shapeAnswer(operation, response, { url: request.url, requestId: invocation.requestId, evaluate });
}
