import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { LocalError } from '../errors/local-error';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const SYMLINK = 0o120000;

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly compressed: boolean;
  readonly compressedSize: number;
  readonly offset: number;
}

function entries(archive: Buffer, file: string): Entry[] {
  let end = archive.length - 22;
  while (end >= 0 && archive.readUInt32LE(end) !== END_OF_DIRECTORY) {
    end -= 1;
  }
  if (end < 0) {
    throw new LocalError('ZipUnreadable', `${file} is not a zip file`);
  }
  const found: Entry[] = [];
  let position = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (archive.readUInt32LE(position) !== DIRECTORY_ENTRY) {
      throw new LocalError('ZipUnreadable', `${file} has a damaged directory`);
    }
    const nameLength = archive.readUInt16LE(position + 28);
    found.push({
      name: archive.toString('utf8', position + 46, position + 46 + nameLength),
      mode: archive.readUInt32LE(position + 38) >>> 16,
      compressed: archive.readUInt16LE(position + 10) !== 0,
      compressedSize: archive.readUInt32LE(position + 20),
      offset: archive.readUInt32LE(position + 42),
    });
    position += 46 + nameLength + archive.readUInt16LE(position + 30) + archive.readUInt16LE(position + 32);
  }
  return found;
}

/**
 * Unpacks a zip file.
 *
 * @throws LocalError ZipUnreadable, also for an entry that would land outside the directory
 */
export function unzip(file: string, directory: string): void {
  const archive = readFileSync(file);
  for (const entry of entries(archive, file)) {
    const target = path.resolve(directory, entry.name);
    if (target !== directory && !target.startsWith(directory + path.sep)) {
      throw new LocalError('ZipUnreadable', `${file} holds "${entry.name}", which lies outside`);
    }
    if (entry.name.endsWith('/')) {
      mkdirSync(target, { recursive: true });
      continue;
    }
    const start = entry.offset + 30 + archive.readUInt16LE(entry.offset + 26) + archive.readUInt16LE(entry.offset + 28);
    const raw = archive.subarray(start, start + entry.compressedSize);
    const content = entry.compressed ? inflateRawSync(raw) : raw;
    mkdirSync(path.dirname(target), { recursive: true });
    // Another layer may have put a link there, through which this would be written elsewhere.
    rmSync(target, { recursive: true, force: true });
    if ((entry.mode & 0o170000) === SYMLINK) {
      symlinkSync(content.toString('utf8'), target);
      continue;
    }
    writeFileSync(target, content);
    if ((entry.mode & 0o111) !== 0) {
      chmodSync(target, 0o755);
    }
  }
}
