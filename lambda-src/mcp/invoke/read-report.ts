import type { Call } from './invoker';
import { REPORT_MAX_BYTES } from '../../../src/contract/mcp/report';
import type { ToolLogLevel } from '../../../src/contract/mcp/tool-context';
import type { Log } from '../../platform/log';
import { isObject } from '../protocol/json-rpc';

/** Hands on the reports of one call. One that is none is dropped, and the first of them is said in the log. */
export class ReportReader {
  private hasComplained = false;

  constructor(private readonly call: Call, private readonly log: Log, private readonly about: { readonly requestId: string; readonly tool: string }) {}

  /** @param text undefined for what is too long to be a report */
  read(text: string | undefined): void {
    const problem = text === undefined || Buffer.byteLength(text) > REPORT_MAX_BYTES ? `it has more than ${REPORT_MAX_BYTES} bytes` : this.deliver(text);
    if (problem !== undefined && !this.hasComplained) {
      this.hasComplained = true;
      this.log('warn', 'report dropped', { ...this.about, problem });
    }
  }

  /** @returns what is wrong with it */
  private deliver(text: string): string | undefined {
    let report: unknown;
    try {
      report = JSON.parse(text);
    } catch {
      return 'it is not JSON';
    }
    if (!isObject(report)) {
      return 'it is not an object';
    }
    const { progress, total, message, level, data, logger } = report;
    if (progress !== undefined) {
      if (typeof progress !== 'number' || !Number.isFinite(progress)) {
        return 'its progress is not a number';
      }
      this.call.progress(progress, typeof total === 'number' ? total : undefined, typeof message === 'string' ? message : undefined);
      return undefined;
    }
    if (typeof level !== 'string' || data === undefined) {
      return 'it has neither progress nor a level and data';
    }
    this.call.log(level as ToolLogLevel, data, typeof logger === 'string' ? logger : undefined);
    return undefined;
  }
}
