import { expect, test } from '@jest/globals';
import { foreignTo, readHeader } from '../../../local/machine/executable';

const linux = { platform: 'linux', architecture: 'x64' } as const;
const elf = (machine: number) => {
  const header = Buffer.alloc(20);
  header.write('\x7fELF', 'latin1');
  header.writeUInt16LE(machine, 18);
  return header;
};

test.each([
  ['of another architecture', elf(0xb7), linux, 'is built for arm64, and this machine is x64'],
  ['of this one', elf(0x3e), linux, undefined],
  ['for Linux on a Mac', elf(0xb7), { platform: 'darwin', architecture: 'arm64' } as const, 'is a program for Linux on arm64, and this machine runs darwin'],
  ['that is a script', Buffer.from('#!/bin/sh\nexec something\n'), linux, undefined],
  ['that is shorter than any header', Buffer.from('x'), linux, undefined],
])('a program %s is known by its first bytes', (_what, header, machine, expected) => {
  expect(foreignTo(machine, header)).toBe(expected);
});

test('this very Node.js is no stranger', () => {
  expect(foreignTo({ platform: process.platform, architecture: process.arch }, readHeader(process.execPath))).toBeUndefined();
});
