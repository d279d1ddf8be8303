import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { LocalError } from '../errors/local-error';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** Of ZIP64, by which large archives and programs that stream say what does not fit, or is not known in time. */
const LOCATOR_64 = 0x07064b50;
const EXTRA_64 = 0x0001;
const ELSEWHERE_16 = 0xffff;
const ELSEWHERE_32 = 0xffffffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const SYMLINK = 0o120000;

interface Entry {
  readonly name: string;
  readonly mode: number;
  readonly method: number;
  readonly encrypted: boolean;
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
  const start = directoryOf(archive, end);
  let { position } = start;
  for (let { count } = start; count > 0; count -= 1) {
    if (archive.readUInt32LE(position) !== DIRECTORY_ENTRY) {
      throw new LocalError('ZipUnreadable', `${file} has a damaged directory`);
    }
    const nameEnd = position + 46 + archive.readUInt16LE(position + 28);
    const extraEnd = nameEnd + archive.readUInt16LE(position + 30);
    const wide = wideNumbers(archive.subarray(nameEnd, extraEnd));
    const number = (at: number) => {
      const value = archive.readUInt32LE(position + at);
      return value === ELSEWHERE_32 ? wide.shift() ?? value : value;
    };
    // In this order: those that do not fit follow each other.
    const [, compressedSize, offset] = [number(24), number(20), number(42)];
    found.push({
      name: archive.toString('utf8', position + 46, nameEnd),
      mode: archive.readUInt32LE(position + 38) >>> 16,
      method: archive.readUInt16LE(position + 10),
      encrypted: (archive.readUInt16LE(position + 8) & ENCRYPTED) !== 0,
      compressedSize,
      offset,
    });
    position = extraEnd + archive.readUInt16LE(position + 32);
  }
  return found;
}

/** Where the directory begins, and how many entries it has. */
function directoryOf(archive: Buffer, end: number): { readonly position: number; readonly count: number } {
  const [position, count] = [archive.readUInt32LE(end + 16), archive.readUInt16LE(end + 10)];
  const locator = end - 20;
  if ((position !== ELSEWHERE_32 && count !== ELSEWHERE_16) || locator < 0 || archive.readUInt32LE(locator) !== LOCATOR_64) {
    return { position, count };
  }
  const wide = Number(archive.readBigUInt64LE(locator + 8));
  return { position: Number(archive.readBigUInt64LE(wide + 48)), count: Number(archive.readBigUInt64LE(wide + 32)) };
}

/** The numbers of an entry that do not fit where they belong. */
function wideNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === EXTRA_64) {
      const field = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
      return Array.from({ length: Math.floor(field.length / 8) }, (_, index) => Number(field.readBigUInt64LE(index * 8)));
    }
  }
  return [];
}

function contentOf(archive: Buffer, { name, method, encrypted, compressedSize, offset }: Entry, file: string): Buffer {
  if (encrypted || (method !== STORED && method !== DEFLATED)) {
    throw new LocalError('ZipUnreadable', `${file} holds "${name}", which is ${encrypted ? 'encrypted' : `compressed by method ${method}`}: pack it by Deflate, without a password`);
  }
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const raw = archive.subarray(start, start + compressedSize);
  return method === STORED ? raw : inflateRawSync(raw);
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
    const content = contentOf(archive, entry, file);
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
