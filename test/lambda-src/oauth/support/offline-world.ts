import { Browser } from './browser';
import { type ForgingProvider, startForgingProvider } from './forging-provider';
import { claimsOf, refreshRequest } from './grants';
import { registerApplication, type Reply, type World, type WorldOptions } from './oauth-world';
import { answered, approve, type AskingClient, authorizationRequest, redeem, type SignInWorld, startSignInWorld } from './sign-in-world';
import { sha256 } from '../../../../lambda-src/platform/sha256';
import type { UpstreamProvider } from '../../../../src/contract/oauth/configuration';
import { modelKey } from '../../../../src/contract/registry';

export const UPSTREAM_TOKEN = 'upstream-refresh-token-of-ada';
/** From when on a person is looked at again. */
export const MINUTES_5 = 300;
export const DAY = 24 * 3600;

export const ADMIN = { groups: ['users', 'admins'] };
export const USER = { groups: ['users'] };

export interface Connection {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly grantId: string;
}

export interface OfflineWorld extends SignInWorld {
  readonly provider: ForgingProvider;
  readonly client: AskingClient;
  /** A person consents to everything and signs in. */
  connect(instance?: World): Promise<Connection>;
  refresh(token: string, form?: Record<string, string>, instance?: World): Promise<Reply>;
  /** How often the provider was asked for a person by a refresh token, and by which. */
  asked(): string[];
  /** The item that holds the provider's refresh token. */
  stored(grantId: string): Promise<Record<string, any> | undefined>;
  /** The provider is honest again, and nothing has been asked or logged. */
  reset(): void;
}

/** A server whose people are looked at again: two groups, two scopes, and a provider that says whatever a test wants. */
export async function startOfflineWorld(upstream: Partial<UpstreamProvider> = {}, options: WorldOptions = {}): Promise<OfflineWorld> {
  const provider = await startForgingProvider();
  const world = await startSignInWorld({
    scopes: ['mcp', 'mcp:admin'],
    upstreams: [{ issuer: provider.issuer, scopes: ['openid', 'offline_access'], ...upstream }],
    configuration: { groupScopes: { users: ['mcp'], admins: ['mcp:admin'] }, ...options.configuration },
  });
  const client = await registerApplication(world) as unknown as AskingClient;
  const reset = () => {
    provider.forgery = { claims: ADMIN, refreshToken: UPSTREAM_TOKEN };
    provider.requests.length = 0;
    world.logs.length = 0;
  };
  reset();
  return {
    ...world,
    provider,
    client,
    reset,
    connect: (instance = world) => connect(instance, client),
    refresh: (token, form = {}, instance = world) => instance.call(refreshRequest(client, token, form)),
    asked: () => provider.requests.filter(({ parameters }) => parameters.get('grant_type') === 'refresh_token').map(({ parameters }) => parameters.get('refresh_token')!),
    stored: async (grantId) => {
      const { pk } = modelKey('UpstreamGrant', sha256(grantId));
      return (await world.registry.scan()).find((item) => item.pk === pk);
    },
    stop: async () => {
      await Promise.all([world.stop(), provider.close()]);
    },
  };
}

async function connect(world: World, client: AskingClient): Promise<Connection> {
  const request = authorizationRequest(world, client, { scope: 'mcp mcp:admin' });
  const { code } = answered(await approve(new Browser(world), request));
  const { json } = await redeem(world, request, code);
  return { accessToken: json.access_token, refreshToken: json.refresh_token, grantId: claimsOf(json.access_token).gid };
}
