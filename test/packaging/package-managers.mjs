// Package managers as their users have them, each pinned and run from a folder of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const run = (command, args, cwd, env = {}) => {
  try {
    return execFileSync(command, args, { cwd, env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${error.stdout}\n${error.stderr}`);
  }
};

const registry = () => execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();

/** Runs the JavaScript file of a package manager on the Node.js that runs us. */
const node = (file) => (args, cwd, env) => run(process.execPath, [file, ...args], cwd, env);

function installed(tools, name, version, file) {
  const directory = join(tools, name.replace(/\W+/g, '-'));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`], directory);
  return node(join(directory, 'node_modules', name, file));
}

/** Each installs what the package.json in a folder names, and runs a file of that folder. */
export const PACKAGE_MANAGERS = [
  {
    name: 'npm',
    prepare: () => ({
      install: (app) => run('npm', ['install', '--no-audit', '--no-fund'], app),
      run: (app, file, env) => run(process.execPath, [file], app, env),
      bin: (app, name, args) => run(join(app, 'node_modules', '.bin', name), args, app),
    }),
  },
  {
    name: 'pnpm 10',
    prepare: (tools) => {
      const pnpm = installed(tools, 'pnpm', '10.34.9', 'bin/pnpm.cjs');
      return {
        // A store of one's own, so that nothing is left behind.
        install: (app) => pnpm(['install', '--store-dir', join(tools, 'pnpm-store')], app, { CI: '1' }),
        run: (app, file, env) => run(process.execPath, [file], app, env),
        bin: (app, name, args) => pnpm(['exec', name, ...args], app),
      };
    },
  },
  {
    name: 'Yarn 1',
    prepare: (tools) => {
      const yarn = installed(tools, 'yarn', '1.22.22', 'bin/yarn.js');
      return {
        install: (app) => yarn(['install', '--no-progress', '--cache-folder', join(tools, 'yarn-cache')], app),
        run: (app, file, env) => run(process.execPath, [file], app, env),
        bin: (app, name, args) => yarn(['--silent', 'run', name, ...args], app),
      };
    },
  },
  {
    name: 'Yarn 4 with Plug\'n\'Play',
    prepare: (tools) => {
      const yarn = installed(tools, '@yarnpkg/cli-dist', '4.18.1', 'bin/yarn.js');
      const env = {
        YARN_NPM_REGISTRY_SERVER: registry(), YARN_GLOBAL_FOLDER: join(tools, 'yarn-berry'), YARN_ENABLE_TELEMETRY: '0', YARN_NODE_LINKER: 'pnp',
        // What a package requires without naming it is found nowhere.
        YARN_PNP_FALLBACK_MODE: 'none',
        YARN_ENABLE_IMMUTABLE_INSTALLS: 'false', YARN_IGNORE_PATH: '1',
      };
      return {
        install: (app) => {
          // Without a lock file of its own it looks for a project further up.
          writeFileSync(join(app, 'yarn.lock'), '');
          yarn(['install'], app, env);
        },
        run: (app, file, more) => yarn(['node', file], app, { ...env, ...more }),
        bin: (app, name, args) => yarn(['run', name, ...args], app, env),
      };
    },
  },
];
