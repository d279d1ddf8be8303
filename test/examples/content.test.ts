import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../clients/local-server';
import { OFFICIAL_CLIENT_NAMES, OFFICIAL_CLIENTS, type OfficialClient } from '../clients/official-clients';
import { temporaryDirectory } from '../support/temporary-directory';

const LARGE = 5 * 1024 * 1024;

let server: LocalServer;
let token: string;
beforeAll(async () => {
  const directory = temporaryDirectory('content');
  const app = join(directory, 'cdk.out');
  const folder = join(directory, 'buckets', 'Documents');
  mkdirSync(join(folder, 'handbook-secret'), { recursive: true });
  mkdirSync(join(folder, 'handbook'));
  writeFileSync(join(folder, 'handbook', 'film.bin'), Buffer.alloc(LARGE));
  writeFileSync(join(folder, 'handbook', 'photo.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47]));
  writeFileSync(join(folder, 'handbook-secret', 'salaries.md'), 'secret');
  writeFileSync(join(folder, 'root.md'), 'secret');
  await synthesize('examples/content/bin/content.ts', app, { TSX_TSCONFIG_PATH: join('examples', 'content', 'tsconfig.json') });
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server);
}, 120_000);
afterAll(() => server?.stop());

describe.each(OFFICIAL_CLIENT_NAMES)('the official client, %s,', (name) => {
  let client: OfficialClient;
  beforeAll(async () => {
    client = await OFFICIAL_CLIENTS[name](server.mcpUrl, token);
  });
  afterAll(() => client?.close());

  const read = async (uri: string) => (await client.readResource({ uri })).contents[0] as { [member: string]: unknown };

  test('lists the files of a folder, and the templates of the bucket and the function', async () => {
    const { resources } = await client.listResources();
    const { resourceTemplates } = await client.listResourceTemplates();

    expect(resources.map(({ uri, name: file, mimeType, size }) => [uri, file, mimeType, size])).toEqual([
      ['guide://NOTES', 'NOTES', 'text/plain', 36],
      ['guide://first-day.md', 'first-day.md', 'text/markdown', expect.any(Number)],
    ]);
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate).sort()).toEqual(['docs://{+key}', 'orders://{id}']);
  });

  test('reads a file of the folder', async () => {
    expect(await read('guide://NOTES')).toMatchObject({ uri: 'guide://NOTES', mimeType: 'text/plain', text: 'Everybody is on a first-name basis.\n' });
  });

  test('reads objects of the bucket: text, bytes, and a key that must be encoded', async () => {
    expect(await read('docs://welcome.md')).toMatchObject({
      uri: 'docs://welcome.md',
      mimeType: 'text/markdown',
      text: expect.stringContaining('short on purpose'),
      _meta: { 'cdk-remote-mcp-server/size': 45, 'cdk-remote-mcp-server/lastModified': expect.stringMatching(/Z$/), 'cdk-remote-mcp-server/etag': expect.any(String) },
    });
    expect(await read('docs://photo.png')).toMatchObject({ mimeType: 'image/png', blob: 'iVBORw==' });
    expect(await read('docs://travel/expenses%20&%20receipts.md')).toMatchObject({ text: expect.stringContaining('40 €') });
  });

  test('gets a link to a large object, which works without a token and for this object only', async () => {
    const { mimeType, text } = await read('docs://film.bin');
    expect(mimeType).toBe('text/uri-list');
    const [, url] = String(text).split('\r\n');
    const response = await fetch(url);
    expect([response.status, (await response.arrayBuffer()).byteLength, response.headers.get('content-disposition')]).toEqual([200, LARGE, 'attachment']);

    expect((await fetch(url.replace('film.bin', 'photo.png'))).status).toBe(403);
    expect((await fetch(url.replace('X-Amz-Expires=120', 'X-Amz-Expires=604800'))).status).toBe(403);
    expect((await fetch(`${url}&versionId=1`)).status).toBe(403);
  });

  test.each([
    'docs://none.md', 'docs://..%2Froot.md', 'docs://%2e%2e%2Froot.md', 'docs://travel/..%2F..%2Froot.md', 'docs://..%252Froot.md', 'docs://..%5Croot.md',
    'docs://%2Froot.md', 'docs://-secret/salaries.md', 'docs://x/%2e%2e/%2e%2e/root.md', 'docs://welcome.md%00', 'docs://welcome.md?versionId=1',
    'docs://welcome.md%3Facl', 'docs://../handbook-secret/salaries.md', 'docs://handbook/welcome.md', 'orders://C-1', 'orders://..%2FA-1001',
  ])('finds no resource %s', async (uri) => {
    await expect(read(uri)).rejects.toMatchObject({ code: expect.any(Number), message: expect.stringContaining('Resource not found') });
  });

  test('reads what a function in Python reads', async () => {
    const { mimeType, text } = await read('orders://A-1002');
    expect([mimeType, JSON.parse(String(text))]).toEqual(['application/json', { item: 'Stove', state: 'late' }]);
  });

  test('gets prompts of messages and of a function', async () => {
    expect((await client.getPrompt({ name: 'onboard' })).messages[0].content).toMatchObject({ type: 'resource_link', uri: 'guide://first-day.md' });
    expect((await client.getPrompt({ name: 'complain', arguments: { order: 'A-1002', tone: 'firm' } })).messages).toEqual([
      { role: 'user', content: { type: 'text', text: 'Write a firm letter: my Stove is late.' } },
    ]);
    await expect(client.getPrompt({ name: 'complain', arguments: { order: 'C' } })).rejects.toMatchObject({ code: -32602, message: expect.stringContaining('There is no order C') });
  });

  test('completes keys, numbers of the function, and declared values', async () => {
    const complete = async (ref: Parameters<OfficialClient['complete']>[0]['ref'], argument: string, value: string) => (
      (await client.complete({ ref, argument: { name: argument, value } })).completion
    );

    expect(await complete({ type: 'ref/resource', uri: 'docs://{+key}' }, 'key', 't')).toEqual({ values: ['travel/expenses & receipts.md'], total: 1, hasMore: false });
    expect((await complete({ type: 'ref/resource', uri: 'docs://{+key}' }, 'key', '')).values)
      .toEqual(['film.bin', 'photo.png', 'travel/expenses & receipts.md', 'welcome.md']);
    expect((await complete({ type: 'ref/resource', uri: 'docs://{+key}' }, 'key', '../')).values).toEqual([]);
    expect(await complete({ type: 'ref/resource', uri: 'orders://{id}' }, 'id', 'a-')).toMatchObject({ values: ['A-1001', 'A-1002'], hasMore: false });
    expect((await complete({ type: 'ref/prompt', name: 'complain' }, 'tone', 'f')).values).toEqual(['friendly', 'firm', 'formal']);
    expect((await complete({ type: 'ref/prompt', name: 'complain' }, 'order', 'B')).values).toEqual(['B-2001']);
  });
});
