/** `npm run verify:aws` on the emulator: it removes what it made, however it ends, and its exit status says how that was. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Account } from './account';
import type { Emulator } from './emulator';

const ROOT = resolve(__dirname, '..', '..');
const LIMIT_MS = 180_000;

interface Case {
  readonly name: string;
  /** Of test/emulator/verification.ts. */
  readonly behaviour: string;
  readonly args: readonly string[];
  /** The signal that it gets once it has written this, or once a stack is there. */
  readonly interrupted?: { readonly after: RegExp | 'stack'; readonly by: NodeJS.Signals };
  readonly status: number | null;
  readonly writes: readonly RegExp[];
  /** Whether something is there afterwards. */
  readonly leaves?: true;
}

const YES = ['--yes', '--without-person'];
const REMOVED = /^Everything was removed/m;

const CASES: readonly Case[] = [
  { name: 'rows that hold', behaviour: 'passes', args: YES, status: 0, writes: [/^4 passed, 0 failed/m, REMOVED] },
  { name: 'a row that fails', behaviour: 'fails', args: YES, status: 1, writes: [/^1 passed, 1 failed/m, /^documents: request \S+, logs in \S+documents\.log$/m, REMOVED] },
  { name: 'a deployment that fails', behaviour: 'refused', args: YES, status: 1, writes: [/the deployment failed/, /metric math/, REMOVED] },
  { name: 'Ctrl-C while it deploys', behaviour: 'hangs', args: YES, interrupted: { after: /^deploying/, by: 'SIGINT' }, status: 130, writes: [/^it was interrupted/m, REMOVED] },
  { name: 'Ctrl-C while stacks are created', behaviour: 'hangs', args: YES, interrupted: { after: 'stack', by: 'SIGINT' }, status: 130, writes: [REMOVED] },
  { name: 'Ctrl-C while it checks', behaviour: 'hangs', args: YES, interrupted: { after: /^checking/, by: 'SIGINT' }, status: 130, writes: [/0 passed, 1 failed/, REMOVED] },
  { name: 'Ctrl-C while it removes', behaviour: 'refused', args: YES, interrupted: { after: /^deleting/, by: 'SIGINT' }, status: 130, writes: [REMOVED] },
  { name: 'nobody who could say yes', behaviour: 'hangs', args: [], status: 1, writes: [/say --yes/] },
  { name: 'its death while it checks', behaviour: 'hangs', args: YES, interrupted: { after: /^checking/, by: 'SIGKILL' }, status: null, writes: [], leaves: true },
];

/** @param check takes what was checked, whether it holds, and what was seen */
export async function verifications(emulator: Emulator, account: Account, check: (name: string, holds: boolean, seen: string) => void): Promise<void> {
  for (const { name, behaviour, args, interrupted, status, writes, leaves = false } of CASES) {
    const { written, status: ended } = await run(emulator, account, [behaviour, ...args], interrupted);
    const left = await account.stacksOfRuns();
    const holds = ended === status && writes.every((pattern) => pattern.test(written)) && (left.length > 0) === leaves;
    check(`\`verify:aws\`: ${name}`, holds, `status ${ended}; left: ${left.join(', ') || 'nothing'}; ${written}`);
    const [killed] = /mcp-verify-[0-9a-f]{6}/.exec(written) ?? [];
    if (leaves && killed !== undefined) {
      const cleaned = await run(emulator, account, [behaviour, '--cleanup', killed]);
      check('`verify:aws --cleanup` removes what a killed run left', cleaned.status === 0 && (await account.stacksOfRuns()).length === 0, cleaned.written);
    }
  }
}

interface Ended {
  readonly written: string;
  readonly status: number | null;
}

async function run(emulator: Emulator, account: Account, args: readonly string[], interrupted?: Case['interrupted']): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'verification.ts'), ...args], {
    cwd: ROOT,
    env: { ...emulator.environment, TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json') },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(LIMIT_MS),
    killSignal: 'SIGKILL',
  });
  child.on('error', () => {});
  const lines: string[] = [];
  let isInterrupted = false;
  const interrupt = () => {
    if (!isInterrupted) {
      isInterrupted = true;
      child.kill(interrupted!.by);
    }
  };
  [child.stdout, child.stderr].forEach((output) => createInterface({ input: output }).on('line', (line) => {
    lines.push(line);
    if (interrupted !== undefined && interrupted.after !== 'stack' && interrupted.after.test(line)) {
      interrupt();
    }
  }));
  const closed = once(child as ChildProcess, 'close');
  while (interrupted?.after === 'stack' && !isInterrupted && child.exitCode === null) {
    if ((await account.stacksOfRuns()).length > 0) {
      interrupt();
    }
    await delay(100);
  }
  const [status] = await closed;
  return { written: lines.join('\n'), status };
}
