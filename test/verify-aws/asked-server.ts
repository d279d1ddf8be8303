/** A server by its URL, asked as clients ask it, by whoever may register a machine. */
import type { Client } from '@modelcontextprotocol/client';

export type Era = '2025-11-25' | '2026-07-28';

export interface Addresses {
  readonly mcpUrl: string;
  readonly issuer: string;
  readonly initialAccessToken: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Buffer;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Something of a stream, and when it came, in milliseconds since the request. */
export interface Heard {
  readonly after: number;
  /** Undefined of a comment. */
  readonly message?: { readonly [name: string]: any };
}

export interface RpcOptions {
  readonly era?: Era;
  readonly token?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly meta?: { readonly [name: string]: unknown };
  readonly capabilities?: object;
  readonly signal?: AbortSignal;
  /** Hears everything of a stream as it comes. */
  readonly onHeard?: (heard: Heard) => void;
}

export interface RpcAnswer extends Answer {
  /** The response to the request. */
  readonly message: { readonly result?: any; readonly error?: { readonly code: number; readonly message: string; readonly data?: any } };
  readonly heard: readonly Heard[];
}

const JSON_BODY = { 'Content-Type': 'application/json' };
const DEFAULT_TIMEOUT_MS = 60_000;

/** Where a URL is reached: on an emulator, not where it says. */
export type Reach = (url: string) => string;

export class AskedServer {
  /** API Gateway's ids of the requests of this asker, the last one at the end: every log has them. */
  readonly requestIds: string[] = [];
  private rpcId = 0;

  constructor(readonly addresses: Addresses, private readonly reach: Reach = (url) => url, private readonly tokens = new Map<string, Promise<string>>()) {}

  get mcpUrl(): string {
    return this.addresses.mcpUrl;
  }

  get issuer(): string {
    return this.addresses.issuer;
  }

  /** The same server, for a check that notes the ids of its own requests. */
  forCheck(): AskedServer {
    return new AskedServer(this.addresses, this.reach, this.tokens);
  }

  async request(url: string, asked: Asked = {}): Promise<Answer> {
    const response = await this.send(url, asked);
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  /** An access token of a machine that registered itself; the same for the same scopes. @param scope undefined for what the server gives by itself */
  token(scope?: string): Promise<string> {
    const key = scope ?? '';
    const known = this.tokens.get(key) ?? this.newToken(scope);
    this.tokens.set(key, known);
    return known;
  }

  async newToken(scope?: string, headers: (at: string) => Promise<{ readonly [name: string]: string }> = async () => ({})): Promise<string> {
    const { body } = await this.expecting(201, `${this.issuer}/register`, {
      method: 'POST',
      headers: { ...JSON_BODY, Authorization: `Bearer ${this.addresses.initialAccessToken}` },
      body: JSON.stringify({
        client_name: 'verification', grant_types: ['client_credentials'], response_types: [], redirect_uris: [], token_endpoint_auth_method: 'client_secret_basic', ...scope && { scope },
      }),
    });
    const { client_id: id, client_secret: secret } = JSON.parse(body);
    const answer = await this.expecting(200, `${this.issuer}/token`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Authorization': `Basic ${Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64')}`,
        ...await headers(`${this.issuer}/token`),
      },
      body: String(new URLSearchParams({ grant_type: 'client_credentials', resource: this.mcpUrl, ...scope && { scope } })),
    });
    return JSON.parse(answer.body).access_token;
  }

  /** One MCP request. Its answer is JSON, or the end of a stream. */
  async rpc(method: string, params: { readonly [name: string]: unknown } = {}, options: RpcOptions = {}): Promise<RpcAnswer> {
    const { era = '2025-11-25', token = await this.token(), headers, meta, capabilities = {}, signal, onHeard } = options;
    const isModern = era === '2026-07-28';
    const id = ++this.rpcId;
    const named = params.name ?? params.uri;
    const _meta = {
      ...meta,
      ...isModern && {
        'io.modelcontextprotocol/protocolVersion': era,
        'io.modelcontextprotocol/clientCapabilities': capabilities,
        'io.modelcontextprotocol/clientInfo': { name: 'verification', version: '1' },
      },
    };
    const began = Date.now();
    const response = await this.send(this.mcpUrl, {
      method: 'POST',
      headers: {
        ...JSON_BODY,
        'Accept': 'application/json, text/event-stream',
        'Authorization': `Bearer ${token}`,
        'MCP-Protocol-Version': era,
        ...isModern && { 'Mcp-Method': method, ...typeof named === 'string' && { 'Mcp-Name': named } },
        ...headers,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params: { ...params, ...Object.keys(_meta).length > 0 && { _meta } } }),
      signal,
    });
    const heard: Heard[] = [];
    let body = '';
    let rest = '';
    const decoder = new TextDecoder();
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    for await (const chunk of response.body ?? []) {
      const text = decoder.decode(chunk, { stream: true });
      body += text;
      if (!isStream) {
        continue;
      }
      const events = (rest + text).split(/\r?\n\r?\n/);
      rest = events.pop()!;
      for (const event of events) {
        const data = event.split(/\r?\n/).filter((line) => line.startsWith('data:')).map((line) => line.slice(5)).join('\n');
        const one = { after: Date.now() - began, ...data.trim() !== '' && { message: JSON.parse(data) } };
        heard.push(one);
        onHeard?.(one);
      }
    }
    const message = isStream ? heard.findLast((one) => one.message?.id === id)?.message : parsed(body);
    return { status: response.status, headers: response.headers, body, message: message ?? {}, heard };
  }

  /** @returns the text of a tool's result @throws Error where the call failed */
  async call(name: string, args: object = {}, options: RpcOptions = {}): Promise<string> {
    const { status, message: { result, error }, body } = await this.rpc('tools/call', { name, arguments: args }, options);
    if (result === undefined || result.isError === true) {
      throw new Error(`the call of "${name}" failed with status ${status}: ${JSON.stringify(error ?? result ?? body).slice(0, 500)}`);
    }
    return result.content[0].text;
  }

  /** A client of the official SDK. */
  async client(era: Era, prepare: (client: Client) => void = () => {}): Promise<Client> {
    const official = await import('@modelcontextprotocol/client');
    const client = new official.Client({ name: 'verification', version: '1' }, {
      versionNegotiation: { mode: era === '2026-07-28' ? { pin: era } : 'legacy' }, capabilities: { elicitation: { form: {} } },
    });
    prepare(client);
    await client.connect(new official.StreamableHTTPClientTransport(new URL(this.mcpUrl), {
      requestInit: { headers: { Authorization: `Bearer ${await this.token()}` } },
      fetch: async (url, init) => this.noted(await fetch(url, init)),
    }));
    return client;
  }

  private async expecting(status: number, url: string, asked: Asked): Promise<Answer> {
    const answer = await this.request(url, asked);
    if (answer.status !== status) {
      throw new Error(`${asked.method} ${url} was answered ${answer.status}, not ${status}: ${answer.body.slice(0, 300)}`);
    }
    return answer;
  }

  private async send(url: string, { method = 'GET', headers = {}, body, signal }: Asked): Promise<Response> {
    // A check has its own limit, which is the signal of those that may last longer.
    return this.noted(await fetch(this.reach(url), {
      method, headers, body, redirect: 'manual', signal: signal ?? AbortSignal.timeout(DEFAULT_TIMEOUT_MS),
    }));
  }

  private noted(response: Response): Response {
    const id = response.headers.get('x-amzn-requestid');
    if (id !== null) {
      this.requestIds.push(id);
    }
    return response;
  }
}

function parsed(body: string): RpcAnswer['message'] | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
