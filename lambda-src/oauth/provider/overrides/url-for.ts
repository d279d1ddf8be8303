import type Provider from 'oidc-provider';

/** The library makes URLs of the request's host; ours are made of the issuer, whatever a request says. */
export function urlsOfTheIssuer(provider: Provider): void {
  provider.OIDCContext.prototype.urlFor = (name: string, options?: { [name: string]: unknown }) => provider.urlFor(name, options);
}
