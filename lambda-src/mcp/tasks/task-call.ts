import type { Call, TaskStep } from '../invoke/invoker';
import { notDeclared } from '../invoke/silent-call';
import { UNREAD } from '../protocol/unread-emitter';

/** A step of what runs for a task, whose client waits for no outcome. */
export function stepCall(task: TaskStep, runId: string, remainingMillis: number, now: number): Call {
  return {
    task,
    runId,
    remainingMillis,
    deadline: now + remainingMillis,
    signal: UNREAD.cancelled,
    emitter: UNREAD,
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
    emitter: { ...UNREAD, cancelled: signal },
    wantsProgress: true,
    progress,
    log: () => undefined,
    ask: () => Promise.reject(notDeclared()),
  };
}
