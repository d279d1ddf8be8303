import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { openCatalogue } from './catalogue/catalogue-reader';
import type { OpenBucket } from './content/reading';
import { Endpoint } from './endpoint';
import { requestHeaders } from './http/request-headers';
import type { Throttle } from './http/throttle';
import { allowedOriginsOf } from './http/transport';
import type { Invoke } from './invoke/invoker';
import type { Counter } from './request-metrics';
import type { Subscriptions } from './subscriptions/subscriptions';
import type { Conversations } from './talk/conversations';
import type { Tasks } from './tasks/tasks';
import { ANONYMOUS, decodeCaller } from '../../src/contract/authorizer/caller';
import type { McpFunctionEnv } from '../../src/contract/mcp/env';
import { bodyOf, type Responder } from '../platform/http';
import { log, type Log } from '../platform/log';
import { TIMERS, type Timers } from '../platform/timers';

/** Time to write and send the answer after a tool timed out: otherwise a client would wait for an answer that never comes. */
const RESERVE_MILLIS = 2000;

/** The share of a shorter timeout that is reserved. */
const RESERVE_SHARE = 0.2;

export interface ServerOptions {
  readonly env: McpFunctionEnv;
  /** The directory of the catalogue. */
  readonly catalogue: string;
  readonly invoke: Invoke;
  /** Left out where no resource is read from a bucket. */
  readonly bucket?: OpenBucket;
  /** What tools that ask, or can be cancelled, need; undefined without any. */
  readonly conversations?: () => Promise<Conversations>;
  /** Undefined without subscriptions. */
  readonly subscriptions?: () => Promise<Subscriptions>;
  /** What tools that can be tasks need; undefined without any. */
  readonly tasks?: () => Promise<Tasks>;
  /** Undefined where requests of clients and people are not limited. */
  readonly throttle?: () => Promise<Throttle>;
  /** Undefined where nothing is counted. */
  readonly counter?: () => Promise<Counter>;
  /** @default - one JSON object a line on stdout */
  readonly log?: Log;
  /** @default - the clock of the process */
  readonly timers?: Timers;
}

/** API Gateway's event, limited to the fields that the server reads. */
export type McpEvent = Pick<APIGatewayProxyEvent, 'httpMethod' | 'headers' | 'multiValueHeaders' | 'body' | 'isBase64Encoded'> & {
  readonly stageVariables?: { readonly [name: string]: string | undefined } | null;
  readonly requestContext: {
    readonly requestId: string;
    readonly identity?: { readonly sourceIp?: string };
    readonly authorizer?: { readonly [key: string]: unknown } | null;
  };
};

export type McpServer = (event: McpEvent, context: Pick<Context, 'getRemainingTimeInMillis'>, responder: Responder) => Promise<void>;

/** The MCP server of one function: request in, reply out, independent of Lambda. */
export function createServer(options: ServerOptions): McpServer {
  const timers = options.timers ?? TIMERS;
  const endpoint = new Endpoint({
    catalogue: openCatalogue(options.catalogue),
    invoke: options.invoke,
    bucket: options.bucket,
    conversations: options.conversations,
    subscriptions: options.subscriptions,
    tasks: options.tasks,
    throttle: options.throttle,
    counter: options.counter,
    log: options.log ?? log,
    timers,
    allowedOrigins: allowedOriginsOf(options.env.MCP_RESOURCE, options.env.MCP_ALLOWED_ORIGINS),
  });
  const isAnonymous = options.env.MCP_ANONYMOUS === 'true';
  const answer = (event: McpEvent, context: Parameters<McpServer>[1], responder: Responder, ip: string | undefined) => endpoint.answer({
    method: event.httpMethod,
    headers: requestHeaders(event),
    body: bodyOf(event),
    caller: isAnonymous ? ANONYMOUS : decodeCaller(event.requestContext.authorizer),
    requestId: event.requestContext.requestId,
    ip,
    receivedAt: timers.now(),
    remainingMillis: withoutReserve(context.getRemainingTimeInMillis()),
  }, responder);
  // Only a stage behind CloudFront has variables, and loads what reads them.
  return (event, context, responder) => event.stageVariables
    ? import('./http/forwarded-address').then(({ clientAddress }) => answer(event, context, responder, clientAddress(event)))
    : answer(event, context, responder, event.requestContext.identity?.sourceIp);
}

function withoutReserve(millis: number): number {
  return millis - Math.min(RESERVE_MILLIS, millis * RESERVE_SHARE);
}
