import { PassThrough } from 'node:stream';
import { failure, isFailure, readFailure, RunningInvocation } from '../functions/invocation';
import type { LocalGatewayOptions } from '../local-gateway';
import { ServiceError } from '../services/service/aws-json';

/** What a tool's function does instead of what it does. */
export type Fault =
  | { readonly kind: 'fails'; readonly errorType: string; readonly message: string }
  | { readonly kind: 'isSlow'; readonly milliseconds: number }
  | { readonly kind: 'isThrottled' };

/** A tool, of one of the servers. */
export interface ServedTool {
  readonly name: string;
  /** The path of its server. */
  readonly server: string;
}

/** One call of a tool's function. */
export interface RecordedCall {
  readonly tool: string;
  /** Undefined where nobody knows for which server the function ran. */
  readonly server?: string;
  readonly event: { readonly [name: string]: unknown };
  /** What the function answered, as JSON or else as a text. */
  answer?: unknown;
  error?: { readonly errorType?: string; readonly errorMessage: string };
}

/** A call that may be of any server is of each. */
const isOf = ({ name, server }: ServedTool, call: RecordedCall) => call.tool === name && (call.server ?? server) === server;

/** The event of a tool, and of nothing else that functions are called for: those of resources, prompts and completion name their method. */
function toolEvent(payload: Buffer): RecordedCall['event'] & { readonly name: string } | undefined {
  try {
    const event = JSON.parse(payload.toString('utf8')) as { [name: string]: unknown } | null;
    const isToolEvent = typeof event?.name === 'string' && typeof event.arguments === 'object' && typeof event.caller === 'object' && event.method === undefined;
    return isToolEvent ? event as RecordedCall['event'] & { readonly name: string } : undefined;
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Keeps what the functions of tools were asked and answered, and makes them fail. */
export class ToolCalls {
  private readonly recorded: RecordedCall[] = [];
  private readonly faults = new Map<string, { readonly tool: ServedTool; readonly fault: Fault }>();

  /** @param wait for a number of milliseconds */
  constructor(private readonly wait: (milliseconds: number) => Promise<void>) {}

  of(tool: ServedTool): readonly RecordedCall[] {
    return this.recorded.filter((call) => isOf(tool, call));
  }

  forget(tool: ServedTool): void {
    const kept = this.recorded.filter((call) => !isOf(tool, call));
    this.recorded.splice(0, Infinity, ...kept);
  }

  inject(tool: ServedTool, fault: Fault | undefined): void {
    const key = `${tool.server} ${tool.name}`;
    if (fault === undefined) {
      this.faults.delete(key);
    } else {
      this.faults.set(key, { tool, fault });
    }
  }

  readonly around: NonNullable<LocalGatewayOptions['aroundInvocation']> = async ({ payload, server }, proceed) => {
    const event = toolEvent(payload);
    if (event === undefined) {
      return proceed();
    }
    const call: RecordedCall = { tool: event.name, server, event };
    this.recorded.push(call);
    const fault = [...this.faults.values()].find((injected) => isOf(injected.tool, call))?.fault;
    if (fault?.kind === 'isThrottled') {
      call.error = { errorType: 'TooManyRequestsException', errorMessage: 'Rate Exceeded.' };
      throw new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    if (fault?.kind === 'fails') {
      call.error = { errorType: fault.errorType, errorMessage: fault.message };
      const reason = failure(fault.errorType, fault.message);
      return { started: Promise.resolve(reason), finished: Promise.resolve(reason) };
    }
    if (fault?.kind === 'isSlow') {
      await this.wait(fault.milliseconds);
    }
    return recorded(call, await proceed());
  };
}

/** The same invocation, which writes its answer into the call before whoever waits for it has it. */
function recorded(call: RecordedCall, invocation: RunningInvocation): RunningInvocation {
  const started = invocation.started.then((outcome) => {
    if (isFailure(outcome)) {
      call.error = readFailure(outcome.payload);
      return outcome;
    }
    if (Buffer.isBuffer(outcome.body)) {
      call.answer = parsed(outcome.body.toString('utf8'));
      return outcome;
    }
    const chunks: Buffer[] = [];
    const body = new PassThrough({
      transform: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk);
        done(null, chunk);
      },
      flush: (done) => {
        call.answer = parsed(Buffer.concat(chunks).toString('utf8'));
        done();
      },
    });
    outcome.body.on('error', (error) => body.destroy(error)).pipe(body);
    return { ...outcome, body };
  });
  const finished = invocation.finished.then((reason) => {
    if (reason !== undefined) {
      call.error = readFailure(reason.payload);
    }
    return reason;
  });
  return { started, finished };
}
