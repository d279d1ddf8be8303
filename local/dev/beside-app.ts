import { existsSync, readFileSync, realpathSync } from 'node:fs';
import * as path from 'node:path';
import picomatch from 'picomatch';
import type { CdkApp } from './cdk-app';

const DEPENDENCIES = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

const above = (directory: string): string[] => (directory === path.dirname(directory) ? [directory] : [directory, ...above(path.dirname(directory))]);

/** Whether a directory is another one, or lies in it. */
export const isWithin = (inner: string, outer: string) => !path.relative(outer, inner).split(path.sep).includes('..') && !path.isAbsolute(path.relative(outer, inner));

function dependenciesOf(directory: string): string[] {
  try {
    const manifest = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as { readonly [kind: string]: object | undefined };
    return DEPENDENCIES.flatMap((kind) => Object.keys(manifest[kind] ?? {}));
  } catch {
    // Its package manager says what is wrong with it.
    return [];
  }
}

/** Where a package lies that `node_modules` only links to, as npm, pnpm and Yarn do for packages of the same workspace. */
function linked(name: string, from: string): string | undefined {
  const installed = above(from).map((directory) => path.join(directory, 'node_modules', name)).find((place) => existsSync(place));
  const place = installed && realpathSync(installed);
  return place?.split(path.sep).includes('node_modules') ? undefined : place;
}

/** The packages of its workspace that an app uses, also through others. Absolute. */
export function packagesBeside(app: string): string[] {
  const own = above(realpathSync(app)).find((directory) => existsSync(path.join(directory, 'package.json')));
  const found = new Set<string>();
  const follow = (directory: string): void => dependenciesOf(directory).forEach((name) => {
    const place = linked(name, directory);
    if (place !== undefined && place !== own && !found.has(place)) {
      found.add(place);
      follow(place);
    }
  });
  if (own !== undefined) {
    follow(own);
  }
  return [...found].filter((place) => !isWithin(place, realpathSync(app)));
}

/** What globs of `watch.include` name outside of the directory of the app, such as `../tools/**`. Absolute. */
export function globsBeside({ directory, watch: { include } }: Pick<CdkApp, 'directory' | 'watch'>): string[] {
  return include.filter((glob) => glob.startsWith('../')).map((glob) => path.resolve(directory, picomatch.scan(glob).base)).filter((place) => existsSync(place));
}
