import { AUDIT_EVENT_MEMBER, AUDIT_MEMBERS } from '../../src/contract/audit/audit-line';

/** An event of CloudWatch Logs. */
export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/**
 * The audit line in a line of a log, with the members that are documented and no others: metrics that came with it would be counted twice.
 *
 * @returns undefined where there is none
 */
export function auditLine({ timestamp, message }: LogEvent): LogEvent | undefined {
  const line = parsed(message);
  return typeof line?.[AUDIT_EVENT_MEMBER] === 'string'
    ? { timestamp, message: JSON.stringify(Object.fromEntries(AUDIT_MEMBERS.map((member) => [member, line[member]]))) } : undefined;
}

function parsed(text: string): { readonly [member: string]: unknown } | undefined {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
