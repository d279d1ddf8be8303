import { readFileSync, statSync, writeFileSync } from 'node:fs';
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
}

function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o100644, stored } of entries) {
    const data = stored ? Buffer.from(content) : deflateRawSync(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(stored ? 0 : 8, 10);
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

  test('are refused when they are none', () => {
    expect(() => unpack(Buffer.from('not a zip file at all, only a text'))).toThrow(/is not a zip file/);
  });
});
