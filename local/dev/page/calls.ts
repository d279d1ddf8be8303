import type { Changes } from './changes';
import { outcomeOf, questionOf, type RpcOutcome, type RpcQuestion } from './rpc-exchange';
import { isObject } from '../../cloud-assembly/template';
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

interface Entry {
  call: Call;
  readonly question: RpcQuestion;
  readonly request: GatewayRequest;
  /** The ids of the requests of functions that ran for it. */
  readonly invocations: string[];
}

/** The last requests of MCP, in memory. */
export class Calls {
  private readonly entries = new Map<string, Entry>();
  /** The calls that functions run for, by the ids of their own requests. */
  private readonly invocations = new Map<string, string>();
  /** Of the remembered requests. */
  private bytes = 0;

  constructor(private readonly changes: Changes) {}

  all(): readonly Call[] {
    return [...this.entries.values()].map(({ call }) => call);
  }

  get(id: string): Call | undefined {
    return this.entries.get(id)?.call;
  }

  /** What was sent, to send it again. */
  requestOf(id: string): GatewayRequest | undefined {
    return this.entries.get(id)?.request;
  }

  /** @returns whether it is a message of MCP */
  begin(request: GatewayRequest, caller: { readonly subject?: string; readonly clientId?: string }, replayOf?: string): boolean {
    const question = questionOf(request.body);
    if (question === undefined) {
      return false;
    }
    const { id: _id, ...asked } = question;
    const call: Call = { ...asked, ...caller, id: request.requestId, at: request.receivedAt, replayOf, logs: [] };
    this.entries.set(call.id, { call, question, request, invocations: [] });
    this.bytes += request.body.length;
    this.forget();
    this.changes.tell('calls', call.id);
    return true;
  }

  end(id: string, status: number, contentType: string, body: string, now: number): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) {
      this.change(entry, { ...outcomeOf(status, contentType, body, entry.question), status, milliseconds: now - entry.call.at });
    }
  }

  /** Whether a function runs for one of them. @param payload what it is called with */
  isAbout(payload: Buffer): boolean {
    return this.entries.has(requestIdIn(payload) ?? '');
  }

  /** Whether a function ran for one of them. */
  caused(invocationId: string): boolean {
    return this.invocations.has(invocationId);
  }

  /** @param payload says for which request the function runs */
  invoked(invocationId: string, payload: Buffer): void {
    const id = requestIdIn(payload);
    const entry = this.entries.get(id ?? '');
    if (entry !== undefined) {
      this.invocations.set(invocationId, entry.call.id);
      entry.invocations.push(invocationId);
    }
  }

  /** A line that a function wrote. @param invocationId of the request that it ran for, or last ran for */
  wrote(label: string, line: string, invocationId: string | undefined): void {
    const entry = this.entries.get(this.invocations.get(invocationId ?? '') ?? '');
    if (entry !== undefined && entry.call.logs.length < LINES_MAX) {
      this.change(entry, { logs: [...entry.call.logs, { function: label, line }] });
    }
  }

  private change(entry: Entry, changed: Partial<Call>): void {
    entry.call = { ...entry.call, ...changed };
    this.changes.tell('calls', entry.call.id);
  }

  private forget(): void {
    for (const [id, { request, invocations }] of this.entries) {
      if (this.entries.size <= CALLS_MAX && this.bytes <= BYTES_MAX) {
        break;
      }
      this.bytes -= request.body.length;
      this.entries.delete(id);
      invocations.forEach((invocation) => this.invocations.delete(invocation));
    }
  }
}

/** API Gateway's events say it in their context, the MCP function's as they are. */
function requestIdIn(payload: Buffer): string | undefined {
  try {
    const event: unknown = JSON.parse(payload.toString('utf8'));
    const id = isObject(event) ? event.requestId ?? (isObject(event.requestContext) ? event.requestContext.requestId : undefined) : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
