import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import * as path from 'node:path';
import { isObject } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

/** In what `remote-mcp dev` keeps. */
export const OCCUPATION = 'occupied.json';

/** How long somebody who is there may take to say so, milliseconds. */
const PATIENCE = 1000;

interface Occupant {
  readonly pid: number;
  /** On loopback, where it says its token as long as it lives: whoever crashed occupies nothing. */
  readonly port: number;
  readonly token: string;
}

/** @throws LocalError AlreadyServed */
export async function requireUnoccupied(directory: string): Promise<void> {
  const occupant = parsed(read(directory));
  if (occupant !== undefined && await isThere(occupant)) {
    throw new LocalError('AlreadyServed', `"remote-mcp dev" serves this directory already (process ${occupant.pid}), and two would write over what each other keeps: `
      + 'end it first, or serve what "cdk synth" wrote by "remote-mcp local", which keeps nothing');
  }
}

/**
 * Takes what is kept in a directory for this process.
 *
 * @returns leaves it
 * @throws LocalError AlreadyServed
 */
export async function occupy(directory: string): Promise<() => void> {
  const token = randomBytes(16).toString('hex');
  const server = createServer((socket) => socket.on('error', () => undefined).end(token)).unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = JSON.stringify({ pid: process.pid, port: (server.address() as AddressInfo).port, token } satisfies Occupant);
  try {
    while (!create(directory, own)) {
      const found = read(directory);
      await requireUnoccupied(directory);
      if (read(directory) === found) {
        rmSync(path.join(directory, OCCUPATION), { force: true });
      }
    }
  } catch (error) {
    server.close();
    throw error;
  }
  return () => {
    server.close();
    if (read(directory) === own) {
      rmSync(path.join(directory, OCCUPATION), { force: true });
    }
  };
}

/** @returns whether there was none */
function create(directory: string, content: string): boolean {
  try {
    writeFileSync(path.join(directory, OCCUPATION), content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
    return false;
  }
}

function read(directory: string): string | undefined {
  try {
    return readFileSync(path.join(directory, OCCUPATION), 'utf8');
  } catch {
    return undefined;
  }
}

function parsed(content: string | undefined): Occupant | undefined {
  try {
    const occupant: unknown = JSON.parse(content ?? '');
    return isObject(occupant) && Number.isInteger(occupant.pid) && Number.isInteger(occupant.port) && typeof occupant.token === 'string' ? occupant as unknown as Occupant : undefined;
  } catch {
    return undefined;
  }
}

async function isThere({ pid, port, token }: Occupant): Promise<boolean> {
  const said = await new Promise<string | undefined>((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1');
    // One that was stopped (Ctrl-Z) says nothing, and can go on at any time.
    socket.setTimeout(PATIENCE, () => {
      resolve(undefined);
      socket.destroy();
    });
    socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk)).once('error', () => resolve('')).once('close', () => resolve(heard));
  });
  return said === undefined ? isAlive(pid) : said === token;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
