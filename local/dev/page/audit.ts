import type { Changes } from './changes';
import { isObject } from '../../cloud-assembly/template';
import { later } from '../../functions/later';

const LINES_MAX = 500;

/** An audit line of a function's log: one that has the member `event`. */
export interface AuditLine {
  readonly timestamp: string;
  readonly event: string;
  readonly outcome: string;
  /** The other members. */
  readonly fields: { readonly [name: string]: unknown };
}

/** Members that no audit log has: those of the log, and what makes metrics of a line, which begins with a capital or an underscore. */
const OF_THE_LOG = /^(level|message|method|route|[A-Z_].*)$/;

/** What the server's functions say of requests: who did what, and what became of it. */
export class Audit {
  private readonly lines: (() => AuditLine | undefined)[] = [];

  constructor(private readonly changes: Changes) {}

  all(): readonly AuditLine[] {
    return this.lines.map((line) => line()).filter((line) => line !== undefined);
  }

  wrote(line: string): void {
    if (!line.includes('"event"')) {
      return;
    }
    this.lines.push(later(() => auditLine(line)));
    if (this.lines.length > LINES_MAX) {
      this.lines.shift();
    }
    this.changes.tell('audit');
  }
}

/** @returns undefined for any other line */
export function auditLine(line: string): AuditLine | undefined {
  if (!line.startsWith('{')) {
    return undefined;
  }
  try {
    const parsed: unknown = JSON.parse(line);
    if (!isObject(parsed)) {
      return undefined;
    }
    const { timestamp, event, outcome = '', ...others } = parsed;
    const fields = Object.fromEntries(Object.entries(others).filter(([name]) => !OF_THE_LOG.test(name)));
    return typeof timestamp === 'string' && typeof event === 'string' ? { timestamp, event, outcome: String(outcome), fields } : undefined;
  } catch {
    return undefined;
  }
}
