import { readdirSync, realpathSync, statSync } from 'node:fs';
import * as path from 'node:path';

/** Files whose paths are keys, behind a prefix. */
export interface ObjectFolder {
  readonly directory: string;
  readonly prefix: string;
}

export interface StoredFile {
  readonly key: string;
  readonly file: string;
  readonly size: number;
  readonly lastModified: Date;
}

/** The objects of a bucket, as they lie on the disk now, by their keys; of two with one key, that of the later folder. In the order of S3. */
export function objectsIn(folders: readonly ObjectFolder[]): ReadonlyMap<string, StoredFile> {
  const files = folders.flatMap(({ directory, prefix }) => filesIn(directory, prefix));
  return new Map(files.map((file): [string, StoredFile] => [file.key, file]).sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right))));
}

function filesIn(directory: string, prefix: string): StoredFile[] {
  const root = realpathSync(directory);
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const file = path.join(root, name);
    // A link that leads out of the folder, or nowhere, is no object.
    const stats = isWithin(root, file) ? statSync(file) : undefined;
    return stats?.isFile() ? [{ key: prefix + name.split(path.sep).join('/'), file, size: stats.size, lastModified: stats.mtime }] : [];
  });
}

function isWithin(root: string, file: string): boolean {
  try {
    return realpathSync(file).startsWith(root + path.sep);
  } catch {
    return false;
  }
}
