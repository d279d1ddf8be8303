import Provider, { errors, type KoaContextWithOIDC } from 'oidc-provider';

export interface ResponseRules {
  /** Whether the current rules allow a redirect URI that was registered when the client made the request. */
  mayRedirect(ctx: KoaContextWithOIDC, redirectUri: string): boolean;
  /** Whether the browser may be redirected with an error before the user has seen a page. */
  mayRedirectErrors(ctx: KoaContextWithOIDC, redirectUri: string): boolean;
  /** Shows the error, and a link to continue, if there is one. */
  renderError(ctx: KoaContextWithOIDC, out: AuthorizationResponse, error: Error, returnTo?: string): Promise<void>;
}

export interface AuthorizationResponse {
  readonly [parameter: string]: unknown;
  readonly error?: string;
}

/**
 * Limits the library to one response mode: parameters in the query, as the metadata declares. Every redirect goes through it
 * and is checked once more. The library registers its own modes at construction; their pages would not be ours.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9700#section-4.11.2
 */
export function providerWithQueryResponses({ mayRedirect, mayRedirectErrors, renderError }: ResponseRules): typeof Provider {
  const respond = async (ctx: KoaContextWithOIDC, redirectUri: string, parameters: AuthorizationResponse): Promise<void> => {
    const { client, route } = ctx.oidc;
    const isFirst = route === 'authorization';
    // A user who consented saw this destination; the client's document may have changed since.
    if (client === undefined || !(isFirst ? client.redirectUriAllowed(redirectUri) : mayRedirect(ctx, redirectUri))) {
      const error = new errors.InvalidRedirectUri();
      ctx.status = error.statusCode;
      await renderError(ctx, { error: error.error, error_description: error.error_description }, error);
      return;
    }
    const location = withParameters(redirectUri, parameters);
    if (parameters.error !== undefined && isFirst && !mayRedirectErrors(ctx, redirectUri)) {
      ctx.status = 400;
      await renderError(ctx, parameters, new Error(parameters.error), location);
      return;
    }
    ctx.status = 303;
    ctx.redirect(location);
  };
  return class QueryProvider extends Provider {
    override registerResponseMode(name: string): void {
      // The library falls back to `fragment` for unsupported response types; no client can request it.
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
