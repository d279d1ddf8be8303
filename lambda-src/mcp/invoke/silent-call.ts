import type { Call } from './invoker';
import type { Emitter } from '../protocol/emitter';

export interface SilentCallOptions {
  readonly receivedAt: number;
  readonly remainingMillis: number;
  readonly emitter: Emitter;
}

/** A call whose client did not ask for anything, and whose tool has nothing to say. A class: every plain call makes one, and it makes nothing besides. */
class SilentCall implements Call {
  readonly wantsProgress = false;
  readonly deadline: number;

  constructor(readonly remainingMillis: number, readonly emitter: Emitter, receivedAt: number) {
    this.deadline = receivedAt + remainingMillis;
  }

  get signal(): AbortSignal {
    return this.emitter.cancelled;
  }

  progress(): void {}

  log(): void {}

  ask(): Promise<never> {
    return Promise.reject(notDeclared());
  }
}

export function silentCall({ receivedAt, remainingMillis, emitter }: SilentCallOptions): Call {
  return new SilentCall(remainingMillis, emitter, receivedAt);
}

export function notDeclared(): Error {
  return new Error('the tool is not declared to ask: set asks in its props');
}
