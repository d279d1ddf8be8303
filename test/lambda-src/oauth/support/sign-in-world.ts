import { createHash, randomBytes } from 'node:crypto';
import { Browser, type Page } from './browser';
import { type Reply, startWorld, type World } from './oauth-world';
import type { FetchDocument } from '../../../../lambda-src/oauth/client-metadata-fetch/fetch-document';
import { type RunningIdentityProvider, startIdentityProvider, type IdentityProviderOptions } from '../../../../local/services/identity-provider/identity-provider';
import type { OAuthConfiguration, UpstreamProvider } from '../../../../src/contract/oauth/configuration';

/** Issuers like those of the local gateway: where the identity provider, too, may do without TLS. */
export const LOOPBACK_STAGE_ISSUER = 'http://127.0.0.1:3000/prod';
export const LOOPBACK_DOMAIN_ISSUER = 'http://127.0.0.1:3000';

export interface SignInWorld extends World {
  readonly identityProvider: RunningIdentityProvider;
}

export interface SignInWorldOptions {
  readonly issuer?: string;
  readonly scopes?: readonly string[];
  readonly initialScopes?: readonly string[];
  /** Over what is said of the identity provider; one where nothing is said. */
  readonly upstreams?: readonly Partial<UpstreamProvider>[];
  readonly configuration?: Partial<OAuthConfiguration>;
  readonly identityProvider?: IdentityProviderOptions;
  readonly fetchDocument?: FetchDocument;
}

export async function startSignInWorld(options: SignInWorldOptions = {}): Promise<SignInWorld> {
  const { issuer = LOOPBACK_STAGE_ISSUER, scopes, initialScopes, upstreams = [{}], configuration, fetchDocument } = options;
  const identityProvider = await startIdentityProvider(options.identityProvider);
  const signIn = upstreams.map((upstream) => ({
    id: 'corp',
    name: 'Example Corp',
    issuer: identityProvider.issuer,
    clientId: 'weather',
    scopes: ['openid', 'profile', 'email'],
    groupsClaim: 'groups',
    ...upstream,
  }));
  const world = await startWorld({ issuer, scopes, initialScopes, configuration: { signIn, ...configuration }, fetchDocument });
  return {
    ...world,
    identityProvider,
    stop: async () => {
      await Promise.all([world.stop(), identityProvider.close()]);
    },
  };
}

export interface AskingClient {
  readonly client_id: string;
  readonly redirect_uris: readonly string[];
}

export interface PendingAuthorization {
  readonly url: string;
  readonly verifier: string;
  readonly redirectUri: string;
  readonly clientId: string;
}

/** What a client sends a browser to. */
export function authorizationRequest(world: World, client: AskingClient, changes: Record<string, string | undefined> = {}): PendingAuthorization {
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = changes.redirect_uri ?? client.redirect_uris[0];
  const parameters = {
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    state: 'st=at&e ü',
    scope: 'mcp',
    login_hint: 'reader',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  };
  const query = new URLSearchParams(Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return { url: `${world.issuer}/authorize?${query}`, verifier, redirectUri, clientId: client.client_id };
}

/** Goes through consent and sign-in. @returns where the browser ends */
export async function approve(browser: Browser, request: PendingAuthorization): Promise<Page> {
  return browser.submit(await browser.open(request.url), 'approve');
}

export function answered({ url }: Page): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}

export function redeem(world: World, request: PendingAuthorization, code: string, changes: Record<string, string> = {}): Promise<Reply> {
  const { verifier, redirectUri, clientId } = request;
  const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri, client_id: clientId, ...changes };
  return world.call({ method: 'POST', path: '/token', form });
}
