import { LOG_LEVELS, type LogLevel } from '../../../src/contract/mcp/log-level';
import type { Revision } from '../../../src/contract/mcp/protocol-versions';
import { wellFormed } from '../json/well-formed';
import type { Emitter } from '../protocol/emitter';
import type { Params } from '../protocol/json-rpc';

/** What the client of a call asked for. */
export interface Asked {
  /** As the client wrote it; 0 is one. */
  readonly progressToken: unknown;
  /** Undefined if the client wants no log messages. */
  readonly logLevel: LogLevel | undefined;
}

/** Maximum bytes of a notification: the official Python client rejects an event of one mebibyte. */
const NOTIFICATION_MAX_BYTES = 1_000_000;

/**
 * Sends what a tool reports while it runs, as far as its client asked for it.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/progress
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/utilities/logging
 */
export class Reports {
  private last = -Infinity;

  constructor(private readonly asked: Asked, private readonly revision: Revision, private readonly emitter: Emitter) {}

  /** Progress must increase: what does not is dropped. Members that are not known are left out, because clients drop a notification with a null. */
  progress(progress: number, total?: number, message?: string): void {
    const { progressToken } = this.asked;
    if (progressToken === undefined || !Number.isFinite(progress) || progress <= this.last) {
      return;
    }
    const sent = this.send('notifications/progress', {
      progressToken,
      progress,
      total: Number.isFinite(total) ? total : undefined,
      message: typeof message === 'string' && this.revision >= '2025-03-26' ? readable(message) as string : undefined,
    });
    if (sent) {
      this.last = progress;
    }
  }

  /** A level that does not exist is `info`. */
  log(level: LogLevel, data: unknown, logger?: string): void {
    const { logLevel } = this.asked;
    const known = LOG_LEVELS.includes(level) ? level : 'info';
    if (logLevel !== undefined && LOG_LEVELS.indexOf(known) >= LOG_LEVELS.indexOf(logLevel)) {
      this.send('notifications/message', { level: known, logger: typeof logger === 'string' ? readable(logger) : undefined, data: readable(data) });
    }
  }

  private send(method: string, params: Params): boolean {
    if (Buffer.byteLength(JSON.stringify(params)) > NOTIFICATION_MAX_BYTES) {
      return false;
    }
    this.emitter.emit(method, params);
    return true;
  }
}

/** What JSON cannot hold is said as a text. */
function readable(data: unknown): unknown {
  try {
    return JSON.parse(wellFormed(JSON.stringify(data) ?? 'null'));
  } catch {
    return '(a value that JSON cannot hold)';
  }
}
