import { existsSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { readCdkApp } from './cdk-app';
import { isForeign } from './foreign-files';
import { isWatchedBy } from './watched-files';

/** What an app is not made of, where its cdk.json does not say it. */
const BESIDE_THE_APP = ['**/*.md', 'test', 'tests', 'package*.json', 'yarn.lock', 'tsconfig.json'];

/**
 * The newest of the author's files, if it was saved after the app was synthesized.
 *
 * @param assembly the directory that `cdk synth` of an app wrote, or any other: then nothing is known
 */
export function savedSince(assembly: string): string | undefined {
  const output = path.resolve(assembly);
  const directory = path.dirname(output);
  const manifest = path.join(output, 'manifest.json');
  if (!existsSync(path.join(directory, 'cdk.json')) || !existsSync(manifest)) {
    return undefined;
  }
  const { watch } = readCdkApp(directory);
  let isWatched: ReturnType<typeof isWatchedBy> | undefined;
  const except = new Set([output]);
  let newest = { file: undefined as string | undefined, at: statSync(manifest).mtimeMs };
  const look = (within: string): void => {
    for (const entry of readdirSync(within, { withFileTypes: true })) {
      const file = path.join(within, entry.name);
      if (isForeign(file, [directory], except)) {
        continue;
      }
      if (entry.isDirectory()) {
        look(file);
      } else if (entry.isFile()) {
        const { mtimeMs: at } = statSync(file);
        // Patterns are compiled where something is newer: most starts follow a synthesis.
        if (at > newest.at && (isWatched ??= isWatchedBy({ ...watch, exclude: watch.exclude.length > 0 ? watch.exclude : BESIDE_THE_APP }, directory))(file)) {
          newest = { file, at };
        }
      }
    }
  };
  look(directory);
  return newest.file && path.relative(directory, newest.file);
}
