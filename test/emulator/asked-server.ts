import type { Answer, Emulator } from './emulator';

export interface Client {
  readonly client_id: string;
  readonly client_secret: string;
  readonly registration_client_uri: string;
  readonly registration_access_token: string;
}

const JSON_BODY = { 'Content-Type': 'application/json' };
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** A server on the emulator, asked as clients ask it. */
export class AskedServer {
  /**
   * @param mcpUrl as it is on AWS, and in what the server says of itself
   * @param check takes what was checked, whether it holds, and what was seen
   */
  constructor(
    private readonly emulator: Emulator,
    private readonly mcpUrl: string,
    private readonly issuer: string,
    private readonly check: (name: string, holds: boolean, seen: string) => void,
  ) {}

  /** What anybody may ask. */
  async public(): Promise<void> {
    const challenge = `resource_metadata="${this.issuer}/.well-known/oauth-protected-resource/mcp"`;
    const isChallenge = ({ status, headers }: Answer) => status === 401 && headers['www-authenticate']?.includes(challenge) === true;
    await this.answers('a request without a token gets the challenge', { method: 'POST', headers: JSON_BODY, body: '{}' }, isChallenge);
    await this.answers('a request with an invalid token gets the challenge', { method: 'POST', headers: { ...JSON_BODY, ...bearer('x') }, body: '{}' }, isChallenge);
    await this.answers('a browser gets a page with its security policy', { headers: { Accept: 'text/html' } },
      ({ status, headers, body }) => status === 200 && headers['content-security-policy'] !== undefined && body.trimStart().startsWith('<!DOCTYPE html>'));
    await this.answers('the metadata of the resource names it (RFC 9728)', { at: `${this.issuer}/.well-known/oauth-protected-resource/mcp` },
      ({ body }) => JSON.parse(body).resource === this.mcpUrl);
    await this.answers('the metadata of the authorization server names it (RFC 8414)', { at: `${this.issuer}/.well-known/oauth-authorization-server` },
      ({ body }) => JSON.parse(body).issuer === this.issuer);
    await this.answers('the key set holds public keys', { at: `${this.issuer}/jwks` },
      ({ body }) => JSON.parse(body).keys.length > 0 && JSON.parse(body).keys.every((key: object) => !('d' in key)));
    await this.answers('an unknown route gets 404, as JSON', { at: `${this.issuer}/nothing` }, ({ status, body }) => status === 404 && JSON.parse(body).error === 'not_found');
  }

  /** @returns a machine client that registers itself */
  async registration(initialAccessToken: string): Promise<Client> {
    const at = `${this.issuer}/register`;
    const body = JSON.stringify({
      client_name: 'emulator', grant_types: ['client_credentials'], response_types: [], redirect_uris: [], token_endpoint_auth_method: 'client_secret_basic',
    });
    await this.answers('a machine client without the initial access token is refused', { at, method: 'POST', headers: JSON_BODY, body }, ({ status }) => status === 401 || status === 400);
    const { body: registered } = await this.answers('a machine client registers with the initial access token (RFC 7591)',
      { at, method: 'POST', headers: { ...JSON_BODY, ...bearer(initialAccessToken) }, body }, ({ status }) => status === 201);
    return JSON.parse(registered);
  }

  /** @returns an access token */
  async token(whose: string, id: string, secret: string): Promise<string> {
    await this.tokenAnswers(`${whose} gets no token for a wrong secret`, id, 'wrong', ({ status }) => status === 401);
    const { body } = await this.tokenAnswers(`${whose} gets a token`, id, secret, ({ status, body: token }) => status === 200 && JSON.parse(token).token_type === 'Bearer');
    return JSON.parse(body).access_token;
  }

  /** What a token opens. */
  async protected(token: string): Promise<void> {
    const headers = { ...JSON_BODY, ...bearer(token), 'Accept': 'application/json, text/event-stream', 'MCP-Protocol-Version': '2025-11-25' };
    await this.answers('`GET /mcp` with a token gets 405', { headers: { ...bearer(token), Accept: 'text/event-stream' } }, ({ status, headers: { allow } }) => status === 405 && allow === 'POST');
    await this.answers('`tools/list` lists the tools', { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }) },
      ({ body }) => body.includes('read_note'));
    await this.answers('`tools/call` calls a tool', { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'read_note', arguments: {} } }) },
      ({ body }) => body.includes('sunny'));
  }

  async deletion({ client_id: id, client_secret: secret, registration_client_uri: at, registration_access_token: token }: Client): Promise<void> {
    const { body } = await this.answers('a client reads its registration (RFC 7592)', { at, headers: bearer(token) }, (answer) => JSON.parse(answer.body).client_id === id);
    await this.answers('a client deletes itself', { at, method: 'DELETE', headers: bearer(JSON.parse(body).registration_access_token ?? token) }, ({ status }) => status === 204);
    await this.tokenAnswers('a deleted client gets no token', id, secret, ({ status }) => status === 401);
  }

  async isGone(): Promise<void> {
    await this.answers('a deleted stack answers nothing', { method: 'POST' }, ({ status, headers }) => status >= 400 && headers['www-authenticate'] === undefined);
  }

  private async tokenAnswers(check: string, id: string, secret: string, fits: (answer: Answer) => boolean): Promise<Answer> {
    return this.answers(check, {
      at: `${this.issuer}/token`,
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Authorization': `Basic ${Buffer.from([id, secret].map(encodeURIComponent).join(':')).toString('base64')}` },
      body: String(new URLSearchParams({ grant_type: 'client_credentials', resource: this.mcpUrl })),
    }, fits);
  }

  private async answers(check: string, { at = this.mcpUrl, ...asked }: { readonly at?: string } & Parameters<Emulator['request']>[1], fits: (answer: Answer) => boolean): Promise<Answer> {
    const answer = await this.emulator.request(at, asked);
    this.check(check, does(() => fits(answer)), `${answer.status} ${answer.body.slice(0, 300)} ${JSON.stringify(answer.headers)}`);
    return answer;
  }
}

/** What is not JSON, or lacks a member, fits nothing. */
function does(hold: () => boolean): boolean {
  try {
    return hold();
  } catch {
    return false;
  }
}
