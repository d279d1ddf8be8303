import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, readlinkSync } from 'node:fs';
import * as path from 'node:path';

/** A directory of the author's that an asset is a plain copy of, without what the asset leaves out. */
export interface AssetSource {
  readonly directory: string;
  /** Relative, those of the asset. */
  readonly files: ReadonlySet<string>;
}

/** Files are found by their names. */
export type FilesByName = ReadonlyMap<string, readonly string[]>;

export function filesByName(files: Iterable<string>): FilesByName {
  const byName = new Map<string, string[]>();
  for (const file of files) {
    const name = path.basename(file);
    byName.set(name, [...byName.get(name) ?? [], file]);
  }
  return byName;
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)));
}

const isInstalled = (file: string) => file.split(path.sep).includes('node_modules');

function isSameFile(one: string, other: string, compareContent: boolean): boolean {
  try {
    const [left, right] = [statSync(one), statSync(other)];
    return left.isFile() && right.isFile() && left.size === right.size && (!compareContent || readFileSync(one).equals(readFileSync(other)));
  } catch {
    return false;
  }
}

/**
 * The directory that an asset was copied from: the only one that holds all its files. A cloud assembly does not say it.
 *
 * @param asset a staged directory
 * @param files those of the author
 * @returns undefined for what was bundled, for a single file, and where two directories are the same
 */
export function findSource(asset: string, files: FilesByName): AssetSource | undefined {
  if (!statSync(asset).isDirectory()) {
    return undefined;
  }
  const own = filesOf(asset);
  const anchor = own.filter((file) => !isInstalled(file)).sort((one, other) => one.length - other.length)[0];
  if (anchor === undefined) {
    return undefined;
  }
  const directories = (files.get(path.basename(anchor)) ?? [])
    .filter((file) => file.endsWith(path.sep + anchor))
    .map((file) => file.slice(0, -anchor.length - 1))
    .filter((directory) => own.every((file) => isSameFile(path.join(asset, file), path.join(directory, file), !isInstalled(file))));
  return directories.length === 1 ? { directory: directories[0], files: new Set(own) } : undefined;
}

/** Makes a copy of an asset in which some files are those of its source. What is the same is not copied: assets never change. */
export function renewAsset(asset: string, source: AssetSource, changed: readonly string[], target: string): void {
  rmSync(target, { recursive: true, force: true });
  for (const file of source.files) {
    const [from, to] = [path.join(asset, file), path.join(target, file)];
    mkdirSync(path.dirname(to), { recursive: true });
    if (changed.includes(file)) {
      copyFileSync(path.join(source.directory, file), to);
    } else if (lstatSync(from).isSymbolicLink()) {
      symlinkSync(readlinkSync(from), to);
    } else {
      try {
        linkSync(from, to);
      } catch {
        // A file system without hard links.
        copyFileSync(from, to);
      }
    }
  }
}
