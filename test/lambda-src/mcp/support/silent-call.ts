import { RecordedEmitter } from './recorded-emitter';
import type { Call } from '../../../../lambda-src/mcp/invoke/invoker';

/** A call whose client asked for nothing. */
export function silentCall(remainingMillis = 30_000): Call {
  return {
    remainingMillis,
    deadline: Date.now() + remainingMillis,
    signal: new AbortController().signal,
    emitter: new RecordedEmitter(),
    wantsProgress: false,
    progress: () => undefined,
    log: () => undefined,
    ask: () => Promise.reject(new Error('not declared')),
  };
}
