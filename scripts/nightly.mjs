// npm run nightly: what takes too long for each change. With a seed of the day, which is printed, or --seed N.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { seed: { type: 'string', default: String(Math.floor(Date.now() / 86_400_000)) } } });
const failed = ['fuzz', 'fleet'].filter((name) => {
  console.log(`npm run ${name} -- --seed ${values.seed} --minutes 10`);
  return spawnSync('npm', ['run', '--silent', name, '--', '--seed', values.seed, '--minutes', '10'], { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0;
});
if (failed.length > 0) console.error(`failed: ${failed.join(', ')}`);
process.exitCode = failed.length;
