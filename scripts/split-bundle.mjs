import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { builtInsRequired } from './built-ins-required.mjs';

const SHARED = 'shared';
const RESOLVING = Symbol('resolving');

/**
 * One bundle in several CommonJS files: `index.js`, and a file for each module that is imported only where it is needed (`import()`). What several of
 * them need is in `index.js`, and the others take it from there: no class is there twice. esbuild itself splits only ECMAScript modules, into a file for
 * each way in which modules are shared, and each file costs a cold start.
 *
 * @param main the entry point, whose exports `index.js` has
 * @param lazy paths of modules beside it that are loaded on use. Another one that is imported so is an error
 * @returns esbuild's results, as far as they say what is in the files
 */
export async function splitBundle({ main, lazy, outdir, ...options }) {
  const directory = dirname(resolve(main));
  const modules = lazy.map((path) => join(directory, path));
  const common = { ...options, absWorkingDir: process.cwd(), outdir, write: false, format: 'esm', outbase: directory };
  const plugins = (...others) => [...others, loadedOnUse(directory, modules, outdir), ...options.plugins ?? []];

  const [ofMain, ofLazy] = await Promise.all([[main], modules].map((entryPoints) => build({ ...common, entryPoints, plugins: plugins() })));
  const inMain = new Set([...Object.keys(ofMain.metafile.inputs), ...inSeveralFiles(ofLazy)]);
  const imported = importsOf(ofLazy);
  const shared = [...new Set(imported.filter(({ from, to }) => inMain.has(to) && !inMain.has(from)).map(({ to }) => to))].sort();

  const index = [`export * from ${JSON.stringify(resolve(main))};`, ...shared.map((path, i) => `export * as shared${i} from ${JSON.stringify(resolve(path))};`)].join('\n');
  const results = await Promise.all([
    build({ ...common, stdin: { contents: index, resolveDir: directory, sourcefile: 'index.mjs' }, plugins: plugins() }),
    build({ ...common, entryPoints: modules, plugins: plugins(takenFromIndex(shared, outdir)) }),
  ]);
  const [[{ text }], files] = results.map(({ outputFiles }) => outputFiles);
  await Promise.all([{ path: resolve(outdir, 'index.js'), text }, ...files].map((file) => writeCommonJs(file, outdir, options)));
  return results.map(({ metafile }) => ({ metafile: { inputs: withoutShared(metafile.inputs) } }));
}

/** What is taken from `index.js` is among its own inputs. */
function withoutShared(inputs) {
  return Object.fromEntries(Object.entries(inputs).filter(([path]) => !path.startsWith(`${SHARED}:`)));
}

function inSeveralFiles({ metafile }) {
  const all = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs));
  return all.filter((path, i) => all.indexOf(path) !== i);
}

function importsOf({ metafile }) {
  return Object.entries(metafile.inputs).flatMap(([from, { imports }]) => imports.filter(({ external }) => !external).map(({ path }) => ({ from, to: path })));
}

function loadedOnUse(directory, modules, outdir) {
  return {
    name: 'loaded-on-use',
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import' || !resolveDir.startsWith(directory)) return undefined;
        const module = `${resolve(resolveDir, path)}.ts`;
        if (!modules.includes(module)) return { errors: [{ text: `${relative(directory, module)} is imported on use, and not among the files of the bundle` }] };
        return { path: resolve(outdir, relative(directory, module).replace(/\.ts$/, '.js')), external: true };
      });
    },
  };
}

/** Modules that `index.js` has, for the files that are loaded after it. */
function takenFromIndex(shared, outdir) {
  const position = new Map(shared.map((path, i) => [resolve(path), i]));
  const index = resolve(outdir, 'index.js');
  return {
    name: 'taken-from-index',
    setup(build) {
      build.onResolve({ filter: /./, namespace: 'file' }, async ({ path, pluginData, ...where }) => {
        if (pluginData === RESOLVING || where.kind === 'entry-point') return undefined;
        const found = await build.resolve(path, { ...where, pluginData: RESOLVING });
        return position.has(found.path) ? { path: found.path, namespace: SHARED } : undefined;
      });
      build.onLoad({ filter: /./, namespace: SHARED }, ({ path }) => (
        { contents: `module.exports = require(${JSON.stringify(index)}).shared${position.get(path)};`, loader: 'js' }
      ));
      build.onResolve({ filter: /./, namespace: SHARED }, () => ({ path: index, external: true }));
    },
  };
}

/** esbuild's output as CommonJS. Its references to other files of the bundle, which are absolute, become relative. */
async function writeCommonJs({ path, text }, outdir, { minify, platform, target }) {
  const upwards = relative(dirname(path), resolve(outdir)) || '.';
  const source = builtInsRequired(text.replaceAll(`"${resolve(outdir)}/`, `"${upwards}/`));
  const { code } = await transform(source, { format: 'cjs', minify, platform, target, supported: { 'dynamic-import': false }, legalComments: 'none' });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, code);
}
