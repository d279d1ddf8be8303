import type { McpRequest } from './http/request';
import { isObject } from './protocol/json-rpc';
import type { Batch, InvalidMessage, Message, RpcRequest } from './protocol/message';
import type { Outcome } from './protocol/outcome';
import { requestMetrics } from './request-metrics';
import { AUDITED_ARGUMENT_MAX_LENGTH, AUDITED_METHODS } from '../../src/contract/audit/audit-line';
import type { Catalogue } from '../../src/contract/mcp/catalogue';
import type { RequestMetrics } from '../../src/contract/metrics';
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

type Requester = Pick<McpRequest, 'requestId' | 'caller' | 'ip'>;

/** What the log needs to know of the server. */
export interface LogOptions {
  /** Undefined where an author's own server has the tools. */
  readonly catalogue?: { readonly index: Pick<Catalogue, 'tools'> };
  /** Undefined where nothing is counted. */
  readonly metrics?: RequestMetrics;
}

/** When a response ended, in milliseconds since the epoch, and how long it took. */
export interface End {
  readonly endedAt: number;
  readonly durationMs: number;
}

/** The log fields of a request, written when its response has ended: one line, or one for each message of a batch. */
export function requestLines(request: Requester, reply: SentReply, trace: Trace, end: End, options: LogOptions): LogFields[] {
  const { message, outcome } = trace;
  if (message?.kind !== 'batch') {
    return [line(request, reply, message, outcome ?? refusalOf(message), end, options)];
  }
  return batchOf(message, trace).map((each) => (
    line({ ...request, requestId: each.requestId ?? request.requestId }, reply, each.message, each.outcome, end, options)
  ));
}

/** Notifications have no line, unless there is nothing else. */
function batchOf({ messages }: Batch, { answers, outcome }: Trace): readonly Partial<MessageOutcome>[] {
  const lines = answers ?? messages.filter((message) => message.kind === 'request').map((message) => ({ message, outcome }));
  return lines.length === 0 ? [{}] : lines;
}

function line(
  { requestId, caller, ip }: Requester, reply: SentReply, message: Message | undefined, outcome: Outcome | undefined, { endedAt, durationMs }: End,
  { catalogue, metrics }: LogOptions,
): LogFields {
  const { isCancelled } = reply;
  const isRequest = message?.kind === 'request';
  const method = message !== undefined && 'method' in message ? clipped(message.method) : undefined;
  const name = isRequest ? nameOf(message) : undefined;
  return {
    requestId,
    event: isRequest && AUDITED_METHODS.includes(message.method) ? method : undefined,
    method,
    name,
    arguments: isRequest && catalogue !== undefined ? declaredArguments(message, outcome, catalogue.index) : undefined,
    protocolVersion: message?.revision,
    subject: caller?.subject,
    clientId: caller?.clientId,
    ip,
    status: reply.statusCode,
    outcome: isCancelled ? 'cancelled' : wordFor(outcome),
    failure: outcome !== undefined && 'result' in outcome ? outcome.failure : undefined,
    streamed: reply.isStreaming || undefined,
    durationMs,
    ...metrics !== undefined && outcome !== undefined
      && requestMetrics(metrics, { method, name, outcome, isCancelled, durationMs, isOwnServer: catalogue === undefined }, endedAt),
  };
}

/** The name of the tool or the prompt, the URI of the resource, or the id of the task. */
function nameOf({ params: { name, uri, taskId } }: RpcRequest): string | undefined {
  return clipped(typeof name === 'string' ? name : typeof uri === 'string' ? uri : taskId);
}

/** Those that the tool's author declared, of a call that came to the tool or to the check of its arguments. */
function declaredArguments({ method, params }: RpcRequest, outcome: Outcome | undefined, { tools }: Pick<Catalogue, 'tools'>): object | undefined {
  if (method !== 'tools/call' || outcome === undefined || 'error' in outcome) {
    return undefined;
  }
  const { auditedArguments } = tools[params.name as string];
  const args = params.arguments;
  return auditedArguments && isObject(args)
    ? Object.fromEntries(auditedArguments.filter((name) => Object.hasOwn(args, name)).map((name) => [name, shortened(args[name])])) : undefined;
}

function shortened(value: unknown): unknown {
  const text = typeof value === 'string' ? value : jsonOf(value);
  return text.length > AUDITED_ARGUMENT_MAX_LENGTH ? `${text.slice(0, AUDITED_ARGUMENT_MAX_LENGTH)}…` : value;
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested more deeply than the stack.
    return '['.repeat(AUDITED_ARGUMENT_MAX_LENGTH + 1);
  }
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
