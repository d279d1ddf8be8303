import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { named } from './errors.mjs';
import { isStreaming } from './globals.mjs';
import { remedyFor } from './missing-module.mjs';

/** From Node.js 24 on, Lambda knows handlers that return promises only. */
export const callbacksRefused = () => Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV)?.[1] ?? 0) >= 24;

async function loadModule(root, modulePath) {
  const base = path.resolve(root, modulePath);
  for (const extension of ['', '.js', '.mjs', '.cjs']) {
    const file = base + extension;
    if (!existsSync(file) || (extension === '' && !path.extname(file))) continue;
    try {
      return await import(pathToFileURL(file));
    } catch (error) {
      throw missing(error);
    }
  }
  // A module of a layer or of node_modules, which only require() finds through NODE_PATH.
  const require = createRequire(path.join(root, 'index.js'));
  try {
    return require(require.resolve(modulePath, { paths: [root] }));
  } catch (error) {
    throw missing(error);
  }
}

/** Where a text ends too early, nothing is underlined. */
const LOCATION = /^(file:\/\/\S+|\/.*|[A-Za-z]:\\.*):(\d+)\n([\s\S]*?)\s*\n\n/;

/** Of an ES module, import() does not say where a syntax error is; a process that ends by it does. */
function locate(error, root, modulePath) {
  const known = LOCATION.exec(error.stack);
  if (known !== null) return known;
  const file = ['.js', '.mjs', ''].map((extension) => path.resolve(root, modulePath + extension)).find((candidate) => existsSync(candidate));
  if (file === undefined) return null;
  return LOCATION.exec(spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 5000 }).stderr);
}

function syntaxError(error, root, modulePath) {
  const [, where, line, excerpt] = locate(error, root, modulePath) ?? [];
  if (where === undefined) return named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
  const file = where.startsWith('file:') ? fileURLToPath(where) : where;
  const shown = named('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message} (${path.relative(root, file)}:${line})`);
  // The stack of the module loader helps nobody.
  shown.stack = `${shown.message}\n${excerpt}`;
  return shown;
}

/** As Lambda calls it, and with what to do about it. */
function missing(error) {
  if (error?.code !== 'MODULE_NOT_FOUND' && error?.code !== 'ERR_MODULE_NOT_FOUND') return error;
  const remedy = remedyFor(error);
  return named('Runtime.ImportModuleError', `Error: ${error.message.split('\n')[0]}${remedy === undefined ? '' : `. ${remedy}`}`);
}

/** Finds `directory/file.export` under the root. */
export async function loadHandler(root, handlerName) {
  const directory = path.dirname(handlerName);
  const [file, ...exportPath] = path.basename(handlerName).split('.');
  if (exportPath.length === 0 || handlerName.includes('..')) throw named('Runtime.MalformedHandlerName', `Bad handler ${handlerName}`);
  let loaded;
  try {
    loaded = await loadModule(root, path.join(directory, file));
  } catch (error) {
    if (error instanceof SyntaxError) throw syntaxError(error, root, path.join(directory, file));
    throw error;
  }
  const find = (module) => exportPath.reduce((value, name) => value?.[name], module);
  // What CommonJS assigns at run time, import() shows only under `default`.
  const handler = find(loaded) ?? find(loaded.default);
  if (typeof handler !== 'function') throw named('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  const streaming = isStreaming(handler);
  if (!streaming && handler.length > 2 && callbacksRefused()) {
    throw named('Runtime.CallbackHandlerDeprecated', 'the Node.js 24 runtime of Lambda knows no callback handlers: make the handler async');
  }
  return { handler, streaming };
}
