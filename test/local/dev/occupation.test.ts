import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { OCCUPATION, occupy, requireUnoccupied } from '../../../local/dev/occupation';
import { temporaryDirectory } from '../../support/temporary-directory';

let directory: string;
let file: string;
let stranger: Server | undefined;
beforeEach(() => {
  directory = temporaryDirectory('occupied');
  file = path.join(directory, OCCUPATION);
});
afterEach(() => {
  stranger?.close();
});

/** A program that has the port now. */
async function listening(says: string | undefined): Promise<number> {
  stranger = createServer((socket) => (says === undefined ? socket.unref() : socket.end(says))).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  return (stranger.address() as AddressInfo).port;
}

test('one at a time', async () => {
  const leave = await occupy(directory);
  await expect(occupy(directory)).rejects.toMatchObject({ code: 'AlreadyServed', message: expect.stringContaining(`process ${process.pid}`) });
  await expect(requireUnoccupied(directory)).rejects.toMatchObject({ code: 'AlreadyServed' });
  leave();
  expect(existsSync(file)).toBe(false);
  (await occupy(directory))();
});

test('of several at once, one gets it', async () => {
  const all = await Promise.allSettled(Array.from({ length: 8 }, () => occupy(directory)));
  const got = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(got).toHaveLength(1);
  got[0]();
});

test('whoever leaves late leaves what others took meanwhile', async () => {
  const leave = await occupy(directory);
  writeFileSync(file, '{"of":"others"}');
  leave();
  expect(readFileSync(file, 'utf8')).toBe('{"of":"others"}');
});

test.each<[string, () => Promise<string> | string]>([
  ['whose port nobody has', async () => {
    const port = await listening('');
    await new Promise((resolve) => stranger!.close(resolve));
    return JSON.stringify({ pid: process.pid, port, token: 'before' });
  }],
  ['whose port another program has, and whose number another process', async () => JSON.stringify({ pid: process.pid, port: await listening('SSH-2.0'), token: 'before' })],
  ['whose port a silent program has', async () => JSON.stringify({ pid: 2 ** 30, port: await listening(undefined), token: 'before' })],
  ['who was cut off while writing', () => '{"pid":1'],
  ['who wrote something else', () => '{"pid":"1"}'],
])('nobody is in the way who crashed, %s', async (_how, left) => {
  writeFileSync(file, await left());
  const leave = await occupy(directory);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
  leave();
});

test('one that was stopped is still there', async () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, port: await listening(undefined), token: 'before' }));
  await expect(occupy(directory)).rejects.toMatchObject({ code: 'AlreadyServed' });
});
