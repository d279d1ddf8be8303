import type { Batch } from './protocol/message';
import { type End, type LogOptions, type MessageOutcome, type Requester, requestLine, type SentReply, type Trace } from './request-log';
import type { LogFields } from '../platform/log';

/** The log fields of a request: one line, or one for each message of a batch. */
export function requestLines(request: Requester, reply: SentReply, trace: Trace, end: End, options: LogOptions): LogFields[] {
  const { message } = trace;
  return message?.kind === 'batch'
    ? batchOf(message, trace).map((each) => requestLine({ ...request, requestId: each.requestId ?? request.requestId }, reply, each, end, options))
    : [requestLine(request, reply, trace, end, options)];
}

/** Notifications have no line, unless there is nothing else. */
function batchOf({ messages }: Batch, { answers, outcome }: Trace): readonly Partial<MessageOutcome>[] {
  const lines = answers ?? messages.filter((message) => message.kind === 'request').map((message) => ({ message, outcome }));
  return lines.length === 0 ? [{}] : lines;
}
