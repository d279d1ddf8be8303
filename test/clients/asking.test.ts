import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema, ElicitationCompleteNotificationSchema, ElicitRequestSchema, ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { type LocalServer, machineToken, startLocalServer, synthesize } from './local-server';
import { temporaryDirectory } from '../support/temporary-directory';

type Content = { readonly [name: string]: string | number | boolean | string[] };
interface Elicited {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: Content;
}
interface Asked {
  readonly mode?: string;
  readonly message: string;
}

/** What the client of a test does; what it leaves out, it does not declare. */
interface Abilities {
  readonly elicit?: (params: Asked) => Elicited;
  readonly complete?: (elicitationId: string) => void;
  readonly others?: boolean;
}

/** What both generations of the official client have. */
type Client = Pick<ClientV2, 'callTool' | 'getPrompt' | 'readResource' | 'close'>;

let server: LocalServer;
let token: string;
beforeAll(async () => {
  const app = join(temporaryDirectory('asking'), 'cdk.out');
  await synthesize('test/clients/asking/app.ts', app);
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server);
}, 120_000);
afterAll(() => server?.stop());

const ANSWERS = {
  sampling: { model: 'test', role: 'assistant', content: { type: 'text', text: 'Hello' } },
  roots: { roots: [{ uri: 'file:///work', name: 'work' }] },
} as const;

const options = () => ({ requestInit: { headers: { Authorization: `Bearer ${token}` } } });
const capabilitiesOf = ({ elicit, others }: Abilities) => ({
  capabilities: { ...elicit ? { elicitation: { form: { applyDefaults: true }, url: {} } } : {}, ...others ? { sampling: {}, roots: {} } : {} },
});

async function v2(mode: 'legacy' | { readonly pin: string }, abilities: Abilities): Promise<Client> {
  const client = new ClientV2({ name: 'test', version: '1' }, { versionNegotiation: { mode }, ...capabilitiesOf(abilities) });
  const { elicit, complete, others } = abilities;
  if (elicit) {
    client.setRequestHandler('elicitation/create', async ({ params }) => ({ ...elicit(params) }));
  }
  if (others) {
    client.setRequestHandler('sampling/createMessage', async () => ANSWERS.sampling);
    client.setRequestHandler('roots/list', async () => ({ roots: [...ANSWERS.roots.roots] }));
  }
  if (complete) {
    client.setNotificationHandler('notifications/elicitation/complete', ({ params }) => complete(params.elicitationId));
  }
  await client.connect(new TransportV2(new URL(server.mcpUrl), options()));
  return client;
}

async function v1(abilities: Abilities): Promise<Client> {
  const client = new ClientV1({ name: 'test', version: '1' }, capabilitiesOf(abilities));
  const { elicit, complete, others } = abilities;
  if (elicit) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ({ ...elicit(params) }));
  }
  if (others) {
    client.setRequestHandler(CreateMessageRequestSchema, async () => ANSWERS.sampling);
    client.setRequestHandler(ListRootsRequestSchema, async () => ({ roots: [...ANSWERS.roots.roots] }));
  }
  if (complete) {
    client.setNotificationHandler(ElicitationCompleteNotificationSchema, ({ params }) => complete(params.elicitationId));
  }
  await client.connect(new TransportV1(new URL(server.mcpUrl), options()) as Parameters<typeof client.connect>[0]);
  return {
    callTool: (params) => client.callTool(params) as ReturnType<Client['callTool']>,
    getPrompt: (params) => client.getPrompt(params) as ReturnType<Client['getPrompt']>,
    readResource: (params) => client.readResource(params) as ReturnType<Client['readResource']>,
    close: () => client.close(),
  } as Client;
}

const CONNECT: { readonly [name: string]: (abilities: Abilities) => Promise<Client> } = {
  'v2, 2026-07-28': (abilities) => v2({ pin: '2026-07-28' }, abilities),
  'v2, 2025-11-25': (abilities) => v2('legacy', abilities),
  'v1, 2025-11-25': v1,
};

