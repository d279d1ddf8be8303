import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { ACCESS_TOKEN_ALGORITHM } from '../../../src/contract/keys';
import { narrowedScopes } from '../policies/scope';

export interface ProtectedResource {
  /** Its canonical URL: the audience of every token. */
  readonly url: string;
  readonly scopes: readonly string[];
  readonly accessTokenLifetime: number;
}

/** RFC 8707 for the one resource there is. It also narrows what is asked for to what there is and the client may have. */
export function resourceServer(resource: ProtectedResource) {
  return (ctx: KoaContextWithOIDC, indicator: string, client: { readonly scope?: string }): ResourceServer => {
    if (!sameUrl(indicator, resource.url)) throw new errors.InvalidTarget();
    if (asksForScopes(ctx)) narrow(ctx, resource, client.scope);
    return {
      scope: resource.scopes.join(' '),
      audience: resource.url,
      accessTokenTTL: resource.accessTokenLifetime,
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: ACCESS_TOKEN_ALGORITHM } },
    };
  };
}

/** Codes and refresh tokens carry the scopes of their grant; these two requests say what is wanted. */
function asksForScopes({ oidc }: KoaContextWithOIDC): boolean {
  return oidc.route === 'authorization' || oidc.params?.grant_type === 'client_credentials';
}

function narrow({ oidc }: KoaContextWithOIDC, { scopes }: ProtectedResource, clientScope: string | undefined): void {
  const params = oidc.params!;
  const granted = narrowedScopes(params.scope as string | undefined, scopes, clientScope);
  if (granted.length === 0) throw new errors.InvalidScope('none of the requested scopes can be granted', String(params.scope));
  params.scope = granted.join(' ');
}

/** Case of the host, default port and an empty path make no difference; anything else does. */
function sameUrl(left: string, right: string): boolean {
  return URL.parse(left)?.href === URL.parse(right)?.href;
}
