import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { authInfoOf } from './auth-info';
import { exchangeOnce } from './one-exchange';
import { isServerOfVersion2, type OwnModule, ownModule, requireConnectable, type ServerFactory, type UnjudgedModule } from './own-module';
import { INITIALIZE_ERA_PROTOCOL_VERSIONS, MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import { ERROR_CODES } from '../../mcp/protocol/error-codes';
import { errorResponse } from '../../mcp/protocol/json-rpc';
import type { Log } from '../../platform/log';
import { type OwnServer, ServerFault, type ServerReply, type ServerRequest } from '../server/own-server';

export type Importer = (url: string) => Promise<{ readonly [name: string]: unknown }>;

export interface ModuleServerOptions {
  /** Where the module's files are. */
  readonly directory: string;
  /** The module's file in it. */
  readonly file: string;
  /** The server's URL. */
  readonly resource: string;
  readonly importModule: Importer;
  readonly log: Log;
}

/**
 * A server that runs in this function. Its module is loaded at once: during initialization, Lambda provides more CPU than later. If that
 * fails, the next request tries again, for what the module needs may be there then.
 */
export function moduleServer({ directory, file, resource, importModule, log }: ModuleServerOptions): OwnServer {
  const url = pathToFileURL(resolve(directory, file)).href;
  let attempts = 0;
  const load = (): Promise<OwnModule> => {
    attempts += 1;
    // A module that failed keeps failing under its URL.
    return importModule(attempts === 1 ? url : `${url}?attempt=${attempts}`).then(ownModule);
  };
  let loading: Promise<OwnModule> | undefined = load();
  loading.catch((error: unknown) => {
    const { reason, detail, remedy } = faultOf(error, file);
    log('error', 'server code was not loaded', { reason, detail, remedy });
  });
  return async (request) => {
    loading ??= load();
    let own: OwnModule;
    try {
      own = await loading;
    } catch (error) {
      loading = undefined;
      throw faultOf(error, file);
    }
    const authInfo = request.caller && authInfoOf(request.caller, resource, request.requestId);
    if ('createHandler' in own) {
      own = await judged(own, authInfo);
      loading = Promise.resolve(own);
    }
    return 'handler' in own
      ? replyOf(await own.handler.fetch(webRequest(request, resource), { authInfo }))
      : serveByFactory(own.factory, request, authInfo, resource);
  };
}

function faultOf(error: unknown, file: string): ServerFault {
  return error instanceof ServerFault ? error : new ServerFault('not_loaded', textOf(error), `see what ${file} imports, and what is packed with it`);
}

/** By a server that it makes, for a module on v1 may have v2 in it, too. */
async function judged({ factory, createHandler }: UnjudgedModule, authInfo: unknown): Promise<OwnModule> {
  return isServerOfVersion2(await factory({ era: 'legacy', authInfo })) ? { handler: createHandler(factory) } : { factory };
}

function webRequest({ body, headers, signal }: ServerRequest, resource: string): Request {
  return new Request(resource, { method: 'POST', headers, body, signal });
}

function replyOf(response: unknown): ServerReply {
  const { status, headers, body } = (response ?? {}) as Partial<Response>;
  if (typeof status !== 'number' || typeof headers?.entries !== 'function') {
    throw new ServerFault('not_http', `fetch() returned ${response === null ? 'null' : `a ${typeof response}`} that is no Response`);
  }
  if (headers.has('mcp-session-id')) {
    throw new ServerFault(
      'keeps_sessions', 'the server began a session', 'make the transport with sessionIdGenerator: undefined: the next request reaches another instance, which does not know the session; a server that keeps sessions in a database can be a function of its own',
    );
  }
  return { status, headers: headers.entries(), body: (body ?? undefined) as ServerReply['body'] };
}

/** The SDK's v1 knows the revisions that begin with `initialize`. Notifications reach nobody: each request has a server of its own. */
async function serveByFactory(factory: ServerFactory, request: ServerRequest, authInfo: unknown, resource: string): Promise<ServerReply> {
  const { message, headers } = request;
  if (message.revision === MODERN_PROTOCOL_VERSION) {
    return json(400, errorResponse(message.kind === 'request' ? message.id : null, {
      code: ERROR_CODES.unsupportedProtocolVersion,
      message: 'Unsupported protocol version',
      data: { supported: INITIALIZE_ERA_PROTOCOL_VERSIONS, requested: MODERN_PROTOCOL_VERSION },
    }));
  }
  if (message.kind === 'notification' || message.kind === 'response') {
    return { status: 202, headers: [], body: undefined };
  }
  const server = requireConnectable(await factory({ era: 'legacy', authInfo }));
  return exchangeOnce(server, JSON.parse(request.body), { authInfo, requestInfo: { headers, url: new URL(resource) } });
}

function json(status: number, text: string): ServerReply {
  return { status, headers: [['content-type', 'application/json']], body: once(text) };
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}