/** What asks, and how a client comes to its text. */
const SOURCES: { readonly [source: string]: (client: Client, kind: string) => Promise<string | undefined> } = {
  'a tool that is code': (client, kind) => toolText(client, 'ask_code', kind),
  'a tool that is a function': (client, kind) => toolText(client, 'ask_function', kind),
  'a tool that was confirmed': (client, kind) => toolText(client, 'confirmed', kind),
  'a prompt': async (client, kind) => textOf((await client.getPrompt({ name: 'ask_prompt', arguments: { kind } })).messages[0].content),
  'a resource': async (client, kind) => textOf((await client.readResource({ uri: `asking://${kind}` })).contents[0]),
};

async function toolText(client: Client, name: string, kind: string): Promise<string | undefined> {
  return textOf((await client.callTool({ name, arguments: { kind } }) as { readonly content: readonly object[] }).content[0]);
}

function textOf(content: object): string | undefined {
  return (content as { readonly text?: string }).text;
}

const DEFAULTS = { name: 'Ada', color: '#f00', sizes: ['s', 'l'], count: 3, gift: true };
const isConfirmation = ({ message }: Asked) => message.startsWith('Ask by');

describe.each(Object.keys(CONNECT))('the official client, %s,', (name) => {
  async function ask(source: string, kind: string, abilities: Abilities): Promise<unknown> {
    const client = await CONNECT[name](abilities);
    try {
      return JSON.parse(await SOURCES[source](client, kind) ?? 'null');
    } finally {
      await client.close();
    }
  }

  describe.each(Object.keys(SOURCES))('that is asked by %s', (source) => {
    test.each<[string, Content, Content]>([
      ['what its user entered', { name: 'Grace', color: '#0f0', sizes: ['l'], count: 1, gift: false }, { name: 'Grace', color: '#0f0', sizes: ['l'], count: 1, gift: false }],
      ['the defaults', {}, DEFAULTS],
    ])('answers a form with %s', async (_what, content, expected) => {
      expect(await ask(source, 'form', { elicit: (asked) => ({ action: 'accept', content: isConfirmation(asked) ? {} : content }) })).toEqual({ action: 'accept', content: expected });
    });

    test.each(['decline', 'cancel'] as const)('answers a form and an address with %s, which is final', async (action) => {
      const asked: (string | undefined)[] = [];
      const elicit = (params: Asked): Elicited => {
        if (isConfirmation(params)) {
          return { action: 'accept', content: {} };
        }
        asked.push(params.mode);
        return { action };
      };
      // At once: each waits for a while.
      expect(await Promise.all(['form', 'url'].map((kind) => ask(source, kind, { elicit })))).toEqual([{ action }, { action }]);
      expect(asked.sort()).toEqual(['form', 'url']);
    });

    test('opens an address, asks its model and lists its directories', async () => {
      const elicit = (params: Asked): Elicited => isConfirmation(params) ? { action: 'accept', content: {} } : { action: params.mode === 'url' ? 'accept' : 'cancel' };

      const answers = await Promise.all(['url', 'sampling', 'roots'].map((kind) => ask(source, kind, { elicit, others: true })));
      expect(answers).toMatchObject([{ action: 'accept' }, ANSWERS.sampling, ANSWERS.roots]);
    });
  });

  test.each(['form', 'url', 'sampling', 'roots'])('that declared nothing is not asked by %s: the request ends with an error', async (kind) => {
    const client = await CONNECT[name]({});
    const result = await client.callTool({ name: 'ask_function', arguments: { kind } }).catch((error: { readonly code: number }) => error);
    await client.close();

    expect(result).toMatchObject(name.endsWith('2026-07-28') ? { code: -32021 } : { isError: true, content: [{ text: expect.stringContaining('cannot be asked') }] });
  });
});

test.each(Object.keys(CONNECT).filter((name) => name.endsWith('2025-11-25')))('the official client, %s, hears when what its user did at an address is done', async (name) => {
  const heard: string[] = [];
  const client = await CONNECT[name]({ elicit: () => ({ action: 'accept' }), complete: (id) => heard.push(id) });
  await SOURCES['a tool that is code'](client, 'url');
  await client.close();

  expect(heard).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});
