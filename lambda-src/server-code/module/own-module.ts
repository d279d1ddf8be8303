import { ServerFault } from '../server/own-server';

/** `createMcpHandler()` of the SDK's v2 makes one; so do Hono and other frameworks. */
export interface FetchHandler {
  fetch(request: Request, options: { readonly authInfo?: unknown }): Response | Promise<Response>;
}

/** What `connect()` of the SDK's v1 needs of a server. */
export interface ConnectableServer {
  connect(transport: unknown): Promise<void>;
  close(): Promise<void>;
}

/** Makes a server for one request. */
export type ServerFactory = (context: { readonly era: 'legacy' | 'modern'; readonly authInfo?: unknown }) => unknown;

/** A function, and what serves the servers that it makes if they are of the SDK's v2. */
export interface UnjudgedModule {
  readonly factory: ServerFactory;
  readonly createHandler: (factory: ServerFactory) => FetchHandler;
}

export type OwnModule = { readonly handler: FetchHandler } | { readonly factory: ServerFactory } | UnjudgedModule;

const REMEDY = 'export by default a function that makes a new McpServer for each request, or what createMcpHandler() of @modelcontextprotocol/server returns';

/**
 * What the author's module offers.
 *
 * @param loaded the namespace of the module
 * @throws ServerFault where it is nothing that can answer requests
 */
export function ownModule(loaded: { readonly [name: string]: unknown }): OwnModule {
  const exported = defaultExport(loaded);
  if (isObject(exported) && typeof exported.fetch === 'function') {
    return { handler: exported as unknown as FetchHandler };
  }
  if (typeof exported === 'function' && 'listen' in exported) {
    throw new ServerFault('wrong_export', 'the module exports a web application', REMEDY);
  }
  if (isConnectable(exported)) {
    throw new ServerFault('wrong_export', 'the module exports a server, which can serve one connection only', REMEDY);
  }
  if (typeof exported !== 'function' || /^class\b/.test(Function.prototype.toString.call(exported))) {
    throw new ServerFault('wrong_export', `the default export is ${exported === undefined ? 'missing' : `a ${typeof exported}`}`, REMEDY);
  }
  const { createMcpHandler } = isObject(loaded.default) ? { ...loaded, ...loaded.default } : loaded;
  const factory = exported as ServerFactory;
  return typeof createMcpHandler === 'function' ? { factory, createHandler: createMcpHandler as UnjudgedModule['createHandler'] } : { factory };
}

/** A CommonJS module's exports are the default of its namespace, and a compiler may have put a default among them. */
function defaultExport(loaded: { readonly [name: string]: unknown }): unknown {
  const exported = loaded.default;
  return isObject(exported) && '__esModule' in exported ? exported.default : exported;
}

/** @throws ServerFault for anything that is no server of the SDK's v1 */
export function requireConnectable(made: unknown): ConnectableServer {
  if (!isConnectable(made)) {
    throw new ServerFault('wrong_server', `the exported function returned ${made === null ? 'null' : `a ${typeof made}`} without connect()`, REMEDY);
  }
  if (isVersion2(made)) {
    throw new ServerFault('wrong_server', 'the exported function makes servers of the SDK\'s v2, of which only createMcpHandler() can serve every revision', 'bundle the server with McpCode.fromEntry(); or export default createMcpHandler(…) around the function; or export createMcpHandler beside it');
  }
  return made;
}

function isConnectable(value: unknown): value is ConnectableServer {
  return isObject(value) && typeof value.connect === 'function' && typeof value.close === 'function';
}

/** Whether only `createMcpHandler()` can serve it. */
export function isServerOfVersion2(made: unknown): boolean {
  return isConnectable(made) && isVersion2(made);
}

/** Both have McpServer around Server; only v2 tells a server's era. */
function isVersion2(server: object): boolean {
  const low = (server as { readonly server?: unknown }).server ?? server;
  return isObject(low) && 'getNegotiatedProtocolVersion' in low;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
