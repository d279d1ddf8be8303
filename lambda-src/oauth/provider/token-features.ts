import type { Client, Configuration, KoaContextWithOIDC } from 'oidc-provider';
import { isGone } from './overrides/introspection';
import { INTROSPECTION_PATH, PUSHED_AUTHORIZATION_REQUEST_PATH, REVOCATION_PATH } from '../../../src/contract/gateway/routes';
import { GRANT_LIFETIME_SECONDS, REFRESH_TOKEN_IDLE_SECONDS } from '../../../src/contract/limits';
import type { ServerKeys } from '../keys/server-keys';

interface OwnedToken {
  readonly kind?: string;
  readonly clientId?: string;
}

export const TOKEN_ROUTES = {
  introspection: INTROSPECTION_PATH,
  pushed_authorization_request: PUSHED_AUTHORIZATION_REQUEST_PATH,
  revocation: REVOCATION_PATH,
};

/** Introspection, revocation, and binding tokens to keys. */
export function tokenFeatures({ rings: [{ dpopNonce }] }: ServerKeys) {
  return {
    // Nonces are derived from the time and a secret: any instance can check those of another.
    dPoP: { enabled: true, nonceSecret: dpopNonce, requireNonce: () => false },
    introspection: {
      enabled: true,
      allowedPolicy: async ({ oidc }: KoaContextWithOIDC, client: Client, token: OwnedToken) => (
        mayIntrospect(client, token) && (token.kind !== 'RefreshToken' || !await isGone(oidc.provider, token.clientId!))
      ),
    },
    pushedAuthorizationRequests: { enabled: true },
    revocation: {
      enabled: true,
      // A client must not learn whether another client's token exists.
      allowedPolicy: async (_ctx: KoaContextWithOIDC, client: Client, token: OwnedToken) => token.clientId === client.clientId,
    },
  } satisfies Configuration['features'];
}

/** A client that authenticates sees its own tokens; one that the operator registered, as every machine is, sees those of others. */
function mayIntrospect(client: Client, token: OwnedToken): boolean {
  return client.clientAuthMethod !== 'none' && (token.clientId === client.clientId || client.grantTypeAllowed('client_credentials'));
}

/** The idle lifetime, and the total lifetime of the token family. */
export function refreshTokenLifetime(_ctx: unknown, token: { totalLifetime(): number }): number {
  return Math.max(Math.min(REFRESH_TOKEN_IDLE_SECONDS, GRANT_LIFETIME_SECONDS - token.totalLifetime()), 1);
}
