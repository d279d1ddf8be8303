import type { Client } from '@modelcontextprotocol/client';
import { type ApplicationElicitResult, type ApplicationInputRequest, createTaskSessionFromClient } from '@modelcontextprotocol/ext-tasks/client';

export const TASKS = 'io.modelcontextprotocol/tasks';
const VERSION = '2026-07-28';

interface Rpc {
  readonly method: string;
  readonly params?: { readonly [name: string]: unknown };
}

export type RpcAnswer = { readonly kind: 'result'; readonly result: any } | { readonly kind: 'error'; readonly error: any };

type Extensions = { readonly [name: string]: { readonly [setting: string]: string } };

/** What a client of 2026-07-28 says of itself in each request. */
export function framing(extensions: Extensions = { [TASKS]: {} }) {
  return { protocolVersion: VERSION, clientInfo: { name: 'task-test', version: '1.0.0' }, clientCapabilities: { elicitation: { form: {} }, extensions } };
}

/** Sends requests as they are: the SDK's client knows no tasks of 2026-07-28. */
export function dispatcher(mcpUrl: string, token: string, extensions?: Extensions) {
  const { protocolVersion, clientInfo, clientCapabilities } = framing(extensions);
  return async ({ method, params = {} }: Rpc, headers: { readonly [name: string]: string } = {}): Promise<RpcAnswer> => {
    const name = params.name ?? params.taskId;
    const response = await fetch(mcpUrl, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Accept': 'application/json, text/event-stream',
        'Authorization': `Bearer ${token}`,
        'MCP-Protocol-Version': VERSION,
        'Mcp-Method': method,
        ...typeof name === 'string' && { 'Mcp-Name': name },
        ...headers,
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method,
        params: {
          ...params,
          _meta: {
            'io.modelcontextprotocol/protocolVersion': protocolVersion,
            'io.modelcontextprotocol/clientInfo': clientInfo,
            'io.modelcontextprotocol/clientCapabilities': clientCapabilities,
            ...params._meta as object,
          },
        },
      }),
    });
    // Objects of fetch are those of another realm to Jest, which the requester does not take for JSON.
    const answer = JSON.parse(await response.text()) as { readonly result?: unknown; readonly error?: unknown };
    return answer.error === undefined ? { kind: 'result', result: answer.result } : { kind: 'error', error: answer.error };
  };
}

/** The official requester for tasks. */
export function taskSession(client: Client, mcpUrl: string, token: string, answer: (request: ApplicationInputRequest) => ApplicationElicitResult) {
  const dispatch = dispatcher(mcpUrl, token);
  return createTaskSessionFromClient(client, {
    endpointId: 'local',
    // Else it lists them by the SDK's client.
    tools: { currentTool: () => undefined },
    rawDispatch: (request, options) => dispatch(request as unknown as Rpc, options?.context?.headers),
    v2RequestFraming: framing(),
    onInputRequest: async (request) => answer(request) as never,
  });
}
