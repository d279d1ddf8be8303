import { meta, MODERN, modernHeaders } from './server';

// The tests look into messages of every shape.
export type Json = any;
export type JsonObject = { readonly [name: string]: unknown };

/** What the client answers to a question: a result, or an error. */
export type Answer = (question: { readonly method: string; readonly params: Json }, key: string) => { readonly result: unknown } | { readonly error: unknown };

export interface Exchange {
  readonly status: number;
  readonly contentType: string | null;
  /** The body, as it came over the wire. */
  readonly text: string;
  /** Its messages. */
  readonly messages: readonly Json[];
}

export interface Talk {
  /** The last message: the response to the request. */
  readonly response: Json;
  readonly questions: readonly { readonly method: string; readonly params: Json }[];
  readonly exchanges: readonly Exchange[];
}

/** A client of any revision, without a library: it shows what is on the wire. */
export class RawClient {
  private session: string | undefined;
  private ids = 0;

  constructor(private readonly url: URL, readonly revision: string, private readonly capabilities: object = {}) {}

  get isModern(): boolean {
    return this.revision === MODERN;
  }

  /** Declares what it can be asked; clients of 2026-07-28 do so with each request. */
  async open(): Promise<this> {
    if (!this.isModern) {
      const params = { protocolVersion: this.revision, capabilities: this.capabilities, clientInfo: { name: 'raw', version: '1' } };
      const response = await this.post({ id: this.ids++, method: 'initialize', params });
      this.session = response.headers.get('mcp-session-id') ?? undefined;
      await response.text();
    }
    return this;
  }

  /** A request to its end, with all the questions that are asked on the way. */
  async talk(method: string, params: JsonObject, answer: Answer = () => ({ error: { code: -32601, message: 'no handler' } })): Promise<Talk> {
    const questions: Talk['questions'][number][] = [];
    const exchanges: Exchange[] = [];
    for (let more: JsonObject = {}; ;) {
      const exchange = await this.request(method, { ...params, ...more }, async (message) => {
        questions.push({ method: message.method, params: message.params });
        await (await this.post({ id: message.id, ...answer(message, message.id) })).text();
      });
      exchanges.push(exchange);
      const response = exchange.messages.at(-1);
      if (response?.result?.resultType !== 'input_required') {
        return { response, questions, exchanges };
      }
      const { inputRequests, requestState } = response.result;
      const inputResponses = Object.fromEntries(Object.entries<Json>(inputRequests).map(([key, question]) => {
        questions.push(question);
        const given = answer(question, key);
        return [key, 'result' in given ? given.result : given.error];
      }));
      more = { inputResponses, requestState };
    }
  }

  /** One request and its response. @param onRequest is called with each request of the server */
  async request(method: string, params: JsonObject = {}, onRequest: (message: Json) => Promise<void> = async () => undefined): Promise<Exchange> {
    const response = await this.send(method, params);
    const contentType = response.headers.get('content-type');
    let text = '';
    const messages: Json[] = [];
    if (contentType === 'text/event-stream') {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const events = text.split('\n\n').slice(0, -1).filter((event) => event.startsWith('data: ')).map((event) => JSON.parse(event.slice('data: '.length)));
        for (const message of events.slice(messages.length)) {
          messages.push(message);
          if (message.method !== undefined && message.id !== undefined) {
            await onRequest(message);
          }
        }
      }
    } else {
      text = await response.text();
      messages.push(...text === '' ? [] : [JSON.parse(text)]);
    }
    return { status: response.status, contentType, text, messages };
  }

  /** Sends a request, and leaves its response to the caller. */
  send(
    method: string, params: JsonObject = {}, { id = this.ids++ as unknown, signal }: { readonly id?: unknown; readonly signal?: AbortSignal } = {},
  ): Promise<Response> {
    const _meta = this.isModern
      ? { ...meta(), 'io.modelcontextprotocol/clientCapabilities': this.capabilities, ...params._meta as object } : params._meta;
    return this.post({ id, method, params: { ...params, _meta } }, this.isModern ? modernHeaders(method, params) : undefined, signal);
  }

  post(message: object, headers?: { readonly [name: string]: string | undefined }, signal?: AbortSignal): Promise<Response> {
    return this.postText(JSON.stringify({ jsonrpc: '2.0', ...message }), headers, signal);
  }

  /** A message as it is written here. */
  postText(body: string, headers: { readonly [name: string]: string | undefined } = { 'MCP-Protocol-Version': this.revision }, signal?: AbortSignal): Promise<Response> {
    const all = { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', 'Mcp-Session-Id': this.session, ...headers };
    const given = Object.entries(all).flatMap(([name, value]) => value === undefined ? [] : [[name, value] as [string, string]]);
    return fetch(this.url, { method: 'POST', headers: given, body, signal });
  }
}
