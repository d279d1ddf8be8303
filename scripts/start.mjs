// Serves the example on this machine: bundles what is stale, then runs `remote-mcp dev` in its directory, with the options given.
//
//   npm start -- [--port N] [--json] [--endpoint stage|domain] [--app DIR] [--stack NAME]
//
// With --app, that cloud assembly is served as it is, and with --json, which programs ask for, the example as it is. stdout is left to the gateway.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isStale } from './stale.mjs';

const root = join(import.meta.dirname, '..');
const example = join(root, 'examples', 'weather');
const assembly = join(example, 'cdk.out');
const cli = join(root, 'assets', 'local', 'cli.mjs');
const at = (...parts) => parts.map((part) => join(root, part));

const BUNDLES = {
  mcp: { output: 'assets/functions/mcp/index.js', inputs: ['lambda-src', 'src/contract'] },
  authorizer: { output: 'assets/functions/authorizer/index.js', inputs: ['lambda-src', 'src/contract'] },
  oauth: { output: 'assets/functions/oauth/index.js', inputs: ['lambda-src', 'src/contract'] },
  'document-fetcher': { output: 'assets/functions/document-fetcher/index.js', inputs: ['lambda-src', 'src/contract'] },
  local: { output: 'assets/local/cli.mjs', inputs: ['local'] },
  declarations: { output: 'assets/synthesis/declarations.json', inputs: ['src', 'scripts/declarations.mjs'] },
};

function run(what, args, options = {}) {
  process.stderr.write(`${what} …\n`);
  const { status, signal, error } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (error !== undefined || status !== 0) {
    process.stderr.write(`start: ${what} failed (${error?.message ?? signal ?? `exit status ${status}`})\n`);
    process.exit(1);
  }
}

const options = process.argv.slice(2);
const elsewhere = options.some((option) => option === '--app' || option.startsWith('--app=') || option === '--help' || option === '-h');

const stale = Object.keys(BUNDLES).filter((name) => (name === 'local' || !elsewhere)
  && isStale(join(root, BUNDLES[name].output), at(...BUNDLES[name].inputs, 'package-lock.json', 'scripts/bundle.mjs')));
if (stale.length > 0) run(`bundling ${stale.join(', ')}`, ['scripts/bundle.mjs', ...stale]);
const develops = !elsewhere && !options.includes('--json');
if (!elsewhere && !develops && isStale(join(assembly, 'manifest.json'), [...at('src', 'assets/functions', 'package-lock.json'), ...['bin', 'lib', 'tools', 'tsconfig.json'].map((part) => join(example, part))])) {
  run('synthesizing examples/weather', ['--import', 'tsx', 'bin/weather.ts'], { cwd: example, env: { ...process.env, CDK_OUTDIR: assembly, JSII_DEPRECATED: 'quiet' } });
}

// In this process: signals reach the gateway itself.
process.argv = [process.argv[0], cli, ...develops ? ['dev'] : elsewhere ? ['local'] : ['local', '--app', assembly], ...options];
if (develops) {
  process.chdir(example);
  process.env.JSII_DEPRECATED ??= 'quiet';
}
await import(pathToFileURL(cli));
