import { printable, time } from './request-line';
import { Style } from './style';
import type { LineSource } from '../functions/line-source';

/** What the server's functions log: JSON, in their own order of members. */
const PLATFORM_LOG = /^\{"timestamp":"[^"]+","level":"(?:debug|info|warn|error)","message":/;

interface PlatformLog {
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
  readonly method?: string;
  readonly name?: string;
  readonly subject?: string;
  readonly outcome?: string;
  readonly durationMs?: number;
  readonly tool?: string;
  readonly code?: string;
  readonly detail?: string;
  readonly remedy?: string;
}

/** Methods that a user of the server would call a call. Lists and handshakes are not. */
const CALLS = new Set(['tools/call', 'resources/read', 'prompts/get']);

const NAME_WIDTH = 24;

function parsed(line: string): PlatformLog | undefined {
  if (!PLATFORM_LOG.test(line)) {
    return undefined;
  }
  try {
    return JSON.parse(line) as PlatformLog;
  } catch {
    return undefined;
  }
}

/** Why a tool failed, in a line: what its function wrote stands beside it. */
function failureOf({ code, detail = '', remedy }: PlatformLog): string {
  const { errorType, errorMessage } = said(detail);
  const what = errorMessage === undefined ? [code, detail] : [errorType ?? code, errorMessage];
  return [what.filter((part) => part !== undefined && part !== '').join(': '), remedy].filter((part) => part !== undefined).map(printable).join('; ');
}

function said(detail: string): { readonly errorType?: string; readonly errorMessage?: string } {
  try {
    const { errorType, errorMessage } = JSON.parse(detail) as { readonly errorType?: unknown; readonly errorMessage?: unknown };
    return { ...typeof errorType === 'string' && { errorType }, ...typeof errorMessage === 'string' && { errorMessage } };
  } catch {
    return {};
  }
}

/**
 * What is shown of a line that a function wrote, to somebody who builds tools: a call of theirs is one line, what else the server logs is shown
 * only if something is wrong, and their own lines are shown as they are.
 *
 * @returns undefined for what is not shown
 */
export function quietLine(functionLabel: string, line: string, style: Style, { server, isTool, nameOf }: Partial<LineSource> = {}): string | undefined {
  const log = isTool ? undefined : parsed(line);
  const of = server === undefined ? [] : [style.dim(server)];
  if (log === undefined) {
    return style.dim(`           ${functionLabel}: ${line}`);
  }
  if (log.message === 'mcp request' && CALLS.has(log.method ?? '')) {
    const { name = '', subject, outcome = '', durationMs = 0 } = log;
    const known = subject === undefined ? undefined : nameOf?.(subject);
    const who = known === undefined ? printable(subject ?? 'anybody') : `${printable(known)} ${style.dim(printable(subject!))}`;
    const painted = outcome === 'ok' ? style.green(outcome) : style.red(outcome);
    return [
      style.dim(time(Date.parse(log.timestamp))), '', ...of, style.cyan(printable(name).padEnd(NAME_WIDTH)), who, painted, style.dim(`${durationMs} ms`),
    ].join(' ');
  }
  if (log.message === 'tool call failed') {
    return style.yellow(`           ${log.tool}: ${failureOf(log)}`);
  }
  return log.level === 'warn' || log.level === 'error' ? style.yellow(`           ${functionLabel}: ${line}`) : undefined;
}
