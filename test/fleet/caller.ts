import type { Ended, Exchange, Message, Wire } from './wire';

export const MODERN = '2026-07-28';
export const LEGACY = '2025-11-25';

const NAMED_BY: { readonly [method: string]: string } = {
  'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri', 'tasks/get': 'taskId', 'tasks/update': 'taskId', 'tasks/cancel': 'taskId',
};

type Params = { readonly [name: string]: unknown };

/** A user by a client of their own, and a text that nobody else may ever receive. */
export class Caller {
  /** All that came, of whatever request. */
  readonly received: Ended[] = [];
  private ids = 0;

  constructor(readonly canary: string, private readonly token: string, private readonly wire: Wire) {}

  newId(): number {
    return this.ids++;
  }

  /** A request of 2026-07-28, as its clients send it. */
  modern(method: string, params: Params, id: number = this.newId()): Promise<Exchange> {
    const name = params[NAMED_BY[method]];
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientInfo': { name: 'fleet', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
      ...params._meta as Params,
    };
    return this.send({ id, method, params: { ...params, _meta } }, [
      'MCP-Protocol-Version', MODERN, 'Mcp-Method', method, ...typeof name === 'string' ? ['Mcp-Name', name] : [],
    ]);
  }

  /** The same by a client that knows tasks. */
  ofTasks(method: string, params: Params): Promise<Exchange> {
    const clientCapabilities = { elicitation: { form: {} }, extensions: { 'io.modelcontextprotocol/tasks': {} } };
    return this.modern(method, { ...params, _meta: { 'io.modelcontextprotocol/clientCapabilities': clientCapabilities } });
  }

  /** A message of an earlier revision. */
  legacy(message: Message, session?: string): Promise<Exchange> {
    return this.send(message, ['MCP-Protocol-Version', LEGACY, ...session === undefined ? [] : ['Mcp-Session-Id', session]]);
  }

  initialize(): Promise<Exchange> {
    return this.legacy({
      id: this.newId(),
      method: 'initialize',
      params: { protocolVersion: LEGACY, capabilities: { elicitation: {} }, clientInfo: { name: 'fleet', version: '1' } },
    });
  }

  async send(message: Message, headers: readonly string[]): Promise<Exchange> {
    const exchange = await this.wire.post([
      'Authorization', `Bearer ${this.token}`, 'Content-Type', 'application/json', 'Accept', 'application/json, text/event-stream', ...headers,
    ], JSON.stringify({ jsonrpc: '2.0', ...message }));
    void exchange.ended.then((ended) => this.received.push(ended));
    return exchange;
  }
}
