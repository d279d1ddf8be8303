import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { Stack } from 'aws-cdk-lib';
import { Account, type Leftover } from './account';
import { type ServerName, SERVERS, synthesize } from './app';
import { Aws } from './aws';
import type { Checks } from './check';
import { costsText, monthlyCosts } from './costs';
import { LocalPlace } from './local-place';
import { readRows } from './rows';
import { type Result, runChecks } from './run-checks';
import { personsRows, resultsTable } from './table';
import { verify } from './verification';

const ROOT = join(__dirname, '..', '..');
const NAME = /^mcp-verify-[0-9a-f]{6}$/;

/** What is deployed, and what is checked. */
export interface Subject {
  readonly checks: Checks;
  /** Left out: all. */
  readonly servers?: readonly ServerName[];
  /** Changes a stack at last. */
  readonly adapt?: (stack: Stack) => void;
}

interface Options {
  readonly 'profile'?: string;
  readonly 'region'?: string;
  readonly 'yes': boolean;
  readonly 'cleanup'?: string;
  readonly 'local': boolean;
  readonly 'without-person': boolean;
}

const say = (line: string) => console.log(line);
const cleanupCommand = (name: string, options: Options) => `npm run verify:aws -- --cleanup ${name}${options.profile === undefined ? '' : ` --profile ${options.profile}`}${options.region === undefined ? '' : ` --region ${options.region}`}`;

/** The first one ends what is going on, and everything is removed; the second one leaves the rest. */
function interruptible(onSecond: () => void): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupted.signal.aborted) {
        onSecond();
        process.exit(130);
      }
      say('\nInterrupted: what was made is being removed. Again, and it is left.');
      interrupted.abort();
    });
  }
  return interrupted.signal;
}

async function confirmed(options: Options, signal: AbortSignal): Promise<boolean> {
  if (options.yes) {
    return true;
  }
  if (!process.stdin.isTTY) {
    throw new Error('nobody can be asked here; say --yes');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Readline takes Ctrl-C for itself.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  try {
    return /^y(es)?$/i.test(await terminal.question('Deploy this? [y/N] ', { signal }));
  } catch (error) {
    if (signal.aborted) {
      return false;
    }
    throw error;
  } finally {
    terminal.close();
  }
}

function tell(results: readonly Result[], options: Options): void {
  say(`\n${resultsTable(results)}`);
  const forPerson = readRows().filter(({ needs }) => needs !== undefined);
  if (!options['without-person'] && !options.local) {
    say(`\nLeft for a person:\n${personsRows(forPerson)}`);
  }
  const count = (outcome: Result['outcome']) => results.filter((result) => result.outcome === outcome).length;
  say(`\n${count('passed')} passed, ${count('failed')} failed, ${count('not run')} not run, ${count('needs a person') + forPerson.length} need a person`);
}

function tellLeft(left: readonly Leftover[], again: string): void {
  say(left.length === 0
    ? 'Everything was removed, but for what CDK published to its own bucket (npx cdk gc), and backups that DynamoDB makes of deleted tables, keeps for 35 days and does not charge.'
    : `Not removed:\n${left.map(({ what, why }) => `  ${what}: ${why}`).join('\n')}\nAgain: ${again}`);
}

async function local({ checks }: Subject, options: Options): Promise<number> {
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'verify-local-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const signal = interruptible(() => {});
  const place = await LocalPlace.start(directory);
  try {
    const results = await runChecks(checks, place, place.servers, signal, ({ outcome, row }) => say(`${outcome}: ${row}`));
    tell(results, options);
    return statusOf(results, signal);
  } finally {
    await place.stop();
  }
}

const statusOf = (results: readonly Result[], signal: AbortSignal) => signal.aborted ? 130 : results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;

async function cleanup(name: string, aws: Aws, again: string): Promise<number> {
  if (!NAME.test(name)) {
    throw new Error(`${name} is no name of a run: they look like mcp-verify-0a1b2c`);
  }
  say(`account ${await aws.account()}, ${aws.region}`);
  const left = await new Account(aws).remove(name, say);
  tellLeft(left, again);
  return left.length === 0 ? 0 : 1;
}

async function onAws({ checks, servers = SERVERS, adapt }: Subject, aws: Aws, options: Options): Promise<number> {
  const name = `mcp-verify-${randomBytes(3).toString('hex')}`;
  const report = join(ROOT, 'test-reports', 'verify-aws', name);
  const account = new Account(aws);
  const again = cleanupCommand(name, options);
  const id = await aws.account();
  await account.requireBootstrapped(id);
  const makesLoggingRole = await account.loggingRole() === undefined;
  const signal = interruptible(() => say(`What was made is left. To remove it: ${again}`));
  const app = { name, servers, makesLoggingRole };
  const assemblies = mkdtempSync(join(tmpdir(), `${name}-`));
  process.on('exit', () => rmSync(assemblies, { recursive: true, force: true }));
  const assembly = synthesize({ ...app, outdir: join(assemblies, 'cdk.out') }, adapt);
  const update = synthesize({ ...app, outdir: join(assemblies, 'update', 'cdk.out'), isUpdate: true }, adapt);
  say([
    `account   ${id}`,
    `Region    ${aws.region}`,
    `name      ${name} (of all stacks: ${name}-…)`,
    `costs     ${costsText(monthlyCosts(assembly))}`,
    'takes     about half an hour, and removes everything at its end',
  ].join('\n'));
  if (!await confirmed(options, signal)) {
    say('Nothing was deployed.');
    return signal.aborted ? 130 : 0;
  }
  say(`Should this program be killed: ${again}`);
  const { results, failure, left } = await verify({
    name, servers, aws, account, checks, assembly, update, report, signal, say,
  });
  if (results.length > 0) {
    tell(results, options);
  }
  results.filter(({ outcome }) => outcome === 'failed').forEach(({ row, requestIds }) => {
    say(`${row}: request ${requestIds.at(-1) ?? 'without an id'}, logs in ${relative(process.cwd(), join(report, `${row}.log`))}`);
  });
  if (failure !== undefined) {
    console.error(`\n${failure.message}`);
  }
  tellLeft(left, again);
  return signal.aborted ? 130 : failure !== undefined || left.length > 0 ? 1 : statusOf(results, signal);
}

/** @returns the exit status @throws Error for what a person can mend */
export async function command(args: readonly string[], subject: Subject): Promise<number> {
  const { values: options } = parseArgs({
    args: [...args],
    options: {
      'profile': { type: 'string' },
      'region': { type: 'string' },
      'yes': { type: 'boolean', default: false },
      'cleanup': { type: 'string' },
      'local': { type: 'boolean', default: false },
      'without-person': { type: 'boolean', default: false },
    },
  });
  process.env.JSII_DEPRECATED ??= 'quiet';
  // Neither the embedded DynamoDB nor CDK's own deprecations are the subject.
  process.noDeprecation = true;
  if (options.local) {
    return local(subject, options);
  }
  const aws = await Aws.of(options);
  return options.cleanup === undefined ? onAws(subject, aws, options) : cleanup(options.cleanup, aws, cleanupCommand(options.cleanup, options));
}
