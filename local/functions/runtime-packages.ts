import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import * as path from 'node:path';

/** The scopes of the packages that Lambda's Node.js runtimes hold. */
const SCOPES = ['@aws-sdk', '@smithy'];

/** `node_modules` of a directory and of those above it. */
function* moduleFolders(directory: string): Generator<string> {
  yield path.join(directory, 'node_modules');
  const above = path.dirname(directory);
  if (above !== directory) {
    yield* moduleFolders(above);
  }
}

/** Where a link leads; undefined without one. */
function targetOf(at: string): string | undefined {
  try {
    return path.resolve(readlinkSync(at));
  } catch {
    return undefined;
  }
}

function link(target: string, at: string): void {
  if (targetOf(at) !== target) {
    mkdirSync(path.dirname(at), { recursive: true });
    rmSync(at, { recursive: true, force: true });
    symlinkSync(target, at, 'junction');
  }
}

/** Where layers have packages, in the order in which they are looked for. */
const foldersOfLayers = (layerRoot: string, runtime: string) => (
  [path.join('nodejs', runtime.replace(/^nodejs(\d+).*$/, 'node$1')), 'nodejs'].map((folder) => path.join(layerRoot, folder, 'node_modules')));

/** The packages of a folder, or their scopes. */
const packagesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : []);

/**
 * Lets functions find what is neither in their code nor above it on Lambda: the packages of their layers, for ES modules too, which `NODE_PATH` does not lead
 * to; and the app's own AWS SDK, in the place of the one in Lambda's runtimes, where no layer has one. What the app has by now counts: it may have been
 * installed after the start.
 *
 * @param workDirectory above the function's code
 * @see https://aws.amazon.com/blogs/compute/node-js-18-x-runtime-now-available-in-aws-lambda/
 */
export function linkPackages(app: string, workDirectory: string, runtime: string, layerRoot: string | undefined): void {
  const modules = path.join(workDirectory, 'node_modules');
  const linked = new Set<string>();
  for (const folder of layerRoot === undefined ? [] : foldersOfLayers(layerRoot, runtime)) {
    for (const name of packagesIn(folder).filter((each) => !linked.has(each))) {
      linked.add(name);
      link(path.join(folder, name), path.join(modules, name));
    }
  }
  const folders = [...moduleFolders(path.resolve(app))];
  for (const scope of SCOPES.filter((each) => !linked.has(each))) {
    const found = folders.map((folder) => path.join(folder, scope)).find((candidate) => existsSync(candidate));
    if (found !== undefined) {
      link(found, path.join(modules, scope));
    }
  }
}
