import * as path from 'node:path';
import picomatch from 'picomatch';
import { isWithin } from './beside-app';
import type { CdkApp } from './cdk-app';

/**
 * Whether a file is among those that `cdk watch` would watch. Files are absolute.
 *
 * @param packages beside the app, in which the globs mean what they mean in it
 */
export function isWatchedBy({ include, exclude }: CdkApp['watch'], directory: string, packages: readonly string[] = []): (file: string) => boolean {
  const [included, excluded] = [picomatch([...include], { dot: true }), picomatch([...exclude], { dot: true })];
  return (file) => {
    const root = [directory, ...packages].find((place) => isWithin(file, place)) ?? directory;
    const relative = path.relative(root, file).split(path.sep).join('/');
    // A glob without a slash that names a directory means all below it, as in chokidar's globs of `cdk watch`.
    const parents = relative.replace(/^(?:\.\.\/)+/, '').split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'));
    return included(relative) && !parents.some((parent) => excluded(parent)) || path.basename(file) === 'cdk.json';
  };
}
