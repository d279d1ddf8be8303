import type { Task } from './task';
import type { TaskTable } from './task-table';
import type { Timers } from '../../platform/timers';
import { wellFormed } from '../json/well-formed';

/** They are written at most this often. */
const INTERVAL_MILLIS = 1000;
const MAX_LENGTH = 500;

/** Shows the progress of a run as the message of its task. */
export class StatusMessages {
  private last = -Infinity;
  private writtenAt = -Infinity;
  private writing: Promise<void> = Promise.resolve();

  /** @param onGone called when the task is found to be none any more */
  constructor(private readonly task: Task, private readonly table: TaskTable, private readonly timers: Timers, private readonly onGone: () => void) {}

  /** Progress must increase: what does not is dropped. */
  progress(progress: number, total?: number, message?: string): void {
    const now = this.timers.now();
    if (!Number.isFinite(progress) || progress <= this.last) {
      return;
    }
    this.last = progress;
    if (now - this.writtenAt < INTERVAL_MILLIS) {
      return;
    }
    this.writtenAt = now;
    const { key, round } = this.task;
    const statusMessage = wellFormed(JSON.stringify((message ?? (Number.isFinite(total) ? `${progress} of ${total}` : String(progress))).slice(0, MAX_LENGTH)));
    this.writing = this.writing.then(async () => {
      const isRunning = await this.table.change(key, { status: 'working', round }, { statusMessage: JSON.parse(statusMessage) as string, updatedAt: now });
      if (!isRunning) {
        this.onGone();
      }
      // A message that cannot be written is no reason for the run to fail.
    }).catch(() => undefined);
  }

  /** What was written last comes before what is written next. */
  end(): Promise<void> {
    return this.writing;
  }
}
