// Runs a small suite, as users write it, with the packed library's testing entry point in each test runner.
//
//   node scripts/test-runners.mjs [--packed FILE] [--keep]
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packed } from './packed.mjs';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: { packed: { type: 'string' }, keep: { type: 'boolean' } } });
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'runners-'));
const app = join(work, 'app');
const temporary = join(work, 'tmp');

/** CDK's directory of an app that names none, Jest's cache, Vitest's modules. */
const LEFT_BY_TOOLS = /^(cdk\.out|jest_|node-compile-cache|vitest|tsx-|v8-)/;

const jest = join('node_modules', 'jest', 'bin', 'jest.js');
const jestConfig = (extension) => ['--config', JSON.stringify({ testMatch: [`**/jest.test.${extension}`] })];
const RUNNERS = {
  'node:test, ES modules': ['--test', 'node.test.mjs'],
  'node:test, CommonJS': ['--test', 'node.test.cjs'],
  'Vitest': [join('node_modules', 'vitest', 'vitest.mjs'), 'run', 'vitest.test.mjs'],
  'Jest, CommonJS': [jest, ...jestConfig('cjs')],
  'Jest, ES modules': ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest, ...jestConfig('mjs')],
};

function run(command, args) {
  try {
    return execFileSync(command, args, { cwd: app, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '', TMPDIR: temporary, JSII_DEPRECATED: 'quiet' } });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${error.stdout}\n${error.stderr}`);
  }
}

try {
  mkdirSync(temporary);
  cpSync(join(root, 'test', 'runners'), app, { recursive: true });
  const versions = (...names) => Object.fromEntries(names.map((name) => [name, manifest.devDependencies[name]]));
  const install = () => run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error']);
  const dependencies = { [manifest.name]: `file:${options.packed ? resolve(options.packed) : packed(work)}`, ...versions('aws-cdk-lib', 'constructs') };
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, dependencies, devDependencies: { ...versions('jest'), vitest: '^5' } }));
  install();
  // Before anybody installs the client.
  for (const file of ['node.test.mjs', 'node.test.cjs']) {
    let output = '';
    try {
      run(process.execPath, ['--test', file]);
    } catch (error) {
      output = error.message;
    }
    if (!output.includes('npm install --save-dev @modelcontextprotocol/client')) throw new Error(`${file} does not say that the official client is missing:\n${output}`);
  }
  console.log('without the official client: an error says what to install');
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, dependencies, devDependencies: { ...versions('jest', '@modelcontextprotocol/client'), vitest: '^5' } }));
  install();
  for (const [name, args] of Object.entries(RUNNERS)) {
    const startedAt = Date.now();
    run(process.execPath, args);
    const left = readdirSync(temporary).filter((entry) => !LEFT_BY_TOOLS.test(entry));
    if (left.length > 0) throw new Error(`${name} leaves ${left.join(', ')}`);
    console.log(`${name}: synthesis, start, sign-in and eleven calls in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  }
} finally {
  if (options.keep) console.log(`kept ${work}`);
  else rmSync(work, { recursive: true, force: true });
}
