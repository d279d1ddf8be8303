import { EventStream, messagesIn } from './event-stream';
import { isRemoteFailure, RemoteFailure } from './failure';
import { encodedHeaderValue } from './header-value';
import { isJsonObject, JsonObject, ParseJson } from './json';
import { RemoteServerInfo, serverInfoOf } from './lock-file';
import { RemoteTool, remoteToolOf } from './remote-tool';
import { INITIALIZE_ERA_PROTOCOL_VERSIONS, MODERN_PROTOCOL_VERSION } from '../mcp/protocol-versions';

/** One POST to the endpoint of the server, without a limit of its own. */
export interface RemotePost {
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** Of an answer that may go on after what matters: says with each piece whether that was all. */
  enoughOf?(answer: Pick<RemoteAnswer, 'headers'>): ((piece: Uint8Array) => boolean) | undefined;
}

export interface RemoteAnswer {
  readonly status: number;
  /** By name, in small letters. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Uint8Array;
  /** Whether there was more than was read. */
  readonly truncated?: boolean;
}

/** The only way to the server. */
export type SendPost = (post: RemotePost) => Promise<RemoteAnswer>;

export interface RemoteTools {
  readonly tools: readonly RemoteTool[];
  /** Milliseconds for which the server says that they stay so; undefined where it says nothing. */
  readonly ttlMs?: number;
}

/** What somebody wants to hear while a tool runs. */
export interface RemoteListener {
  readonly progress: boolean;
  /** Log messages from this level on; undefined for none. */
  readonly logLevel?: string;
  /** Gets the parameters of a notification, as the server wrote them. */
  hear(params: JsonObject): void;
}

export interface RemoteCallOptions {
  /** Those that mirror arguments. */
  readonly headers?: { readonly [name: string]: string };
  readonly listener?: RemoteListener;
  /** Members of the `_meta` of the request, besides those of the protocol. */
  readonly meta?: JsonObject;
}

/** Either the revision without sessions, or what `initialize` agreed on. */
type Session = { readonly version: typeof MODERN_PROTOCOL_VERSION } | { readonly version: string; readonly id?: string };

interface Opened {
  readonly session: Session;
  readonly server: RemoteServerInfo;
}

/** Pages of a list. */
const MAX_PAGES = 64;
/** Requests of the server within one answer: of more, nobody knows what they are for. */
const MAX_SERVER_REQUESTS = 16;
const CLIENT_INFO = { name: 'cdk-remote-mcp-server', version: '1' };
const UNSUPPORTED_VERSION = -32022;
const METHOD_NOT_FOUND = -32601;

/**
 * A client of another MCP server, of either era: no more of one than calling tools needs. It declares no capabilities, so that the server asks nothing.
 * It remembers the era, and the session where there is one. The lock command and the connector speak to a server through the same client, so that they
 * see the same tools.
 *
 * It is not the official one (2.4.0), which leaves out what its schemas do not know, such as annotations of other names: a digest would not notice
 * that they change. And it is sixty times as large (457 KB).
 */
export class RemoteServer {
  private opened: Opened | undefined;
  private opening: Promise<Opened> | undefined;
  private lastId = 0;

  /**
   * @param revision that the server spoke before: is tried first
   * @param parseResult reads the results of tools
   */
  constructor(private readonly revision: string = MODERN_PROTOCOL_VERSION, private readonly parseResult: ParseJson = JSON.parse) {}

  /** What the server is. @throws RemoteFailure */
  async describe(send: SendPost): Promise<{ readonly server: RemoteServerInfo; readonly protocolVersion: string }> {
    const { server, session: { version } } = await this.open(send);
    return { server, protocolVersion: version };
  }

  /** All tools that the server lists. @throws RemoteFailure */
  async tools(send: SendPost): Promise<RemoteTools> {
    const tools = new Map<string, RemoteTool>();
    let cursor: string | undefined;
    let ttlMs: number | undefined;
    for (let page = 1; ; page++) {
      const result = await this.request(send, 'tools/list', cursor === undefined ? {} : { cursor });
      for (const tool of toolsIn(result)) {
        if (tools.has(tool.name)) {
          throw new RemoteFailure('protocol', 'two tools have one name');
        }
        tools.set(tool.name, tool);
      }
      if (typeof result.ttlMs === 'number' && result.ttlMs >= 0) {
        ttlMs = Math.min(result.ttlMs, ttlMs ?? Infinity);
      }
      if (typeof result.nextCursor !== 'string') {
        return { tools: [...tools.values()], ttlMs };
      }
      if (page === MAX_PAGES || result.nextCursor === cursor) {
        throw new RemoteFailure('protocol', 'the list of tools does not end');
      }
      cursor = result.nextCursor;
    }
  }

