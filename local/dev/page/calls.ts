import type { Changes } from './changes';
import { outcomeOf, questionOf, type RpcOutcome, type RpcQuestion } from './rpc-exchange';
import { isObject } from '../../cloud-assembly/template';
import { later } from '../../functions/later';
import type { GatewayRequest } from '../../gateway/request';

/** Calls that are remembered. */
const CALLS_MAX = 200;
/** Bytes of requests that are remembered; the oldest go first. */
const BYTES_MAX = 50 * 1024 * 1024;
const LINES_MAX = 200;

export interface LogLine {
  readonly function: string;
  readonly line: string;
}

export interface Call extends Omit<RpcQuestion, 'id'>, Partial<RpcOutcome> {
  /** The request id of the gateway. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly status?: number;
  readonly milliseconds?: number;
  /** Who called: the subject and the client of the access token. */
  readonly subject?: string;
  readonly clientId?: string;
  /** The call that this one repeats. */
  readonly replayOf?: string;
  readonly logs: readonly LogLine[];
}

/** Who called: the subject and the client of the access token. */
export type Caller = Pick<Call, 'subject' | 'clientId'>;

interface Entry {
  readonly question: RpcQuestion;
  readonly request: GatewayRequest;
  readonly replayOf?: string;
  readonly caller: () => Caller;
  /** The ids of the requests of functions that ran for it. */
  readonly invocations: string[];
  readonly logs: LogLine[];
  ended?: { readonly status: number; readonly milliseconds: number; readonly outcome: () => RpcOutcome };
}

/** The last requests of MCP, in memory. What is shown of them is read out of them when somebody looks. */
export class Calls {
  private readonly entries = new Map<string, Entry>();
  /** The ids of the entries, the oldest first. */
  private readonly order: string[] = [];
  /** The calls that functions run for, by the ids of their own requests. */
  private readonly invocations = new Map<string, string>();
  /** Of the remembered requests. */
  private bytes = 0;

  constructor(private readonly changes: Changes) {}

  all(): readonly Call[] {
    return [...this.entries.values()].map(shown);
  }

  get(id: string): Call | undefined {
    const entry = this.entries.get(id);
    return entry && shown(entry);
  }

  /** What was sent, to send it again. */
  requestOf(id: string): GatewayRequest | undefined {
    return this.entries.get(id)?.request;
  }

  /** @returns what it asks, where it is a message of MCP */
  begin(request: GatewayRequest, caller: () => Caller, replayOf?: string): RpcQuestion | undefined {
    const question = questionOf(request.body);
    if (question === undefined) {
      return undefined;
    }
    const { requestId, body } = request;
    this.entries.set(requestId, { question, request, replayOf, caller: later(caller), invocations: [], logs: [] });
    this.order.push(requestId);
    this.bytes += body.length;
    this.forget();
    this.changes.tell('calls', requestId);
    return question;
  }

  end(id: string, status: number, contentType: string, body: Buffer, now: number): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) {
      entry.ended = { status, milliseconds: now - entry.request.receivedAt, outcome: later(() => outcomeOf(status, contentType, body.toString('utf8'), entry.question)) };
      this.changes.tell('calls', id);
    }
  }

  has(id: string | undefined): boolean {
    return id !== undefined && this.entries.has(id);
  }

  /** Whether a function ran for one of them. */
  caused(invocationId: string): boolean {
    return this.invocations.has(invocationId);
  }

  /** @param id of the request for which the function runs */
  invoked(invocationId: string, id: string | undefined): void {
    const entry = this.entries.get(id ?? '');
    if (entry !== undefined) {
      this.invocations.set(invocationId, entry.request.requestId);
      entry.invocations.push(invocationId);
    }
  }

  /** A line that a function wrote. @param invocationId of the request that it ran for, or last ran for */
  wrote(label: string, line: string, invocationId: string | undefined): void {
    const entry = this.entries.get(this.invocations.get(invocationId ?? '') ?? '');
    if (entry !== undefined && entry.logs.length < LINES_MAX) {
      entry.logs.push({ function: label, line });
      this.changes.tell('calls', entry.request.requestId);
    }
  }

  private forget(): void {
    while (this.order.length > CALLS_MAX || this.bytes > BYTES_MAX) {
      const id = this.order.shift()!;
      const { request, invocations } = this.entries.get(id)!;
      this.bytes -= request.body.length;
      this.entries.delete(id);
      invocations.forEach((invocation) => this.invocations.delete(invocation));
    }
  }
}

function shown({ question: { id: _id, ...asked }, request, replayOf, caller, logs, ended }: Entry): Call {
  const { outcome, ...known } = ended ?? {};
  return { ...asked, ...caller(), id: request.requestId, at: request.receivedAt, replayOf, logs: [...logs], ...outcome?.(), ...known };
}

/** The request of the API for which a function runs: API Gateway's events say it in their context, the MCP function's as they are. */
export function requestIdIn(payload: Buffer): string | undefined {
  try {
    const event: unknown = JSON.parse(payload.toString('utf8'));
    const id = isObject(event) ? event.requestId ?? (isObject(event.requestContext) ? event.requestContext.requestId : undefined) : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
