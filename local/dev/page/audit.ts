import type { Changes } from './changes';
import { isObject } from '../../cloud-assembly/template';

const LINES_MAX = 500;

/** A structured line of a function's log. */
export interface AuditLine {
  readonly function: string;
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
  readonly fields: { readonly [name: string]: unknown };
}

/** What the server's functions say of requests: who did what, and what became of it. */
export class Audit {
  private lines: readonly AuditLine[] = [];

  constructor(private readonly changes: Changes) {}

  all(): readonly AuditLine[] {
    return this.lines;
  }

  wrote(label: string, line: string): void {
    const read = auditLine(label, line);
    if (read !== undefined) {
      this.lines = [...this.lines, read].slice(-LINES_MAX);
      this.changes.tell('audit');
    }
  }
}

/** @returns undefined for any other line */
export function auditLine(label: string, line: string): AuditLine | undefined {
  if (!line.startsWith('{')) {
    return undefined;
  }
  try {
    const parsed: unknown = JSON.parse(line);
    if (!isObject(parsed)) {
      return undefined;
    }
    const { timestamp, level, message, ...fields } = parsed;
    return [timestamp, level, message].every((each) => typeof each === 'string')
      ? { function: label, timestamp: timestamp as string, level: level as string, message: message as string, fields } : undefined;
  } catch {
    return undefined;
  }
}
