import { AsyncLocalStorage } from 'node:async_hooks';

/** A call of a tool, as far as the process knows of it. Whatever the tool starts belongs to it, also after its end. */
export interface GuardedCall {
  readonly requestId: string;
  readonly tool: string;
  /** Called with an error that nothing caught, and that belongs to the call. */
  stray(error: unknown): void;
}

/** What the guard uses of the process, so that a test need not break its own. */
export type GuardedProcess = Pick<NodeJS.Process, 'pid' | 'exit' | 'abort' | 'kill' | 'on' | 'listeners' | 'removeAllListeners'>;

/**
 * Keeps a tool from ending the process, which serves others: errors that nothing catches go to the call that they belong to, and what ends the
 * process throws instead. All that does not belong to a call stays as it was.
 */
export class CallGuard {
  private readonly calls = new AsyncLocalStorage<GuardedCall>();

  /** Takes over from the runtime, which ends the process after an error that nothing caught. */
  constructor(process: GuardedProcess) {
    this.takeOver(process, 'uncaughtException');
    this.takeOver(process, 'unhandledRejection');
    for (const name of ['exit', 'abort', 'kill'] as const) {
      this.refuse(process, name);
    }
  }

  run<T>(call: GuardedCall, work: () => T): T {
    return this.calls.run(call, work);
  }

  private takeOver(process: GuardedProcess, event: 'uncaughtException' | 'unhandledRejection'): void {
    const others = process.listeners(event as 'uncaughtException') as ((...args: readonly unknown[]) => void)[];
    process.removeAllListeners(event);
    process.on(event, (...args: readonly unknown[]) => {
      const call = this.calls.getStore();
      if (call === undefined) {
        others.forEach((other) => other(...args));
      } else {
        call.stray(args[0]);
      }
    });
  }

  private refuse(process: GuardedProcess, name: 'exit' | 'abort' | 'kill'): void {
    const original = process[name].bind(process) as (...args: readonly unknown[]) => never;
    const guarded = (...args: readonly unknown[]) => {
      const endsUs = name !== 'kill' || Number(args[0]) === process.pid || Number(args[0]) === 0;
      if (endsUs && this.calls.getStore() !== undefined) {
        throw new Error(`process.${name}(${args.map(String).join(', ')}): a tool may not end the process, which serves others`);
      }
      return original(...args);
    };
    Object.assign(process, { [name]: guarded });
  }
}
