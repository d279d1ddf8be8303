import { randomUUID } from 'node:crypto';
import type { Client, ClientOptions, OAuthClientProvider } from '@modelcontextprotocol/client';

type Official = typeof import('@modelcontextprotocol/client');

/** Nobody listens there: where a person's way ends, the test takes over. */
const REDIRECT_URL = 'http://127.0.0.1:1/callback';

/** Says what to install where the client is missing. */
export async function loadOfficialClient(load: () => Promise<Official>): Promise<Official> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') {
      throw error;
    }
    throw Object.assign(new Error('client() returns a client of the official SDK, which is not installed: npm install --save-dev @modelcontextprotocol/client', { cause: error }), { code: 'ClientMissing' });
  }
}

type ClientInformation = Parameters<NonNullable<OAuthClientProvider['saveClientInformation']>>[0];
type Discovered = Parameters<NonNullable<OAuthClientProvider['saveDiscoveryState']>>[0];
type Tokens = Parameters<OAuthClientProvider['saveTokens']>[0];

/** What a client remembers of a server, in memory. It notes where it would send its person. */
function inMemory(): OAuthClientProvider & { asked?: URL } {
  let information: ClientInformation | undefined;
  let tokens: Tokens | undefined;
  let verifier = '';
  let discovered: Discovered | undefined;
  return {
    asked: undefined,
    redirectUrl: REDIRECT_URL,
    clientMetadata: {
      client_name: 'test', redirect_uris: [REDIRECT_URL], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none',
    },
    state: () => randomUUID(),
    clientInformation: () => information,
    saveClientInformation: (given) => {
      information = given;
    },
    tokens: () => tokens,
    saveTokens: (given) => {
      tokens = given;
    },
    redirectToAuthorization(url) {
      this.asked = url;
    },
    saveCodeVerifier: (given) => {
      verifier = given;
    },
    codeVerifier: () => verifier,
    saveDiscoveryState: (given) => {
      discovered = given;
    },
    discoveryState: () => discovered,
  };
}

export interface Connection {
  readonly mcpUrl: string;
  /** Undefined for a client that authorizes itself by nothing. */
  readonly person?: string;
  /** Undefined for all that the authorization server offers. */
  readonly scopes?: readonly string[];
  readonly options?: ClientOptions;
  /** Goes the way of a person at a browser. @returns where it ends */
  signIn(authorizationUrl: string, redirectUrl: string, person: string): Promise<string>;
}

/** A connected client, for which a person has signed in as they would for any client: registration, authorization code with PKCE, consent. */
export async function connectedClient(official: Official, { mcpUrl, person, scopes, options, signIn }: Connection): Promise<Client> {
  const authProvider = person === undefined ? undefined : inMemory();
  if (authProvider !== undefined) {
    const { resourceMetadataUrl } = official.extractWWWAuthenticateParams(await fetch(mcpUrl, { method: 'POST' }));
    const server = { serverUrl: mcpUrl, resourceMetadataUrl };
    const { authorizationServerMetadata } = await official.discoverOAuthServerInfo(mcpUrl, { resourceMetadataUrl });
    await official.auth(authProvider, { ...server, scope: (scopes ?? authorizationServerMetadata?.scopes_supported)?.join(' ') });
    const back = new URL(await signIn(String(authProvider.asked), REDIRECT_URL, person!)).searchParams;
    if (back.get('error') !== null) {
      throw Object.assign(new Error(`"${person}" could not sign in: ${back.get('error')} (${back.get('error_description')})`), { code: 'SignInFailed' });
    }
    await official.auth(authProvider, { ...server, authorizationCode: back.get('code')!, iss: back.get('iss') ?? undefined });
  }
  const client = new official.Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' }, ...options });
  await client.connect(new official.StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider }));
  return client;
}
