import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const BUNDLE = join(import.meta.dirname, '..', '..', '..', 'assets', 'functions', 'document-fetcher', 'index.js');

test('the bundle is small, and all of it is this repository\'s', () => {
  const notices = readFileSync(join(dirname(BUNDLE), 'THIRD-PARTY-NOTICES.txt'), 'utf8');

  expect(statSync(BUNDLE).size).toBeLessThanOrEqual(10 * 1024);
  expect([...notices.matchAll(/^(\S+) \d+\.\d+\.\d+ \(/gm)].map(([, name]) => name)).toEqual([]);
});

test('T30: as AWS runs it, without an environment, it dials nothing that is not public, and says so in its log', async () => {
  const event = { kind: 'client_keys', url: 'https://127.0.0.1/keys' };
  const program = `require(process.argv[1]).handler(${JSON.stringify(event)}).then((answer) => process.stdout.write(JSON.stringify(answer)))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program, BUNDLE], { env: {} });
  const [line, answer] = stdout.split('\n').map((text) => JSON.parse(text));

  expect(answer).toEqual({ reason: 'address', detail: '127.0.0.1' });
  expect(line).toMatchObject({ level: 'warn', message: 'document not fetched', ...event, ...answer });
});
