import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { noteDenied } from './denied-scopes';
import { JWT_BEARER_GRANT_TYPE } from '../../../src/contract/gateway/metadata';
import { ACCESS_TOKEN_ALGORITHM } from '../../../src/contract/oauth/keys';
import type { ScopeDefinition } from '../../../src/contract/scopes';
import { narrowedScopes } from '../policies/scope';

export interface ProtectedResource {
  /** Its canonical URL: the audience of every token. */
  readonly url: string;
  readonly scopes: readonly ScopeDefinition[];
  /** Scopes of a user's client that requests none; undefined for all. Machines cannot step up, so they get all that they may have. */
  readonly initialScopes?: readonly string[];
  /** Scopes of clients that may not have all of them, by client id; in addition to the scopes that clients registered. */
  readonly clientScopes?: ReadonlyMap<string, readonly string[]>;
  readonly accessTokenLifetime: number;
}

/** RFC 8707 for the only resource. It also narrows the requested scopes to those that exist and that the client may have. */
export function resourceServer(resource: ProtectedResource) {
  return (ctx: KoaContextWithOIDC, indicator: string, client: { readonly clientId: string; readonly scope?: string }): ResourceServer => {
    if (!sameUrl(indicator, resource.url)) {
      throw new errors.InvalidTarget();
    }
    if (asksForScopes(ctx)) {
      narrow(ctx, resource, resource.clientScopes?.get(client.clientId)?.join(' ') ?? client.scope);
    }
    return {
      scope: resource.scopes.map(({ name }) => name).join(' '),
      audience: resource.url,
      accessTokenTTL: resource.accessTokenLifetime,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: ACCESS_TOKEN_ALGORITHM } },
    };
  };
}

const SCOPED_GRANTS: readonly unknown[] = ['client_credentials', JWT_BEARER_GRANT_TYPE];

/** Codes and refresh tokens carry the scopes of their grant; these requests name the scopes that they want. */
function asksForScopes({ oidc }: KoaContextWithOIDC): boolean {
  return oidc.route === 'authorization' || oidc.route === 'pushed_authorization_request' || SCOPED_GRANTS.includes(oidc.params?.grant_type);
}

function narrow(ctx: KoaContextWithOIDC, { scopes, initialScopes }: ProtectedResource, clientScope: string | undefined): void {
  const params = ctx.oidc.params!;
  const initial = SCOPED_GRANTS.includes(params.grant_type) ? undefined : initialScopes;
  const { granted, denied } = narrowedScopes(params.scope as string | undefined, scopes, clientScope, initial);
  if (granted.length === 0) {
    throw new errors.InvalidScope('none of the requested scopes can be granted', String(params.scope));
  }
  params.scope = granted.join(' ');
  noteDenied(ctx, denied);
}

/** Ignores the case of the host, the default port and an empty path; any other difference counts. */
export function sameUrl(left: string, right: string): boolean {
  return URL.parse(left)?.href === URL.parse(right)?.href;
}
