import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account, Leftover } from './account';
import type { ServerName } from './app';
import type { Aws } from './aws';
import type { Checks, LogName } from './check';
import { DeployedPlace } from './deployed-place';
import { deployAssembly } from './deployment';
import { type Result, runChecks } from './run-checks';

export interface Verification {
  readonly name: string;
  readonly aws: Aws;
  readonly account: Account;
  readonly servers: readonly ServerName[];
  readonly checks: Checks;
  /** The cloud assemblies of both versions. */
  readonly assembly: string;
  readonly update: string;
  /** For what the CDK CLI wrote, and what the logs say of rows that failed. */
  readonly report: string;
  /** Ends it early: what was made is removed all the same. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface Verified {
  readonly results: readonly Result[];
  /** Why it ended early. */
  readonly failure?: Error;
  readonly left: readonly Leftover[];
}

const LOGS: readonly LogName[] = ['Mcp', 'Authorizer', 'OAuth'];
/** Of a row that sent many requests, the last ones. */
const REQUESTS = 3;

/** Deploys, checks, and removes, whatever happens. */
export async function verify({ name, servers, aws, account, checks, assembly, update, report, signal, say }: Verification): Promise<Verified> {
  let results: readonly Result[] = [];
  let failure: Error | undefined;
  mkdirSync(report, { recursive: true });
  try {
    say(`deploying ${servers.length} servers …`);
    await deployAssembly(assembly, aws, join(report, 'deployment.log'), signal);
    const place = await DeployedPlace.of(name, servers, aws, account, async () => {
      say('deploying another version …');
      await deployAssembly(update, aws, join(report, 'update.log'), signal);
    });
    say('checking …');
    results = await runChecks(checks, place, place.servers, signal, ({ outcome, row, seen }) => say(`${outcome}: ${row}: ${seen.slice(0, 160)}`));
    // The logs go with the stacks.
    await Promise.all(results.filter(({ outcome }) => outcome === 'failed').map((result) => keepLogs(result, place, report)));
    signal.throwIfAborted();
  } catch (error) {
    failure = signal.aborted ? new Error('it was interrupted') : error as Error;
  }
  say('removing everything …');
  const left = await account.remove(name, say).catch((error: Error) => [{ what: `stacks that begin with ${name}-`, why: error.message }]);
  return { results, failure, left };
}

/** What the logs of a server say of the requests of a row. */
async function keepLogs({ row, server, requestIds }: Result, place: DeployedPlace, report: string): Promise<void> {
  const lines = await Promise.all(requestIds.slice(-REQUESTS).flatMap((id) => LOGS.map(async (log) => {
    const found = await place.lines(server, log, id, 0).catch((error: Error) => [error.message]);
    return found.map((line) => `${place.output(server, `${log}Log`)}: ${line.trimEnd()}`);
  })));
  writeFileSync(join(report, `${row}.log`), `requests: ${requestIds.join(', ') || 'none that API Gateway gave an id'}\n${lines.flat().join('\n')}\n`);
}
