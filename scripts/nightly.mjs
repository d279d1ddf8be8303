// npm run nightly: what takes too long for each change. With a seed of the day, which is printed, or --seed N.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) } } });
const seeded = ['--seed', values.seed, '--minutes', '10'];
const failed = Object.entries({ fuzz: seeded, fleet: seeded, chaos: [], load: [], 'test:emulator': ['--rows'], 'test:first-steps': ['--languages', 'cdk-go'] }).flatMap(([name, args]) => {
  console.log(`npm run ${name} -- ${args.join(' ')}`);
  const { status } = spawnSync('npm', ['run', '--silent', name, '--', ...args], { stdio: 'inherit', shell: process.platform === 'win32' });
  return status === 0 ? [] : [name];
});
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length;
