import { createHash, randomBytes } from 'node:crypto';
import { Asker, type TwoRegions } from './world';
import { Person } from '../../local/testing/person';

const REDIRECT_URI = 'http://127.0.0.1:49157/callback';
const PROTOCOL = '2026-07-28';

export interface Tokens {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly error?: string;
}

/** Before which request of its sign-in a person waits until the Region is lost. */
export type Waits = (request: { readonly method: string; readonly url: URL; readonly body: string }) => boolean;

/** A client and its person, as far as somebody goes with them. */
export class Client {
  readonly asker: Asker;
  private clientId = '';
  private verifier = '';
  private accessToken = '';

  constructor(private readonly world: TwoRegions) {
    this.asker = new Asker(world);
  }

  async register(): Promise<this> {
    const response = await this.asker.send(this.world.served.registrationEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'traveller', redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'none' }),
    });
    this.clientId = (await response.json() as { client_id: string }).client_id;
    return this;
  }

  /** @returns the code */
  async signIn({ waits, reached }: { readonly waits?: Waits; readonly reached?: () => void } = {}): Promise<string> {
    this.verifier = randomBytes(32).toString('base64url');
    const request = new URLSearchParams({
      client_id: this.clientId,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'mcp',
      code_challenge: createHash('sha256').update(this.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    let hasWaited = false;
    const person = new Person(async (url, init) => {
      if (!hasWaited && waits?.({ method: init?.method ?? 'GET', url: new URL(String(url)), body: String(init?.body ?? '') })) {
        hasWaited = true;
        reached?.();
        await this.world.lost;
      }
      return this.asker.send(url, init);
    });
    const answer = await person.authorize(`${this.world.served.issuer}/authorize?${request}`, REDIRECT_URI, { user: 'reader' });
    const code = answer.searchParams.get('code');
    if (code === null) {
      throw new Error(`the person comes back without a code: ${answer.search}`);
    }
    return code;
  }

  redeem(code: string): Promise<Tokens> {
    return this.token({ grant_type: 'authorization_code', code, code_verifier: this.verifier, redirect_uri: REDIRECT_URI });
  }

  refresh(refreshToken: string): Promise<Tokens> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  async revoke(token: string): Promise<void> {
    await this.asker.send(`${this.world.served.issuer}/revoke`, { method: 'POST', body: new URLSearchParams({ client_id: this.clientId, token }) });
  }

  /** Signs in and redeems. @returns the refresh token */
  async connect(): Promise<string> {
    await this.register();
    const { refresh_token } = await this.redeem(await this.signIn());
    return refresh_token!;
  }

  /** @returns the message */
  async rpc(
    method: string, params: { readonly name?: string; readonly taskId?: string; readonly [name: string]: unknown },
  ): Promise<{ readonly result?: any; readonly error?: any }> {
    return await (await this.asker.send(this.world.served.mcpUrl, this.request(method, params))).json() as object;
  }

  /** The same, once: an answer that does not come is not asked for again. */
  async once(method: string, params: { readonly name: string; readonly arguments: object }): Promise<Response> {
    return fetch(this.world.served.mcpUrl, this.request(method, params));
  }

  private request(method: string, params: { readonly name?: string; readonly taskId?: string }): RequestInit {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': PROTOCOL,
      'io.modelcontextprotocol/clientInfo': { name: 'traveller', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} }, extensions: { 'io.modelcontextprotocol/tasks': {} } },
    };
    return {
      method: 'POST',
      headers: {
        'authorization': `Bearer ${this.accessToken}`,
        'content-type': 'application/json',
        'accept': 'application/json, text/event-stream',
        'mcp-protocol-version': PROTOCOL,
        'mcp-method': method,
        'mcp-name': params.name ?? params.taskId ?? '',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } }),
    };
  }

  private async token(form: Record<string, string>): Promise<Tokens> {
    const response = await this.asker.send(`${this.world.served.issuer}/token`, { method: 'POST', body: new URLSearchParams({ client_id: this.clientId, ...form }) });
    const tokens = await response.json() as Tokens;
    this.accessToken = tokens.access_token ?? this.accessToken;
    return tokens;
  }
}
