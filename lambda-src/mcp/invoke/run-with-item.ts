import { CallItem } from './call-item';
import type { InvocationOutcome } from './invoker';
import { ReportReader } from './read-report';
import { CANCELLED, type ReportingRun } from './reporting-run';
import type { FunctionReports } from '../../../src/contract/mcp/layer';
import { invokeFunction } from '../../platform/aws/invoke-function';
import type { Timers } from '../../platform/timers';

/** How often reports are looked for: within this time a client hears them. */
export const REPORT_POLL_MILLIS = 1000;

/** Runs a function that reports in the item of its call. Where nobody listens, there is no item. */
export async function runWithItem(run: ReportingRun, reports: Extract<FunctionReports, { readonly by: 'table' }>): Promise<InvocationOutcome> {
  const { wanted, home, aws, functionArn, call } = run;
  const item = wanted !== undefined || reports.seesCancellation ? new CallItem(home, reports, call.deadline, call.runId) : undefined;
  const event = run.eventWith({ reports: wanted, callItem: item?.reference });
  if (typeof event !== 'string') {
    return event;
  }
  const running = invokeFunction(aws, functionArn, event, call.remainingMillis);
  if (item === undefined) {
    return running;
  }
  const listening = wanted === undefined ? undefined : new Listening(item, run);
  const { cancelled } = call.emitter;
  const outcome = await Promise.race([running, abortOf(cancelled)]);
  await listening?.end(outcome !== undefined);
  if (outcome !== undefined) {
    return outcome;
  }
  if (reports.seesCancellation) {
    await item.cancel().catch(() => undefined);
  }
  return CANCELLED;
}

/** Says in the item of a task's run that the client has cancelled it. Who does not look there goes on. */
export async function stopRun({ home, call }: ReportingRun, reports: FunctionReports): Promise<InvocationOutcome> {
  if (reports.by === 'table' && reports.seesCancellation) {
    try {
      await new CallItem(home, reports, call.deadline, call.runId).cancel();
    } catch (error) {
      return { failure: 'unreachable', detail: String(error), isPassing: true };
    }
  }
  return { answer: 'null' };
}

/** Looks for reports until the function has answered, and once more then. A table that cannot be read is no reason for a call to fail. */
class Listening {
  private readonly opened: Promise<void>;
  private readonly reader: ReportReader;
  private reading: Promise<void> = Promise.resolve();
  private preventNext: (() => void) | undefined;
  private isOver = false;
  private progress: unknown;
  private logs = 0;

  constructor(private readonly item: CallItem, { call, about, timers, log }: ReportingRun) {
    this.reader = new ReportReader(call, log, about);
    this.opened = item.open().catch((error: unknown) => log('warn', 'reports cannot be read', { ...about, error: String(error) }));
    this.schedule(timers);
  }

  /** @param isHeard whether what was reported last still reaches somebody */
  async end(isHeard: boolean): Promise<void> {
    this.isOver = true;
    this.preventNext?.();
    await this.reading;
    await Promise.all([this.opened, isHeard ? this.read() : undefined]);
  }

  private schedule(timers: Timers): void {
    this.preventNext = timers.after(REPORT_POLL_MILLIS, () => {
      this.reading = this.read().then(() => {
        if (!this.isOver) {
          this.schedule(timers);
        }
      });
    });
  }

  private async read(): Promise<void> {
    const reported = await this.item.read().catch(() => undefined);
    if (reported === undefined) {
      return;
    }
    for (const line of reported.logs.slice(this.logs)) {
      this.reader.read(String(line));
    }
    this.logs = Math.max(this.logs, reported.logs.length);
    if (reported.progress !== undefined && reported.progress !== this.progress) {
      this.progress = reported.progress;
      this.reader.read(String(reported.progress));
    }
  }
}

/** Resolves once the client has cancelled. */
function abortOf(cancelled: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (cancelled.aborted) {
      resolve(undefined);
    } else {
      cancelled.addEventListener('abort', () => resolve(undefined), { once: true });
    }
  });
}
