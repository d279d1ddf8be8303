import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** What both generations of the official client have, as the second has it. */
export type OfficialClient = Pick<ClientV2, 'listTools' | 'callTool' | 'listResources' | 'listResourceTemplates' | 'readResource' | 'getPrompt' | 'complete' | 'close'>;

/** Answers a question of the server. */
export type Ask = (params: { readonly message: string; readonly mode?: string }) => {
  readonly action: 'accept' | 'decline' | 'cancel';
  readonly content?: { readonly [name: string]: string | number | boolean | string[] };
};

/** @param ask without it, the client cannot be asked */
type Connect = (mcpUrl: string, token: string, ask?: Ask) => Promise<OfficialClient>;

const INFO = { name: 'test', version: '1' };
const ASKED = { capabilities: { elicitation: { form: {}, url: {} } } };
const bearer = (token: string) => ({ requestInit: { headers: { Authorization: `Bearer ${token}` } } });

const version2 = (mode: 'legacy' | { readonly pin: string }): Connect => async (mcpUrl, token, ask) => {
  const client = new ClientV2(INFO, { versionNegotiation: { mode }, ...ask && ASKED });
  if (ask) {
    client.setRequestHandler('elicitation/create', async ({ params }) => ({ ...ask(params) }));
  }
  await client.connect(new TransportV2(new URL(mcpUrl), bearer(token)));
  return client;
};

const version1: Connect = async (mcpUrl, token, ask) => {
  const client = new ClientV1(INFO, ask && ASKED);
  if (ask) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => ({ ...ask(params) }));
  }
  // Its types ask for members that may be undefined; its code does not.
  await client.connect(new TransportV1(new URL(mcpUrl), bearer(token)) as Parameters<typeof client.connect>[0]);
  const callTool = client.callTool.bind(client);
  // The first generation has a schema between the two arguments; what it answers has the same members.
  return Object.assign(client, { callTool: (...[params, options]: Parameters<ClientV2['callTool']>) => callTool(params, undefined, options as object) }) as unknown as OfficialClient;
};

/** Each generation of the official client in each era that it speaks, with a token for a server. */
export const OFFICIAL_CLIENTS = {
  'v2, 2026-07-28': version2({ pin: '2026-07-28' }),
  'v2, 2025-11-25': version2('legacy'),
  'v1, 2025-11-25': version1,
} satisfies { readonly [name: string]: Connect };

export const OFFICIAL_CLIENT_NAMES = Object.keys(OFFICIAL_CLIENTS) as readonly (keyof typeof OFFICIAL_CLIENTS)[];
