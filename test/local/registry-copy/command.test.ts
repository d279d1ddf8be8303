import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { copyRegistry } from '../../../local/registry-copy/command';
import { itemsIn, lineOf } from '../../../local/registry-copy/copy';
import { refreshRequest, signedIn } from '../../lambda-src/oauth/support/grants';
import { registerApplication, registerMachine, startWorld, tokenRequest, type World } from '../../lambda-src/oauth/support/oauth-world';
import { AWS_VARIABLES, TABLE_NAME } from '../../lambda-src/platform/support/loopback-registry';
import { temporaryDirectory } from '../../support/temporary-directory';

const before = { ...process.env };
let from: World;
let to: World;
let file: string;
beforeAll(async () => {
  [from, to] = await Promise.all([startWorld(), startWorld()]);
  file = join(temporaryDirectory('registry'), 'registry.jsonl');
});
afterEach(() => {
  process.env = { ...before };
});
afterAll(() => Promise.all([from.stop(), to.stop()]));

async function run(world: World, ...args: string[]): Promise<string> {
  process.env = { ...before, ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: world.registry.endpoint };
  let written = '';
  await copyRegistry(args, (text) => {
    written += text;
  });
  return written;
}

test('a server that moves takes its clients, grants and refresh tokens with it', async () => {
  const [machine, editor] = [await registerMachine(from), await registerApplication(from)];
  const { refresh_token: refreshToken } = await signedIn(from, editor);
  // It has ended, and DynamoDB has not deleted it yet.
  await from.registry.client.send(new PutItemCommand({ TableName: TABLE_NAME, Item: { pk: { S: 'SESSION#old' }, sk: { S: 'SESSION' }, expiresAt: { N: '1' } } }) as never);
  expect((await to.call(tokenRequest(machine))).status).toBe(401);

  const items = (await from.registry.scan()).length - 1;
  expect(await run(from, 'export', '--table', TABLE_NAME, '--output', file)).toBe(`${items} items of registry in ${file}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).not.toContain('SESSION#old');
  expect(readFileSync(file, 'utf8')).not.toContain(refreshToken);

  // The keys that the new server has published are its own.
  expect(await run(to, 'import', '--table', TABLE_NAME, '--input', file)).toBe(`${items - 1} items added to registry, 1 were there\n`);
  expect((await to.call(tokenRequest(machine))).status).toBe(200);
  expect((await to.call(refreshRequest(editor, refreshToken))).status).toBe(200);
});

test('an import that is repeated changes nothing', async () => {
  const all = JSON.stringify(await to.registry.scan());
  const count = readFileSync(file, 'utf8').trim().split('\n').length;
  expect(await run(to, 'import', '--table', TABLE_NAME, '--input', file)).toBe(`0 items added to registry, ${count} were there\n`);
  expect(JSON.stringify(await to.registry.scan())).toBe(all);
});

test('every type of value survives', () => {
  const item = { pk: { S: 'a' }, sk: { S: 'B' }, B: { B: new Uint8Array([0, 255]) }, map: { M: { B: { S: 'text' } } }, list: { L: [{ N: '12345678901234567890' }, { NULL: true as const }] } };
  expect(itemsIn(lineOf(item))).toEqual([{ ...item, B: { B: Buffer.from([0, 255]) } }]);
});

describe('what cannot be done is said, and nothing is written', () => {
  test.each([
    [[], /"export" and "import", not ""/],
    [['move'], /not "move"/],
    [['export', '--table', 'x'], /export takes --table NAME and --output FILE/],
    [['import', '--table', 'x', '--output', 'y'], /import takes --table NAME and --input FILE/],
    [['import', '--all'], /Unknown option '--all'/],
    [['import', '--table', TABLE_NAME, '--input', '/nowhere/registry.jsonl'], /ENOENT/],
    [['export', '--table', TABLE_NAME, '--output', '/nowhere/registry.jsonl'], /ENOENT/],
    [['export', '--table', 'elsewhere', '--output', '/dev/null'], /ResourceNotFoundException/],
  ])('%j', async (args, message) => {
    await expect(run(to, ...args.length === 0 ? ['--table', 'x'] : args)).rejects.toThrow(message);
  });

  test.each(['{', '{"Item":{"pk":{"S":"a"}}}', 'null', '{"pk":"canary","sk":"b"}'])('a file with the line %s', async (line) => {
    const wrong = join(temporaryDirectory('registry'), 'wrong.jsonl');
    writeFileSync(wrong, `${lineOf({ pk: { S: 'a' }, sk: { S: 'b' } })}${line}\n`);
    const count = (await to.registry.scan()).length;
    await expect(run(to, 'import', '--table', TABLE_NAME, '--input', wrong)).rejects.toMatchObject({
      code: 'InvalidRegistryExport', message: expect.not.stringContaining('canary'),
    });
    expect((await to.registry.scan()).length).toBe(count);
  });
});