  /**
   * The result of a tool.
   *
   * @throws RemoteFailure
   */
  async call(send: SendPost, name: string, args: JsonObject, { headers, ...options }: RemoteCallOptions = {}): Promise<JsonObject> {
    const result = await this.request(send, 'tools/call', { name, arguments: args }, { headers: { 'mcp-name': encodedHeaderValue(name), ...headers }, ...options });
    const { resultType = 'complete' } = result;
    if (resultType !== 'complete') {
      throw new RemoteFailure(resultType === 'input_required' ? 'asks' : 'protocol', `the result has the type ${shown(resultType)}`);
    }
    return result;
  }

  private async request(send: SendPost, method: string, params: JsonObject, options: RemoteCallOptions = {}): Promise<JsonObject> {
    for (let attempt = 1; ; attempt++) {
      const { session } = await this.open(send);
      try {
        return await this.exchange(send, session, method, params, options);
      } catch (error) {
        if (!isRemoteFailure(error) || !isForgotten(error, session)) {
          throw error;
        }
        // Nothing was done: the server did not know the session, or no longer speaks the revision.
        this.opened = undefined;
        if (attempt > 1) {
          throw error;
        }
      }
    }
  }

  private async open(send: SendPost): Promise<Opened> {
    if (this.opened === undefined) {
      this.opening ??= this.negotiate(send).finally(() => {
        this.opening = undefined;
      });
      this.opened = await this.opening;
    }
    return this.opened;
  }

  private async negotiate(send: SendPost): Promise<Opened> {
    const eras = [() => this.discover(send), () => this.initialize(send)];
    const [first, second] = this.revision >= MODERN_PROTOCOL_VERSION ? eras : eras.reverse();
    try {
      return await first();
    } catch (error) {
      if (!isRemoteFailure(error) || !mayBeOtherEra(error)) {
        throw error;
      }
      return second();
    }
  }

  private async discover(send: SendPost): Promise<Opened> {
    const session: Session = { version: MODERN_PROTOCOL_VERSION };
    const result = await this.exchange(send, session, 'server/discover', {});
    const { supportedVersions, _meta } = result;
    if (!Array.isArray(supportedVersions) || !supportedVersions.includes(MODERN_PROTOCOL_VERSION)) {
      throw new RemoteFailure('protocol', `the server does not speak ${MODERN_PROTOCOL_VERSION}`);
    }
    const server = (isJsonObject(_meta) ? _meta['io.modelcontextprotocol/serverInfo'] : undefined) ?? result.serverInfo;
    return { session, server: serverInfoOf(server) };
  }

  private async initialize(send: SendPost): Promise<Opened> {
    const [newest] = INITIALIZE_ERA_PROTOCOL_VERSIONS;
    const ids: string[] = [];
    const params = { protocolVersion: newest, capabilities: {}, clientInfo: CLIENT_INFO };
    const { protocolVersion, serverInfo } = await this.exchange(send, { version: newest }, 'initialize', params, { onSession: (id) => ids.push(id) });
    const version = INITIALIZE_ERA_PROTOCOL_VERSIONS.find((known) => known === protocolVersion);
    if (version === undefined) {
      throw new RemoteFailure('protocol', `the server chose the revision ${shown(protocolVersion)}`);
    }
    const session: Session = { version, id: ids[0] };
    await send({ headers: headersFor(session), body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }) });
    return { session, server: serverInfoOf(serverInfo) };
  }

  private async exchange(
    send: SendPost, session: Session, method: string, params: JsonObject, { headers, listener, meta = {}, onSession }: ExchangeOptions = {},
  ): Promise<JsonObject> {
    const id = ++this.lastId;
    const isModern = session.version === MODERN_PROTOCOL_VERSION;
    const answers: Promise<unknown>[] = [];
    let reply: JsonObject | undefined;
    // Other ids are of nobody's requests.
    const take = (messages: readonly JsonObject[]) => {
      for (const message of messages) {
        if (message.id === id && ('result' in message || 'error' in message)) {
          reply ??= message;
        } else if (listener !== undefined && reply === undefined && isFor(message, id, listener)) {
          listener.hear(message.params as JsonObject);
        } else if (typeof message.method === 'string' && message.id !== undefined && !isModern && answers.length < MAX_SERVER_REQUESTS) {
          answers.push(send({ headers: headersFor(session), body: JSON.stringify(answerTo(message)) }).catch(() => undefined));
        }
      }
      return reply !== undefined || answers.length === MAX_SERVER_REQUESTS;
    };
    // Descriptions of tools are compared with those of the lock file, which are read so.
    const parseResult = method === 'tools/call' ? this.parseResult : JSON.parse;
    let stream: EventStream | undefined;
    const response = await send({
      headers: { ...headersFor(session), ...isModern ? { 'mcp-method': method, ...headers } : {} },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params: withMeta(params, { ...meta, ...metaOf(id, isModern, listener) }) }),
      enoughOf: (answer) => {
        const events = isEventStream(answer) ? new EventStream(parseResult) : undefined;
        stream = events;
        return events && ((piece) => take(events.push(piece)));
      },
    });
    if (reply === undefined) {
      take(stream === undefined ? messagesIn(new TextDecoder().decode(response.body), parseResult) : stream.end());
    }
    await Promise.all(answers);
    const { 'mcp-session-id': sessionId } = response.headers;
    if (sessionId !== undefined) {
      onSession?.(sessionId);
    }
    return resultOf(reply, response);
  }
}

