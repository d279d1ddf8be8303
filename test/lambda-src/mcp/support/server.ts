import { CollectedReply } from './collected-reply';
import { writeCatalogue } from './compiler';
import { WEATHER } from './offering';
import type { OpenBucket } from '../../../../lambda-src/mcp/content/reading';
import { throttleBy } from '../../../../lambda-src/mcp/http/throttle';
import type { Call, InvocationOutcome } from '../../../../lambda-src/mcp/invoke/invoker';
import { requestCounter } from '../../../../lambda-src/mcp/request-metrics';
import { createServer } from '../../../../lambda-src/mcp/server';
import type { Subscriptions } from '../../../../lambda-src/mcp/subscriptions/subscriptions';
import type { Conversations } from '../../../../lambda-src/mcp/talk/conversations';
import type { Tasks } from '../../../../lambda-src/mcp/tasks/tasks';
import type { Limits } from '../../../../lambda-src/platform/limits/request-limits';
import type { Timers } from '../../../../lambda-src/platform/timers';
import type { ToolInvocation } from '../../../../src/contract/mcp/invocation';
import type { TargetReference } from '../../../../src/contract/mcp/layer';
import type { RequestMetrics } from '../../../../src/contract/metrics';
import type { OfferingDefinition } from '../../../../src/offering/catalogue/definitions';

export const RESOURCE = 'https://mcp.example/prod/mcp';
export const MODERN = '2026-07-28';

export interface TestServerOptions {
  readonly anonymous?: boolean;
  readonly offering?: OfferingDefinition;
  readonly pageMaxBytes?: number;
  readonly allowedOrigins?: string;
  readonly bucket?: OpenBucket;
  readonly tasks?: Tasks;
  readonly conversations?: Conversations;
  readonly timers?: Timers;
  /** @default - nothing is counted */
  readonly metricTools?: RequestMetrics['tools'];
  readonly subscriptions?: Subscriptions;
  readonly limits?: Limits;
  readonly run?: (invocation: ToolInvocation, target: TargetReference, call: Call) => InvocationOutcome | Promise<InvocationOutcome>;
}

export interface Reply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
  // The tests look into replies of every shape.
  readonly json: any;
}

export interface Posted {
  readonly headers?: { readonly [name: string]: string | undefined };
  readonly method?: string;
  /** @default - a caller with the scope mcp; null for none */
  readonly authorizer?: { readonly [name: string]: unknown } | null;
  readonly base64?: boolean;
  readonly stageVariables?: { readonly [name: string]: string };
  /** @default 30000 */
  readonly remainingMillis?: number;
}

/** A server in this process, whose tools are a function of the test. */
export function testServer(options: TestServerOptions = {}) {
  const invocations: ToolInvocation[] = [];
  const lines: { readonly level: string; readonly message: string; readonly fields: { readonly [name: string]: unknown } }[] = [];
  const server = createServer({
    env: { MCP_RESOURCE: RESOURCE, MCP_ALLOWED_ORIGINS: options.allowedOrigins ?? '', MCP_ANONYMOUS: options.anonymous ? 'true' : '' },
    catalogue: writeCatalogue(options.offering ?? WEATHER, options.pageMaxBytes),
    invoke: async (target, invocation, call) => {
      invocations.push(invocation);
      return options.run?.(invocation, target, call) ?? { answer: '{"degrees":21}' };
    },
    bucket: options.bucket,
    tasks: options.tasks && (async () => options.tasks!),
    conversations: options.conversations && (async () => options.conversations!),
    timers: options.timers,
    counter: options.metricTools && (async () => requestCounter({ resource: RESOURCE, tools: options.metricTools! })),
    subscriptions: options.subscriptions && (async () => options.subscriptions!),
    throttle: options.limits && (async () => throttleBy(options.limits!)),
    log: (level, message, fields) => lines.push({ level, message, fields }),
  });

  async function post(body: unknown, { headers = {}, method = 'POST', authorizer, base64 = false, remainingMillis = 30_000, stageVariables }: Posted = {}): Promise<Reply> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const all = { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', ...headers };
    const multiValueHeaders = Object.fromEntries(Object.entries(all).flatMap(([name, value]) => value === undefined ? [] : [[name, [value]]]));
    const reply = new CollectedReply();
    await server({
      httpMethod: method,
      headers: {},
      multiValueHeaders,
      body: base64 ? Buffer.from(text).toString('base64') : text,
      isBase64Encoded: base64,
      stageVariables,
      requestContext: {
        requestId: 'request-1',
        identity: { sourceIp: '192.0.2.1' },
        authorizer: authorizer === undefined ? { sub: 'user-1', client_id: 'client-1', scope: 'mcp extra' } : authorizer,
      },
    }, { getRemainingTimeInMillis: () => remainingMillis }, reply);
    return { status: reply.statusCode, headers: reply.headers, text: reply.text, json: reply.isStream || reply.text === '' ? undefined : JSON.parse(reply.text) };
  }

  return {
    invocations,
    lines,
    post,
    /** A request of 2026-07-28 with all that it must have. */
    modern: (method: string, params: { readonly [name: string]: unknown } = {}, posted: Posted = {}) => post(
      { jsonrpc: '2.0', id: 7, method, params: { ...params, _meta: { ...meta(), ...params._meta as object } } },
      { ...posted, headers: { ...modernHeaders(method, params), ...posted.headers } },
    ),
    /** A request of the initialize era; without a version it has no header. */
    legacy: (method: string, params?: { readonly [name: string]: unknown }, version: string | undefined = '2025-11-25', posted: Posted = {}) => post(
      { jsonrpc: '2.0', id: 7, method, params },
      { ...posted, headers: { 'MCP-Protocol-Version': version, ...posted.headers } },
    ),
  };
}

export function meta(version: string = MODERN): { readonly [name: string]: unknown } {
  return {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
}

export function modernHeaders(method: string, params: { readonly [name: string]: unknown } = {}): { readonly [name: string]: string | undefined } {
  const name = method === 'resources/read' ? params.uri : ['tools/call', 'prompts/get'].includes(method) ? params.name : undefined;
  return { 'MCP-Protocol-Version': MODERN, 'Mcp-Method': method, 'Mcp-Name': typeof name === 'string' ? name : undefined };
}
