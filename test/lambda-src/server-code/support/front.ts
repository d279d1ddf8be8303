import type { Throttle } from '../../../../lambda-src/mcp/http/throttle';
import { createFront, type Front } from '../../../../lambda-src/server-code/front';
import { moduleServer } from '../../../../lambda-src/server-code/module/module-server';
import type { OwnServer } from '../../../../lambda-src/server-code/server/own-server';
import { type AccessPolicy, OPEN_ACCESS_POLICY } from '../../../../src/contract/authorizer/access-policy';
import { encodeCaller } from '../../../../src/contract/authorizer/caller';
import { CollectedReply } from '../../mcp/support/collected-reply';

export const RESOURCE = 'https://mcp.example/mcp';
export const ALICE = { subject: 'alice', clientId: 'client-1', scopes: ['mcp'] };

export type LogLine = { readonly level: string; readonly message: string; readonly [name: string]: unknown };

export interface Fixture {
  readonly front: Front;
  readonly logs: LogLine[];
  /** Sends a message, and waits until its reply is complete. */
  ask(message: unknown, options?: AskOptions): Promise<CollectedReply>;
}

export interface AskOptions {
  readonly headers?: { readonly [name: string]: string };
  readonly caller?: typeof ALICE & { readonly deniedScopes?: readonly string[] } | null;
  readonly remainingMillis?: number;
  readonly reply?: CollectedReply;
}

/** What requires scopes, by tool. */
export function policyOf(tools: AccessPolicy['tools']): AccessPolicy {
  return { ...OPEN_ACCESS_POLICY, scopes: [{ name: 'mcp' }, { name: 'admin' }], tools };
}

export function fixture(server: OwnServer, accessPolicy?: AccessPolicy, logs: LogLine[] = [], throttle?: Throttle): Fixture {
  const env = { MCP_RESOURCE: RESOURCE, MCP_ALLOWED_ORIGINS: 'https://app.example', MCP_ANONYMOUS: '' };
  const front = createFront({ env, accessPolicy, server, throttle, log: (level, message, fields) => logs.push({ level, message, ...fields }) });
  return {
    front,
    logs,
    ask: async (message, { headers = {}, caller = ALICE, remainingMillis = 10_000, reply = new CollectedReply() } = {}) => {
      await front({
        httpMethod: 'POST',
        headers: null as never,
        multiValueHeaders: Object.fromEntries(Object.entries({
          'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', ...headers,
        }).map(([name, value]) => [name, [value]])),
        body: typeof message === 'string' ? message : JSON.stringify(message),
        isBase64Encoded: false,
        requestContext: { requestId: 'request-1', authorizer: caller && { ...encodeCaller(caller) } },
      }, { getRemainingTimeInMillis: () => remainingMillis }, reply);
      return reply;
    },
  };
}

/** A module that exports this by default. */
export function moduleFixture(exported: unknown, accessPolicy?: AccessPolicy, others: { readonly [name: string]: unknown } = {}): Fixture {
  const logs: LogLine[] = [];
  const server = moduleServer({
    directory: '/opt',
    file: 'server.mjs',
    resource: RESOURCE,
    importModule: async () => ({ default: exported, ...others }),
    log: (level, message, fields) => logs.push({ level, message, ...fields }),
  });
  return fixture(server, accessPolicy, logs);
}

export const call = (name: string, args: object = {}, id: unknown = 1) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } });

interface Modern {
  readonly message: any;
  readonly headers: { readonly [name: string]: string };
}

/** The same for 2026-07-28, and its headers. */
export function modern(method: string, params: { readonly [name: string]: unknown } = {}): Modern {
  return {
    message: {
      jsonrpc: '2.0',
      id: 1,
      method,
      params: { ...params, _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} } },
    },
    headers: { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': method, ...typeof params.name === 'string' && { 'Mcp-Name': params.name } },
  };
}

/** The messages of a stream, or the one of a JSON body. */
export function messagesOf({ isStream, text }: CollectedReply): any[] {
  return isStream ? [...text.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json)) : [JSON.parse(text)];
}