interface ExchangeOptions extends RemoteCallOptions {
  onSession?(id: string): void;
}

function withMeta(params: JsonObject, meta: JsonObject): JsonObject {
  return Object.keys(meta).length === 0 ? params : { ...params, _meta: meta };
}

/** The id of a request is the token of its progress, too: it is used once. */
function metaOf(id: number, isModern: boolean, listener: RemoteListener | undefined): JsonObject {
  return {
    ...isModern && MODERN_META,
    ...listener?.progress && { progressToken: id },
    ...isModern && listener?.logLevel !== undefined && { 'io.modelcontextprotocol/logLevel': listener.logLevel },
  };
}

function isFor({ method, params }: JsonObject, id: number, { progress, logLevel }: RemoteListener): boolean {
  return isJsonObject(params)
    && ((progress && method === 'notifications/progress' && params.progressToken === id) || (logLevel !== undefined && method === 'notifications/message'));
}

const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': MODERN_PROTOCOL_VERSION,
  'io.modelcontextprotocol/clientInfo': CLIENT_INFO,
  'io.modelcontextprotocol/clientCapabilities': {},
};

function headersFor(session: Session): { [name: string]: string } {
  return {
    'content-type': 'application/json',
    'accept': 'application/json, text/event-stream',
    'mcp-protocol-version': session.version,
    ...'id' in session && session.id !== undefined ? { 'mcp-session-id': session.id } : {},
  };
}

/** It may know whether somebody is there, and nothing else: sampling, questions and roots are the business of the caller's own client. */
function answerTo({ id, method }: JsonObject): JsonObject {
  return method === 'ping'
    ? { jsonrpc: '2.0', id, result: {} }
    : { jsonrpc: '2.0', id, error: { code: METHOD_NOT_FOUND, message: 'This client declared no capabilities' } };
}

function isEventStream({ headers }: Pick<RemoteAnswer, 'headers'>): boolean {
  return /^\s*text\/event-stream\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}

function resultOf(reply: JsonObject | undefined, { status, truncated }: RemoteAnswer): JsonObject {
  if (status >= 300 && status < 400) {
    throw new RemoteFailure('redirect', `the status ${status}`, status);
  }
  if (status === 401 || status === 403) {
    throw new RemoteFailure('unauthorized', `the status ${status}`, status);
  }
  const error = isJsonObject(reply?.error) ? reply.error : undefined;
  if (error !== undefined) {
    const { code, message } = error;
    throw new RemoteFailure('error', shown(message), status, typeof code === 'number' ? code : undefined);
  }
  if (status < 200 || status >= 300) {
    throw new RemoteFailure('status', `the status ${status}`, status);
  }
  if (isJsonObject(reply?.result)) {
    return reply.result;
  }
  throw truncated ? new RemoteFailure('too-large', 'more than is read of an answer') : new RemoteFailure('protocol', 'no answer to the request', status);
}

/** Whether the server certainly did nothing, for it takes neither the session nor the revision. */
function isForgotten({ status, code }: RemoteFailure, session: Session): boolean {
  return ('id' in session && session.id !== undefined && status === 404) || code === UNSUPPORTED_VERSION;
}

/** Servers of the other era answer in many ways, but not that somebody may not, or that they are busy. */
function mayBeOtherEra({ reason, status = 0 }: RemoteFailure): boolean {
  return reason === 'error' || reason === 'protocol' || (reason === 'status' && ![429, 502, 503, 504].includes(status));
}

function toolsIn({ tools }: JsonObject): readonly RemoteTool[] {
  if (!Array.isArray(tools)) {
    throw new RemoteFailure('protocol', 'no list of tools');
  }
  return tools.map((value: unknown) => {
    let tool: RemoteTool | undefined;
    try {
      tool = remoteToolOf(value);
    } catch (error) {
      throw new RemoteFailure('protocol', `a tool that cannot be read: ${(error as Error).message}`);
    }
    if (tool === undefined) {
      throw new RemoteFailure('protocol', 'a tool without a name or an input schema');
    }
    return tool;
  });
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
