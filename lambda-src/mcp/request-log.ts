import type { auditedArguments } from './audited-arguments';
import type { McpRequest } from './http/request';
import type { InvalidMessage, Message, RpcRequest } from './protocol/message';
import type { Outcome } from './protocol/outcome';
import type { Counter } from './request-metrics';
import { AUDITED_METHODS } from '../../src/contract/audit/audit-line';
import type { Catalogue } from '../../src/contract/mcp/catalogue';
import { traceIdOf } from '../../src/contract/mcp/trace-context';
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
  answers?: readonly MessageOutcome[];
}

export interface MessageOutcome {
  readonly message: RpcRequest | InvalidMessage;
  readonly outcome?: Outcome;
  /** Left out where it is that of the whole request. */
  readonly requestId?: string;
}

export type Requester = Pick<McpRequest, 'requestId' | 'caller' | 'ip' | 'traceOf'>;

/** What the log needs to know of the server. */
export interface LogOptions {
  /** Undefined where an author's own server has the tools. */
  readonly catalogue?: { readonly index: Pick<Catalogue, 'tools'> };
  /** Undefined where no tool declares an argument for the audit. */
  readonly audit?: typeof auditedArguments;
  /** Undefined where nothing is counted. */
  readonly count?: Counter;
}

/** When a response ended, in milliseconds since the epoch, and how long it took. */
export interface End {
  readonly endedAt: number;
  readonly durationMs: number;
}

/** The log fields of a message that is no batch, written when its response has ended. */
export function requestLine(
  { requestId, caller, ip, traceOf }: Requester, reply: SentReply, { message, outcome = refusalOf(message) }: Pick<Trace, 'message' | 'outcome'>,
  { endedAt, durationMs }: End, { catalogue, count, audit }: LogOptions,
): LogFields {
  const { isCancelled } = reply;
  const isRequest = message?.kind === 'request';
  const method = message !== undefined && 'method' in message ? clipped(message.method) : undefined;
  const name = isRequest ? nameOf(message) : undefined;
  const trace = traceOf?.(isRequest ? message.params : {});
  return {
    requestId,
    clientTraceId: trace && traceIdOf(trace),
    event: isRequest && AUDITED_METHODS.includes(message.method) ? method : undefined,
    method,
    name,
    arguments: isRequest && catalogue !== undefined ? audit?.(message, outcome, catalogue.index) : undefined,
    protocolVersion: message?.revision,
    subject: caller?.subject,
    clientId: caller?.clientId,
    ip,
    status: reply.statusCode,
    outcome: isCancelled ? 'cancelled' : wordFor(outcome),
    failure: outcome !== undefined && 'result' in outcome ? outcome.failure : undefined,
    streamed: reply.isStreaming || undefined,
    durationMs,
    ...count !== undefined && outcome !== undefined && count({ method, name, outcome, isCancelled, durationMs, isOwnServer: catalogue === undefined }, endedAt),
  };
}

/** The name of the tool or the prompt, the URI of the resource, or the id of the task. */
function nameOf({ params: { name, uri, taskId } }: RpcRequest): string | undefined {
  return clipped(typeof name === 'string' ? name : typeof uri === 'string' ? uri : taskId);
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
