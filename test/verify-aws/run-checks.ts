import type { ServerName } from './app';
import type { AskedServer } from './asked-server';
import type { Aws } from './aws';
import { type Check, type Checks, NeedsPerson, NotAsExpected, type Place, TIMES } from './check';

export type Outcome = 'passed' | 'failed' | 'needs a person' | 'not run';

export interface Result {
  readonly row: string;
  readonly expected: string;
  readonly seen: string;
  readonly outcome: Outcome;
  readonly server: ServerName;
  /** API Gateway's, the last one at the end. */
  readonly requestIds: readonly string[];
}

const SECONDS = 90;

/**
 * Runs checks, those of one time at once.
 *
 * @param signal ends it: what was not run then is "not run"
 * @param onResult hears each as it ends
 */
export async function runChecks(
  checks: Checks, place: Place, servers: { readonly [name in ServerName]?: AskedServer }, signal: AbortSignal, onResult: (result: Result) => void = () => {},
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const done = (result: Result) => {
    results.push(result);
    onResult(result);
  };
  for (const time of TIMES) {
    const waiting = Object.entries(checks).filter(([, check]) => (check.time ?? 'deployed') === time);
    // What waits for the update runs at once: the update waits for nobody.
    await Promise.all(Array.from({ length: time === 'update' ? waiting.length : place.atOnce }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [row, check] = next;
        done(await resultOf(row, check, place, servers[check.server ?? 'Main'], signal));
      }
    }));
  }
  return results;
}

async function resultOf(row: string, check: Check, place: Place, base: AskedServer | undefined, signal: AbortSignal): Promise<Result> {
  const name = check.server ?? 'Main';
  const server = base?.forCheck();
  const result = (outcome: Outcome, seen: string): Result => ({
    row, expected: check.expected, seen, outcome, server: name, requestIds: server?.requestIds ?? [],
  });
  if (signal.aborted) {
    return result('not run', 'it was interrupted before');
  }
  if (server === undefined) {
    return result('not run', 'the server is not there');
  }
  if (check.onlyAws && place.aws === undefined) {
    return result('not run', 'only AWS has this');
  }
  const { seconds = SECONDS } = check;
  let ends: () => void = () => {};
  const limit = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`it was not done in ${seconds} seconds`)), seconds * 1000);
    const interrupted = () => reject(new Error('it was interrupted'));
    signal.addEventListener('abort', interrupted, { once: true });
    ends = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupted);
    };
  });
  try {
    const checked = {
      server,
      place,
      get aws(): Aws {
        return place.aws!;
      },
      output: (output: string) => place.output(name, output),
      lines: (log: Parameters<Place['lines']>[1], text: string, within?: number) => place.lines(name, log, text, within),
    };
    return result('passed', await Promise.race([check.run(checked), limit]));
  } catch (error) {
    if (error instanceof NeedsPerson) {
      return result('needs a person', error.message);
    }
    const { message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
    return result('failed', error instanceof NotAsExpected ? message : `${(error as Error).name}: ${message}${cause?.code === undefined ? '' : ` (${cause.code})`}`);
  } finally {
    ends();
  }
}
