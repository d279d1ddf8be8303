import type { Answer } from './batch';
import type { McpRequest } from './http/request';
import type { Message } from './protocol/message';
import type { Outcome } from './protocol/outcome';
import type { LogFields } from '../platform/log';

/** Names come from the client: the log truncates them. */
const NAME_MAX_LENGTH = 200;

/** What was sent to the client. */
export interface SentReply {
  readonly statusCode: number | undefined;
  readonly isStreaming: boolean;
  readonly isCancelled: boolean;
}

/** The outcome of a request, as far as it got. */
export interface Trace {
  message?: Message;
  outcome?: Outcome;
  /** For a batch. */
  answers?: readonly Answer[];
}

/** The log fields of a request, written when its response has ended. */
export function requestFields({ requestId, caller }: Pick<McpRequest, 'requestId' | 'caller'>, reply: SentReply, { message, outcome, answers }: Trace, durationMs: number): LogFields {
  const { method, name } = namesOf(message);
  return {
    requestId,
    method,
    name,
    protocolVersion: message?.revision,
    subject: caller?.subject,
    clientId: caller?.clientId,
    status: reply.statusCode,
    outcome: reply.isCancelled ? 'cancelled' : wordFor(outcome ?? refusalOf(message)),
    streamed: reply.isStreaming || undefined,
    batch: answers?.map((answer) => ({ ...namesOf(answer.message), outcome: wordFor(answer.outcome) })),
    durationMs,
  };
}

/** The method, and the name of the tool or the prompt or the URI of the resource. */
function namesOf(message: Message | undefined): { readonly method?: string; readonly name?: string } {
  if (message?.kind === 'request') {
    const { name, uri } = message.params;
    return { method: clipped(message.method), name: clipped(typeof name === 'string' ? name : uri) };
  }
  return { method: message !== undefined && 'method' in message ? clipped(message.method) : undefined };
}

function refusalOf(message: Message | undefined): Outcome | undefined {
  return message?.kind === 'invalid' ? message : undefined;
}

function wordFor(outcome: Outcome | undefined): string | undefined {
  if (outcome === undefined) {
    return undefined;
  }
  return 'error' in outcome ? `error ${outcome.error.code}` : outcome.toolError ? 'tool error' : 'ok';
}

function clipped(name: unknown): string | undefined {
  return typeof name === 'string' ? name.slice(0, NAME_MAX_LENGTH) : undefined;
}
