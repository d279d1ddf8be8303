// Runs the tests in a browser where there is one, and says so where there is none. With --required, none is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const chromium = process.env.CHROMIUM_PATH ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const options = process.argv.slice(2);
const required = options.includes('--required');

if (chromium === undefined) {
  console.log('SKIPPED the tests in a browser: there is no Chromium. Install one, or name it as CHROMIUM_PATH.');
  process.exit(required ? 1 : 0);
}
const { status } = spawnSync(process.execPath, [
  'node_modules/jest/bin/jest.js', '--selectProjects', 'browser', '--ci', ...options.filter((option) => option !== '--required'),
], { stdio: 'inherit', env: { ...process.env, CHROMIUM_PATH: chromium } });
process.exit(status ?? 1);
