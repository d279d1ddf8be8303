import type { Call } from './invoker';
import type { Timers } from '../../platform/timers';
import type { Emitter } from '../protocol/emitter';

export interface SilentCallOptions {
  readonly remainingMillis: number;
  readonly emitter: Emitter;
  readonly timers: Timers;
}

/** A call whose client did not ask for anything, and whose tool has nothing to say. */
export function silentCall({ remainingMillis, emitter, timers }: SilentCallOptions): Call {
  return {
    remainingMillis,
    emitter,
    deadline: timers.now() + remainingMillis,
    get signal() {
      return emitter.cancelled;
    },
    wantsProgress: false,
    progress: () => undefined,
    log: () => undefined,
    ask: () => Promise.reject(notDeclared()),
  };
}

export function notDeclared(): Error {
  return new Error('the tool is not declared to ask: set asks in its props');
}
