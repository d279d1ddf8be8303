import { execFile, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const COLD_TIMEOUT_MS = 15_000;
const WARM_UP_MS = 2000;
const SLICE_MS = 150;

/** The core that subjects run on; undefined where this system binds no process to one. */
export const core = lastCore();

/** Lambda gives a function of this size less than one core: nothing compiles or collects garbage beside it. */
export const [COMMAND, ...ARGUMENTS] = core === undefined ? [process.execPath] : ['taskset', '--cpu-list', core, process.execPath];

function lastCore() {
  const status = '/proc/self/status';
  if (!existsSync(status) || spawnSync('taskset', ['--version']).status !== 0) return undefined;
  return /^Cpus_allowed_list:.*?(\d+)$/m.exec(readFileSync(status, 'utf8'))?.[1];
}

const environment = ({ env = {} }) => ({ PATH: process.env.PATH, HOME: process.env.HOME, ...env });

/**
 * One fresh process a sample, subject after subject of a group, again and again: what disturbs the machine disturbs all alike, and no figure of a group
 * depends on how many others there are.
 */
export async function measureCold(subjects, count) {
  const samples = Object.fromEntries(subjects.map(({ name }) => [name, []]));
  for (const members of Object.values(Object.groupBy(subjects, ({ group }) => group))) {
    // The first round fills the machine's file cache.
    for (let i = -1; i < count; i += 1) {
      for (const subject of members) {
        const sample = await coldStart(subject);
        if (i >= 0) samples[subject.name].push(sample);
      }
    }
  }
  return samples;
}

async function coldStart(subject) {
  const { stdout } = await promisify(execFile)(
    COMMAND,
    [...ARGUMENTS, join(import.meta.dirname, 'cold.mjs'), JSON.stringify(subject)],
    { env: environment(subject), timeout: COLD_TIMEOUT_MS },
  );
  const logBytes = stdout.lastIndexOf('\n');
  return { ...JSON.parse(stdout.slice(logBytes + 1)), logBytes };
}

/** One process a subject; they take turns. */
export async function measureWarm(subjects, rounds) {
  const workers = [];
  try {
    for (const subject of subjects) {
      const child = fork(join(import.meta.dirname, 'warm.mjs'), [JSON.stringify(subject)], {
        env: environment(subject), execPath: COMMAND, execArgv: ARGUMENTS, stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      const exited = once(child, 'exit').then(([code]) => { throw new Error(`${subject.name} exited with ${code}`); });
      // Only while somebody waits for it is an exit an error.
      exited.catch(() => undefined);
      const answer = () => Promise.race([once(child, 'message').then(([message]) => message), exited]);
      const slice = (milliseconds) => {
        child.send({ milliseconds });
        return answer();
      };
      workers.push({ name: subject.name, child, slice, samples: [] });
      await answer();
      await slice(WARM_UP_MS);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { slice, samples } of workers) samples.push(await slice(SLICE_MS));
    }
    return Object.fromEntries(workers.map(({ name, samples }) => [name, samples]));
  } finally {
    for (const { child } of workers) child.kill();
  }
}
