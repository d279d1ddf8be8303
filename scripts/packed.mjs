import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** Bundles, compiles and packs the library as it is published. @returns the file, in the given directory */
export function packed(directory) {
  const root = resolve(import.meta.dirname, '..');
  ['bundle', 'compile'].forEach((task) => execFileSync('npx', ['projen', task], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] }));
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', directory], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
  return join(directory, filename);
}
