import type Provider from 'oidc-provider';

/** The library builds URLs from the request's host; here they are built from the issuer, whatever a request contains. */
export function urlsOfTheIssuer(provider: Provider): void {
  provider.OIDCContext.prototype.urlFor = (name: string, options?: { [name: string]: unknown }) => provider.urlFor(name, options);
}
