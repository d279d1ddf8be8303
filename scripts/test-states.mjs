// Runs the definitions that the local interpreter of state machines is judged by in moto, an implementation of other people, and fails where it ends them
// otherwise than the table says. Needs Python 3.10; what it installs is kept below node_modules/.cache.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const JUDGED = join(ROOT, 'test', 'local', 'services', 'states', 'judged');
const environment = join(ROOT, 'node_modules', '.cache', 'moto');
const python = join(environment, 'bin', 'python');
const requirements = join(JUDGED, 'requirements.txt');
const stamp = join(environment, 'installed.txt');
const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'inherit', 'ignore'] });

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== readFileSync(requirements, 'utf8')) {
  mkdirSync(environment, { recursive: true });
  run('python3', '-m', 'venv', '--clear', environment);
  run(python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements);
  writeFileSync(stamp, readFileSync(requirements));
}
try {
  run(python, join(JUDGED, 'judge.py'), join(JUDGED, 'definitions.json'));
} catch {
  process.exitCode = 1;
}
