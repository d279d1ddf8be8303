// Packs the library as it is published, installs it with each package manager, and synthesizes the same app in each.
//
//   node scripts/packaging.mjs [--packed FILE] [--only NAME] [--keep]
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packed as pack } from './packed.mjs';
import { PACKAGE_MANAGERS } from '../test/packaging/package-managers.mjs';

const root = resolve(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: { packed: { type: 'string' }, only: { type: 'string' }, keep: { type: 'boolean' } } });
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What the functions run, by its place in a layer or a function's asset, as the repository holds it. */
const BUNDLES = [
  ['assets/functions/mcp/index.js', 'nodejs/node_modules/remote-mcp-server/index.js'],
  ['assets/functions/authorizer/index.js', 'index.js'],
  ['assets/functions/oauth/index.js', 'index.js'],
  ['assets/functions/document-fetcher/index.js', 'index.js'],
  ['assets/functions/connector/index.js', 'nodejs/node_modules/remote-mcp-connector/index.js'],
  ['assets/functions/server-code/index.js', 'nodejs/node_modules/remote-mcp-server-code/index.js'],
];

const work = mkdtempSync(join(tmpdir(), 'packaging-'));
// Some of them leave things behind.
process.env.TMPDIR = join(work, 'tmp');
mkdirSync(process.env.TMPDIR);
try {
  const packed = options.packed ? resolve(options.packed) : pack(work);
  checkPackage(packed);
  const templates = new Map();
  for (const packageManager of PACKAGE_MANAGERS.filter(({ name }) => options.only === undefined || name.startsWith(options.only))) {
    const startedAt = Date.now();
    templates.set(packageManager.name, synthesize(packageManager, packed));
    console.log(`${packageManager.name}: installed and synthesized in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  }
  const [[first, expected], ...others] = templates;
  for (const [name, template] of others) {
    if (template !== expected) fail(`${name} gives another template than ${first}`);
  }
  console.log(`${templates.size} package managers, one template: ${Object.keys(JSON.parse(expected).Resources).length} resources`);
} finally {
  if (options.keep) console.log(`kept ${work}`);
  else rmSync(work, { recursive: true, force: true });
}

function fail(message) {
  throw new Error(`packaging: ${message}`);
}

/** What npm's own listing does not fail over. */
function checkPackage(packed) {
  const entries = execFileSync('tar', ['tvzf', packed], { encoding: 'utf8' }).split('\n');
  const entry = (path) => entries.find((line) => line.endsWith(` package/${path}`)) ?? fail(`the package holds no ${path}`);
  ['lib/index.js', 'lib/index.d.ts', 'lib/tool/index.js', 'lib/tool/index.d.ts', 'assets/local/testing/thread.mjs', '.jsii', ...BUNDLES.map(([bundle]) => bundle)].forEach(entry);
  manifest.bundledDependencies.forEach((name) => entry(`node_modules/${name}/package.json`));
  for (const [name, path] of Object.entries(manifest.bin)) {
    if (!entry(path).startsWith('-rwxr-xr-x')) fail(`the program ${name} (${path}) is not executable`);
  }
}

function synthesize({ name, prepare }, packed) {
  const app = join(work, name.replace(/\W+/g, '-'));
  const outdir = join(app, 'cdk.out');
  mkdirSync(app);
  ['app.cjs', 'tool.ts', 'tool.mjs', 'testing.ts', 'testing.mjs', 'files'].forEach((file) => cpSync(join(root, 'test', 'packaging', file), join(app, file), { recursive: true }));
  writeFileSync(join(app, 'package.json'), JSON.stringify({
    name: 'app',
    private: true,
    dependencies: {
      [manifest.name]: `file:${packed}`, 'aws-cdk-lib': manifest.devDependencies['aws-cdk-lib'], 'constructs': manifest.devDependencies.constructs,
      // Bundles a tool's code, from where the app has it.
      'esbuild': manifest.devDependencies.esbuild,
      // What the testing entry point hands out, and asks for by itself.
      '@modelcontextprotocol/client': manifest.devDependencies['@modelcontextprotocol/client'],
    },
  }));
  const packageManager = prepare(join(work, 'tools'));
  packageManager.install(app);
  packageManager.run(app, 'app.cjs', { CDK_OUTDIR: outdir, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' });
  packageManager.run(app, 'testing.mjs', { CDK_OUTDIR: outdir });
  checkAssets(name, outdir);
  if (name === 'npm') checkTypes(app);
  const [program] = Object.keys(manifest.bin);
  if (!packageManager.bin(app, program, ['--help']).includes(program)) fail(`${name} does not run ${program}`);
  return readFileSync(join(outdir, 'Packaging.template.json'), 'utf8');
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** A tool finds its types by each way in which TypeScript looks for them, and in plain JavaScript. */
function checkTypes(app) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const types = join(root, 'node_modules', '@types');
  for (const [module, moduleResolution] of [['node16', 'node16'], ['nodenext', 'nodenext'], ['esnext', 'bundler'], ['commonjs', 'node10']]) {
    const options = { module, moduleResolution, target: 'es2022', strict: true, noEmit: true, allowJs: true, checkJs: true, typeRoots: [types], types: ['node'], ...moduleResolution === 'node10' ? { ignoreDeprecations: '6.0' } : {} };
    const config = join(app, `tsconfig.${moduleResolution}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions: options, files: ['tool.ts', 'tool.mjs', 'testing.ts'] }));
    try {
      execFileSync(process.execPath, [tsc, '-p', config], { cwd: app, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      fail(`a tool or a test does not compile with moduleResolution ${moduleResolution}:\n${error.stdout}`);
    }
  }
}

/** Each bundle stands in an asset as it was built, with what belongs beside it. */
function checkAssets(name, outdir) {
  const assets = readdirSync(outdir, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => join(outdir, entry.name));
  for (const [bundle, place] of BUNDLES) {
    const source = join(root, bundle);
    const asset = assets.find((directory) => existsSync(join(directory, place)) && sha256(join(directory, place)) === sha256(source));
    if (asset === undefined) fail(`${name}: no asset holds ${bundle} as ${place}`);
    for (const file of readdirSync(dirname(source), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
      const path = join(file.parentPath, file.name).slice(dirname(source).length + 1);
      const copy = join(asset, dirname(place), path);
      if (!existsSync(copy) || sha256(copy) !== sha256(join(dirname(source), path))) fail(`${name}: the asset of ${bundle} lacks ${path}`);
    }
  }
}
