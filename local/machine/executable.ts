import { closeSync, openSync, readSync } from 'node:fs';

/** What a program of Linux says about itself in its first bytes. */
const ELF = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const MACHINE_OFFSET = 18;
const HEADER_BYTES = 20;
const MACHINES: { readonly [machine: number]: { readonly node: NodeJS.Architecture; readonly lambda: string } } = {
  0x3e: { node: 'x64', lambda: 'x86_64' },
  0xb7: { node: 'arm64', lambda: 'arm64' },
};

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
}

/** @returns why a machine cannot run a program with this beginning; undefined if nothing speaks against it */
export function foreignTo(machine: Machine, header: Buffer): string | undefined {
  if (header.length < HEADER_BYTES || !header.subarray(0, ELF.length).equals(ELF)) {
    return undefined;
  }
  const built = MACHINES[header.readUInt16LE(MACHINE_OFFSET)];
  if (machine.platform !== 'linux') {
    return `is a program for Linux${built === undefined ? '' : ` on ${built.lambda}`}, and this machine runs ${machine.platform}`;
  }
  return built === undefined || built.node === machine.architecture ? undefined : `is built for ${built.lambda}, and this machine is ${machine.architecture}`;
}

export function readHeader(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    return header.subarray(0, readSync(descriptor, header, 0, HEADER_BYTES, 0));
  } finally {
    closeSync(descriptor);
  }
}
