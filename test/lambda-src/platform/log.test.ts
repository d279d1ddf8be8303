import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'log-'));
  buildSync({ entryPoints: [join(import.meta.dirname, '..', '..', '..', 'lambda-src', 'platform', 'log.ts')], bundle: true, platform: 'node', format: 'cjs', outfile: join(directory, 'log.js') });
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What a process writes. */
function linesOf(program: string): string[] {
  const { stdout } = spawnSync(process.execPath, ['-e', program], { cwd: directory, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return stdout.split('\n').slice(0, -1);
}

test('a message is one JSON object on one line', () => {
  const [line, ...others] = linesOf("require('./log.js').log('warn', 'two\\nlines', { requestId: 'r', count: 1 })");

  expect(others).toEqual([]);
  expect(JSON.parse(line)).toEqual({ timestamp: expect.stringMatching(/^\d{4}-.*Z$/), level: 'warn', message: 'two\nlines', requestId: 'r', count: 1 });
});

test('long lines arrive whole, also when the pipe is full', () => {
  const lines = linesOf("process.stdout; for (let i = 0; i < 20; i++) require('./log.js').writeLine({ i, text: 'ü'.repeat(100000) })");

  expect(lines.map((line) => JSON.parse(line).i)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});
