import type { GuardedCall } from './code/call-guard';
import { describe, outcomeOf } from './code-failure';
import type { Call, InvocationOutcome } from './invoker';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import type { ToolContext } from '../../../src/contract/mcp/tool-context';
import type { Log } from '../../platform/log';

/** One call of a tool: its context, its end, and what its tool leaves behind. */
export class RunningCall implements GuardedCall {
  readonly outcome: Promise<InvocationOutcome>;
  private settle!: (outcome: InvocationOutcome | Promise<InvocationOutcome>) => void;
  private readonly deadline: number;
  private readonly timer: NodeJS.Timeout;
  private controller: AbortController | undefined;
  private isOver = false;

  constructor(
    private readonly invocation: ToolInvocation, private readonly call: Call, private readonly log: Log,
    private readonly publisher?: () => Promise<{ publish(uri: string): Promise<void> }>,
  ) {
    this.outcome = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.deadline = Date.now() + call.remainingMillis;
    this.timer = setTimeout(() => this.expire(), Math.max(0, call.remainingMillis));
  }

  get requestId(): string {
    return this.invocation.requestId;
  }

  get tool(): string {
    return this.invocation.name;
  }

  /** The first end counts. */
  end(outcome: InvocationOutcome | Promise<InvocationOutcome>): void {
    if (!this.isOver) {
      this.isOver = true;
      clearTimeout(this.timer);
      this.settle(outcome);
    }
  }

  /** As it would end a function of its own: the call has failed. Afterwards it is only reported. */
  stray(error: unknown): void {
    if (this.isOver) {
      void describe(error).catch(() => 'the tool threw what cannot be described').then((detail) => {
        this.log('error', 'a tool left behind an error that nothing caught', { requestId: this.requestId, tool: this.tool, detail });
      });
    } else {
      this.end(outcomeOf(error));
    }
  }

  /** Of this call alone: a tool may write into it what it likes. */
  context(): ToolContext {
    const { name: tool, caller: { subject, clientId, scopes }, requestId, protocolVersion, _meta } = this.invocation;
    const signal = () => this.signal();
    const { call, deadline, publisher } = this;
    return {
      tool,
      caller: { subject, clientId, scopes: [...scopes] },
      requestId,
      protocolVersion,
      _meta: _meta && { ..._meta },
      get signal() {
        return signal();
      },
      deadline,
      remainingMillis: () => Math.max(0, deadline - Date.now()),
      progress: (progress, total, message) => call.progress(progress, total, message),
      log: (level, data, logger) => call.log(level, data, logger),
      ask: (key, question) => call.ask(key, question),
      resourceChanged: async (uri) => (await publisher?.())?.publish(uri),
    };
  }

  private expire(): void {
    this.end({ failure: 'timeout', detail: `the tool did not answer within ${this.call.remainingMillis} ms` });
    this.controller?.abort(new DOMException('the time of the call is over', 'TimeoutError'));
  }

  /** Made when it is first read: most tools do not. */
  private signal(): AbortSignal {
    if (this.controller === undefined) {
      const controller = new AbortController();
      this.controller = controller;
      const cancelled = this.call.signal;
      const abort = () => controller.abort(cancelled.reason);
      if (cancelled.aborted) {
        abort();
      } else {
        cancelled.addEventListener('abort', abort, { once: true });
      }
    }
    return this.controller.signal;
  }
}
