import { PassThrough } from 'node:stream';
import { AroundInvocation } from '../functions/around-invocation';
import { failure, isFailure, readFailure, RunningInvocation } from '../functions/invocation';
import { ServiceError } from '../services/service/aws-json';

/** What a tool's function does instead of what it does. */
export type Fault =
  | { readonly kind: 'fails'; readonly errorType: string; readonly message: string }
  | { readonly kind: 'isSlow'; readonly milliseconds: number }
  | { readonly kind: 'isThrottled' };

/** One call of a tool's function. */
export interface RecordedCall {
  readonly tool: string;
  readonly event: { readonly [name: string]: unknown };
  /** What the function answered, as JSON or else as a text. */
  answer?: unknown;
  error?: { readonly errorType?: string; readonly errorMessage: string };
}

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
  private readonly faults = new Map<string, Fault>();

  /** @param wait for a number of milliseconds */
  constructor(private readonly wait: (milliseconds: number) => Promise<void>) {}

  of(tool: string): readonly RecordedCall[] {
    return this.recorded.filter((call) => call.tool === tool);
  }

  forget(tool: string): void {
    const kept = this.recorded.filter((call) => call.tool !== tool);
    this.recorded.splice(0, Infinity, ...kept);
  }

  inject(tool: string, fault: Fault | undefined): void {
    if (fault === undefined) {
      this.faults.delete(tool);
    } else {
      this.faults.set(tool, fault);
    }
  }

  readonly around: AroundInvocation = async ({ payload }, proceed) => {
    const event = toolEvent(payload);
    if (event === undefined) {
      return proceed();
    }
    const call: RecordedCall = { tool: event.name, event };
    this.recorded.push(call);
    const fault = this.faults.get(event.name);
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
