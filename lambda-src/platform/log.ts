import { writeSync } from 'node:fs';

export type LogLevel = 'info' | 'warn' | 'error';

/** What a line says besides its message. Never a token, a secret or an argument of a tool. */
export interface LogFields {
  /** The same in every line of one request. */
  readonly requestId?: string;
  readonly [name: string]: unknown;
}

export type Log = (level: LogLevel, message: string, fields: LogFields) => void;

/** Writes one JSON object a line, past `console`, which the runtime patches to put text before it. */
export const log: Log = (level, message, fields) => {
  writeLine({ timestamp: new Date().toISOString(), level, message, ...fields });
};

const STDOUT = 1;
let stdoutIsBusy = false;

/**
 * Writes a line as it is: for formats that CloudWatch reads itself. Not by `process.stdout`, which takes milliseconds of a cold start to
 * exist, until the pipe is full: from then on `process.stdout` keeps the order.
 */
export function writeLine(line: object): void {
  let rest: Buffer = Buffer.from(`${JSON.stringify(line)}\n`);
  try {
    while (!stdoutIsBusy && rest.length > 0) {
      rest = rest.subarray(writeSync(STDOUT, rest));
    }
  } catch {
    stdoutIsBusy = true;
  }
  if (rest.length > 0) {
    process.stdout.write(rest);
  }
}
