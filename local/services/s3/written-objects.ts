import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { ObjectFolder } from './objects';
import { S3Error } from './s3-error';

/** What the app writes, as files. The folders of its user are left as they are. */
export class WrittenObjects {
  /** @param directory gets a folder for each bucket */
  constructor(private readonly directory: string) {}

  foldersOf(bucket: string): readonly ObjectFolder[] {
    const directory = this.folderOf(bucket);
    return existsSync(directory) ? [{ directory, prefix: '' }] : [];
  }

  /**
   * @returns the ETag
   * @throws S3Error for a key that is no path of a file
   */
  write(bucket: string, key: string, body: Buffer): string {
    if (key.split('/').some((segment) => ['', '.', '..'].includes(segment)) || /[\0\\]/.test(key)) {
      throw new S3Error('NotImplemented', 501, `the local gateway keeps objects as files, and "${key}" is no path of one`);
    }
    const file = path.join(this.folderOf(bucket), key);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, body);
    return `"${createHash('md5').update(body).digest('hex')}"`;
  }

  private folderOf(bucket: string): string {
    return path.join(this.directory, `bucket-${bucket}`);
  }
}
