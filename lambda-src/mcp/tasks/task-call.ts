import type { Call, TaskStep } from '../invoke/invoker';
import { notDeclared } from '../invoke/silent-call';
import type { Emitter } from '../protocol/emitter';

/** Nobody reads what a task would send. */
const NO_READER: Emitter = {
  emit: () => undefined,
  sendRequest: () => false,
  cancel: () => undefined,
  keepAlive: () => undefined,
  isStreaming: false,
  get cancelled() {
    return new AbortController().signal;
  },
};

/** A step of what runs for a task, whose client waits for no outcome. */
export function stepCall(task: TaskStep, runId: string, remainingMillis: number, now: number): Call {
  return {
    task,
    runId,
    remainingMillis,
    deadline: now + remainingMillis,
    signal: NO_READER.cancelled,
    emitter: NO_READER,
    wantsProgress: false,
    progress: () => undefined,
    log: () => undefined,
    ask: () => Promise.reject(notDeclared()),
  };
}

export interface RunCallOptions {
  readonly runId: string;
  readonly remainingMillis: number;
  readonly now: number;
  /** Shows how far the run is. Log messages are none of a task's. */
  progress(progress: number, total?: number, message?: string): void;
}

/** The run of a function that is a task. */
export function runCall({ runId, remainingMillis, now, progress }: RunCallOptions, signal: AbortSignal): Call {
  return {
    runId,
    remainingMillis,
    deadline: now + remainingMillis,
    signal,
    emitter: { ...NO_READER, cancelled: signal },
    wantsProgress: true,
    progress,
    log: () => undefined,
    ask: () => Promise.reject(notDeclared()),
  };
}
