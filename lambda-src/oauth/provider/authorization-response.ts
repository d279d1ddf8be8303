import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';

export interface ResponseRules {
  /** Whether the rules of today let a redirect URI be, which the client had registered when it asked. */
  mayRedirect(ctx: KoaContextWithOIDC, redirectUri: string): boolean;
  /** Whether the browser may be sent there with an error, though its person has seen no page yet. */
  mayRedirectErrors(ctx: KoaContextWithOIDC, redirectUri: string): boolean;
  /** Shows the error, and the way on, if there is one. */
  renderError(ctx: KoaContextWithOIDC, out: AuthorizationResponse, error: Error, returnTo?: string): void;
}

export interface AuthorizationResponse {
  readonly [parameter: string]: unknown;
  readonly error?: string;
}

/**
 * The library with one way to answer an authorization request: parameters in the query, as the metadata say. Whatever it redirects goes this
 * way, and is judged once more. It has modes of its own, which would answer with pages that are not ours; those it registers when it is made.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.11.2
 */
export function providerWithQueryResponses({ mayRedirect, mayRedirectErrors, renderError }: ResponseRules): typeof Provider {
  const respond = (ctx: KoaContextWithOIDC, redirectUri: string, parameters: AuthorizationResponse): void => {
    const { client, route } = ctx.oidc;
    const isFirst = route === 'authorization';
    // Whoever has consented, has seen where this leads: the client's document may name another place by now.
    if (client === undefined || !(isFirst ? client.redirectUriAllowed(redirectUri) : mayRedirect(ctx, redirectUri))) {
      const error = new errors.InvalidRedirectUri();
      ctx.status = error.statusCode;
      renderError(ctx, { error: error.error, error_description: error.error_description }, error);
      return;
    }
    const location = withParameters(redirectUri, parameters);
    if (parameters.error !== undefined && isFirst && !mayRedirectErrors(ctx, redirectUri)) {
      ctx.status = 400;
      renderError(ctx, parameters, new Error(parameters.error), location);
      return;
    }
    ctx.status = 303;
    ctx.redirect(location);
  };
  return class QueryProvider extends Provider {
    override registerResponseMode(name: string): void {
      // `fragment` is what the library falls back to for response types that there are not; nobody can ask for it.
      if (name === 'query' || name === 'fragment') {
        super.registerResponseMode(name, respond as Parameters<Provider['registerResponseMode']>[1]);
      }
    }
  };
}

function withParameters(redirectUri: string, parameters: AuthorizationResponse): string {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    location.searchParams.set(name, String(value));
  }
  return location.href;
}
