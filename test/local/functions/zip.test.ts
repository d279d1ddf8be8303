import { existsSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { unzip } from '../../../local/functions/zip';
import { temporaryDirectory } from '../../support/temporary-directory';

interface Entry {
  readonly name: string;
  readonly content: string;
  readonly mode?: number;
  readonly stored?: boolean;
  readonly method?: number;
  readonly flags?: number;
}

/** As programs write archives whose sizes they do not know in time: every number that may not fit lies elsewhere. */
function zip64(entries: readonly Entry[]): Buffer {
  const plain = zip(entries);
  const directoryAt = plain.readUInt32LE(plain.length - 6);
  const directory: Buffer[] = [];
  let position = directoryAt;
  for (const { name } of entries) {
    const central = Buffer.from(plain.subarray(position, position + 46 + name.length));
    position += central.length;
    const extra = Buffer.alloc(4 + 24);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    extra.writeBigUInt64LE(BigInt(central.readUInt32LE(24)), 4);
    extra.writeBigUInt64LE(BigInt(central.readUInt32LE(20)), 12);
    extra.writeBigUInt64LE(BigInt(central.readUInt32LE(42)), 20);
    [20, 24, 42].forEach((at) => central.writeUInt32LE(0xffffffff, at));
    // Another extra field comes first, such as the time of a file.
    central.writeUInt16LE(extra.length + 5, 30);
    directory.push(central, Buffer.from([0x55, 0x54, 1, 0, 0]), extra);
  }
  const end64 = Buffer.alloc(56 + 20);
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(BigInt(entries.length), 32);
  end64.writeBigUInt64LE(BigInt(directoryAt), 48);
  end64.writeUInt32LE(0x07064b50, 56);
  end64.writeBigUInt64LE(BigInt(directoryAt + length), 56 + 8);
  const end = Buffer.from(plain.subarray(plain.length - 22));
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([plain.subarray(0, directoryAt), ...directory, end64, end]);
}

function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o100644, stored, method = stored ? 0 : 8, flags = 0 } of entries) {
    const data = stored ? Buffer.from(content) : deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(content.length, 24);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(mode * 0x10000, 38);
    central.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), data);
    directory.push(central, Buffer.from(name));
    offset += 30 + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

describe('zip assets', () => {
  let directory: string;
  beforeEach(() => {
    directory = temporaryDirectory('zip');
  });
  const unpack = (content: Buffer) => {
    const file = path.join(directory, 'a.zip');
    writeFileSync(file, content);
    unzip(file, path.join(directory, 'out'));
  };

  test('are unpacked with their directories and what may be executed', () => {
    unpack(zip([{ name: 'sub/', content: '', stored: true }, { name: 'sub/a.txt', content: 'hello'.repeat(100) }, { name: 'bootstrap', content: '#!/bin/sh', mode: 0o100755, stored: true }]));
    expect(readFileSync(path.join(directory, 'out/sub/a.txt'), 'utf8')).toBe('hello'.repeat(100));
    expect(statSync(path.join(directory, 'out/bootstrap')).mode % 0o1000).toBe(0o755);
  });

  test('are refused when an entry would lie outside', () => {
    expect(() => unpack(zip([{ name: '../escaped', content: 'x' }]))).toThrow(expect.objectContaining({ code: 'ZipUnreadable' }));
  });

  test('are unpacked also in the format of large ones', () => {
    unpack(zip64([{ name: 'sub/', content: '', stored: true }, { name: 'sub/a.txt', content: 'hello'.repeat(100) }, { name: 'b.txt', content: 'stored', stored: true }]));
    expect(readFileSync(path.join(directory, 'out/sub/a.txt'), 'utf8')).toBe('hello'.repeat(100));
    expect(readFileSync(path.join(directory, 'out/b.txt'), 'utf8')).toBe('stored');
  });

  test.each([
    ['compressed by method 9', { method: 9 }],
    ['encrypted', { flags: 1 }],
  ])('are refused with the name of what is %s', (how, entry) => {
    expect(() => unpack(zip([{ name: 'first', content: 'x' }, { name: 'sub/a.txt', content: 'x', ...entry }])))
      .toThrow(`${path.join(directory, 'a.zip')} holds "sub/a.txt", which is ${how}: pack it by Deflate, without a password`);
  });

  test('are laid over others, whose links lead nowhere', () => {
    mkdirSync(path.join(directory, 'elsewhere'));
    unpack(zip([{ name: 'a', content: '../elsewhere/b', mode: 0o120777, stored: true }]));
    unpack(zip([{ name: 'a', content: 'a file' }]));
    expect([existsSync(path.join(directory, 'elsewhere/b')), readFileSync(path.join(directory, 'out/a'), 'utf8')]).toEqual([false, 'a file']);
    unpack(zip([{ name: 'a', content: '../elsewhere', mode: 0o120777, stored: true }]));
    unpack(zip([{ name: 'a', content: '../elsewhere', mode: 0o120777, stored: true }]));
    expect(readlinkSync(path.join(directory, 'out/a'))).toBe('../elsewhere');
  });

  test('are refused when they are none', () => {
    expect(() => unpack(Buffer.from('not a zip file at all, only a text'))).toThrow(/is not a zip file/);
  });
});
