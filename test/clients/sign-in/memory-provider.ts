import { randomBytes } from 'node:crypto';

interface Tokens {
  readonly access_token: string;
  readonly token_type: string;
  readonly refresh_token?: string;
  readonly scope?: string;
}

/** What a client of the official SDKs, v1 or v2, remembers of a server. It notes where it would send its person, and goes nowhere. */
export class MemoryProvider {
  /** The last authorization request. */
  authorizationUrl: URL | undefined;
  clientRegistration: { readonly client_id: string } | undefined;
  stored: Tokens | undefined;
  /** What it was told to forget. */
  readonly invalidated: string[] = [];
  private verifier = '';
  private discovered: object | undefined;

  constructor(readonly redirectUrl: string, private readonly metadata: Record<string, unknown> = {}) {}

  get clientMetadata() {
    return {
      client_name: 'Test client',
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      ...this.metadata,
    };
  }

  state(): string {
    return randomBytes(16).toString('base64url');
  }

  clientInformation() {
    return this.clientRegistration;
  }

  saveClientInformation(information: { readonly client_id: string }): void {
    this.clientRegistration = information;
  }

  tokens(): Tokens | undefined {
    return this.stored;
  }

  saveTokens(tokens: Tokens): void {
    this.stored = tokens;
  }

  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }

  codeVerifier(): string {
    return this.verifier;
  }

  saveDiscoveryState(state: object): void {
    this.discovered = state;
  }

  discoveryState() {
    return this.discovered as never;
  }

  invalidateCredentials(what: string): void {
    this.invalidated.push(what);
    if (what === 'all' || what === 'tokens') {
      this.stored = undefined;
    }
    if (what === 'all' || what === 'client') {
      this.clientRegistration = undefined;
    }
  }

  /** As if the access token had expired: the server refuses the next request. */
  spoilAccessToken(): void {
    this.stored = { ...this.stored!, access_token: 'expired' };
  }
}
