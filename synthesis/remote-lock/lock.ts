import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { HELP, LockJob, parseArguments } from './arguments';
import { currentLock } from './current-lock';
import { differences } from './differences';
import { UsageError } from './usage-error';
import { isRemoteFailure, RemoteFailureReason } from '../../src/contract/remote/failure';
import { lockText, readLock } from '../../src/contract/remote/lock-file';
import { visible } from '../../src/contract/remote/visible';

export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  out(line: string): void;
  err(line: string): void;
}

/** @returns the exit code. Each server is looked at, also if one before it fails */
export async function lock(args: readonly string[], { environment, out, err }: Surroundings): Promise<number> {
  const fail = (message: string) => {
    err(`remote-mcp lock: ${message}`);
    return 2;
  };
  try {
    const command = parseArguments(args);
    if (command === 'help') {
      out(HELP.trimEnd());
      return 0;
    }
    const codes: number[] = [];
    for (const job of command.jobs) {
      try {
        const current = await currentLock(job, environment, command.timeoutMillis);
        codes.push(command.check ? check(job, current, out) : write(job, current, out));
      } catch (error) {
        codes.push(fail(messageOf(error, job)));
      }
    }
    return Math.max(...codes);
  } catch (error) {
    if (error instanceof UsageError) {
      return fail(`${error.message}; see remote-mcp lock --help`);
    }
    throw error;
  }
}

type Lock = Awaited<ReturnType<typeof currentLock>>;

function write({ output, url }: LockJob, current: Lock, out: Surroundings['out']): number {
  const before = earlier(output);
  mkdirSync(path.dirname(path.resolve(output)), { recursive: true });
  writeFileSync(output, lockText(current));
  if (before !== undefined && !('problem' in before)) {
    differences(before, current).forEach(out);
  }
  out(`${output}: ${current.tools.length} tools of ${visible(current.server.name)} at ${url}, revision ${current.protocolVersion}`);
  return 0;
}

function check({ output, url }: LockJob, current: Lock, out: Surroundings['out']): number {
  const before = earlier(output);
  if (before === undefined || 'problem' in before) {
    throw new UsageError(before === undefined ? `there is no ${output}; write it without --check` : `the lock file ${output} ${before.problem}; write it without --check`);
  }
  const changes = differences(before, current);
  changes.forEach(out);
  out(changes.length === 0 ? `${output}: as ${url} offers it` : `${output}: ${changes.length} of the tools at ${url} are not as locked`);
  return changes.length === 0 ? 0 : 1;
}

function earlier(file: string): ReturnType<typeof readLock> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw new UsageError(`cannot read ${file} (${(error as Error).message})`);
  }
  return readLock(text);
}

function messageOf(error: unknown, { url, tokenEnv, headerEnv, sigV4 }: LockJob): string {
  if (error instanceof UsageError) {
    return error.message;
  }
  if (isRemoteFailure(error)) {
    const variables = [...Object.values(headerEnv ?? {}), ...tokenEnv === undefined ? [] : [tokenEnv], ...sigV4 === undefined ? [] : ['AWS_ACCESS_KEY_ID']];
    return `${url} gave no tools: ${visible(error.detail)}${remedyFor(error.reason, variables)}`;
  }
  const { name, message, cause } = error as Error;
  return name === 'TimeoutError' ? `${url} did not answer in time; raise --timeout` : `${url} cannot be reached (${cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : message})`;
}

function remedyFor(reason: RemoteFailureReason, variables: readonly string[]): string {
  if (reason === 'redirect') {
    return '; redirects are not followed: give the URL that it leads to';
  }
  if (reason === 'unauthorized') {
    return variables.length === 0 ? '; give --token-env, --header-env or --sigv4' : `; look at what ${variables.join(' and ')} ${variables.length === 1 ? 'holds' : 'hold'}`;
  }
  return '';
}
