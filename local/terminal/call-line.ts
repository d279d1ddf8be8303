import { printable, time } from './request-line';
import { Style } from './style';

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
  readonly reason?: string;
  readonly error?: unknown;
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

/**
 * What is shown of a line that a function wrote, to somebody who builds tools: a call of theirs is one line, what else the server logs is shown
 * only if something is wrong, and their own lines are shown as they are.
 *
 * @param server for which the function ran, where there are several
 * @returns undefined for what is not shown
 */
export function quietLine(functionLabel: string, line: string, style: Style, server?: string): string | undefined {
  const log = parsed(line);
  const of = server === undefined ? [] : [style.dim(server)];
  if (log === undefined) {
    return style.dim(`           ${functionLabel}: ${line}`);
  }
  if (log.message === 'mcp request' && CALLS.has(log.method ?? '')) {
    const { name = '', subject, outcome = '', durationMs = 0 } = log;
    const painted = outcome === 'ok' ? style.green(outcome) : style.red(outcome);
    return [
      style.dim(time(Date.parse(log.timestamp))), '', ...of, style.cyan(printable(name).padEnd(NAME_WIDTH)), printable(subject ?? 'anybody'), painted, style.dim(`${durationMs} ms`),
    ].join(' ');
  }
  return log.level === 'warn' || log.level === 'error' ? style.yellow(`           ${functionLabel}: ${line}`) : undefined;
}
