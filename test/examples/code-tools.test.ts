import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../clients/local-server';
import { OFFICIAL_CLIENT_NAMES, OFFICIAL_CLIENTS, type OfficialClient } from '../clients/official-clients';
import { temporaryDirectory } from '../support/temporary-directory';

let server: LocalServer;
let token: string;

beforeAll(async () => {
  const app = join(temporaryDirectory('code-tools'), 'cdk.out');
  await synthesize('examples/code-tools/bin/code-tools.ts', app, { TSX_TSCONFIG_PATH: join('examples', 'code-tools', 'tsconfig.json') });
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server);
}, 180_000);

afterAll(() => server?.stop());


describe.each(OFFICIAL_CLIENT_NAMES)('the official client, %s,', (name) => {
  let client: OfficialClient;
  beforeAll(async () => {
    client = await OFFICIAL_CLIENTS[name](server.mcpUrl, token);
  });
  afterAll(() => client?.close());

  test('calls the tool that is bundled from TypeScript', async () => {
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(['count_words', 'add_days']);
    const result = await client.callTool({ name: 'count_words', arguments: { text: 'To be, or not to be', top: 2 } });
    expect(result.structuredContent).toEqual({ words: 6, most: [{ word: 'to', times: 2 }, { word: 'be', times: 2 }] });
  });

  test('calls the tool that is a file', async () => {
    expect((await client.callTool({ name: 'add_days', arguments: { date: '2028-02-28', days: 2 } })).content).toEqual([{ type: 'text', text: '2028-03-01' }]);
  });

  test('reads the message of a ToolError', async () => {
    expect(await client.callTool({ name: 'count_words', arguments: { text: '…' } })).toMatchObject({
      isError: true, content: [{ type: 'text', text: 'The text has no words. Pass a text with at least one letter or digit.' }],
    });
  });
});
