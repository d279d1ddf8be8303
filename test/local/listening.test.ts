import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { synthesize } from '../clients/local-server';
import { serve } from '../support/local/gateway-fixture';
import { temporaryDirectory } from '../support/temporary-directory';

async function connect(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

test('a stream that the last deployment serves hears of what the next one changed, once that is live', async () => {
  const directory = temporaryDirectory('listening');
  const [before, after] = await Promise.all(['old', 'new'].map((generation) => (
    synthesize('test/fixtures/subscriptions/app.ts', path.join(directory, generation), { GENERATION: generation, JSII_DEPRECATED: 'quiet' })
  )));
  const fixture = await serve(before);
  const url = fixture.gateway.served.mcpUrl!;
  const clients: Client[] = [];
  try {
    const [listening, other] = [await connect(url), await connect(url)];
    clients.push(listening, other);
    const heard: string[] = [];
    const both = new Promise<void>((resolve) => {
      const hear = (what: string) => {
        heard.push(what);
        if (heard.includes('tools') && heard.includes('docs://generation')) {
          resolve();
        }
      };
      listening.setNotificationHandler('notifications/tools/list_changed', () => hear('tools'));
      listening.setNotificationHandler('notifications/prompts/list_changed', () => hear('prompts'));
      listening.setNotificationHandler('notifications/resources/updated', ({ params }) => hear(params.uri));
    });
    const filter = { toolsListChanged: true, promptsListChanged: true, resourceSubscriptions: ['docs://generation'] };
    const subscription = await listening.listen(filter);
    expect(subscription.honoredFilter).toEqual(filter);

    // It returns when the last call of the old deployment has ended, which is that stream.
    void fixture.gateway.replace(after).catch(() => undefined);
    for (let generation = 'old'; generation !== 'new';) {
      ([{ text: generation }] = (await other.callTool({ name: 'which', arguments: {} })).content as { readonly text: string }[]);
    }
    await both;

    expect(new Set(heard)).toEqual(new Set(['tools', 'docs://generation']));
    expect((await listening.listTools()).tools).toMatchObject([{ title: 'new' }]);
    await subscription.close();
  } finally {
    await Promise.all(clients.map((client) => client.close()));
    await fixture.stop();
  }
}, 120_000);
