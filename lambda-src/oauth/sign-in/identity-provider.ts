import type { Attempt } from './attempts';
import type { Departure, IdentityProviderPorts, OpenIdProvider, UpstreamTokens } from './openid-provider';
import type { Claims } from './person';
import { CALLBACK_PATH } from '../../../src/contract/gateway/routes';
import type { OAuthConfiguration, UpstreamProvider } from '../../../src/contract/oauth/configuration';

/** An OpenID provider that users sign in with. What speaks to it is loaded when it is first needed: most requests need none. */
export class IdentityProvider {
  private loading: Promise<OpenIdProvider> | undefined;

  /** @param issuer of this server */
  constructor(readonly facts: UpstreamProvider, private readonly issuer: string, private readonly ports: IdentityProviderPorts) {}

  /** @throws SignInRefused */
  async authorizationUrl(departure: Departure): Promise<string> {
    return (await this.provider()).authorizationUrl(departure);
  }

  /**
   * The returning user. The access token and the ID token are discarded: this server has no use for them.
   *
   * @param query of the callback
   * @throws SignInRefused
   */
  async exchange(query: string, state: string, attempt: Attempt): Promise<UpstreamTokens & { readonly claims: Claims }> {
    return (await this.provider()).exchange(query, state, attempt);
  }

  /**
   * The current claims of a user.
   *
   * @throws SignInRefused
   */
  async refresh(refreshToken: string): Promise<UpstreamTokens> {
    return (await this.provider()).refresh(refreshToken);
  }

  private provider(): Promise<OpenIdProvider> {
    const callback = `${this.issuer}${CALLBACK_PATH}/${this.facts.id}`;
    return this.loading ??= import('./openid-provider').then((loaded) => new loaded.OpenIdProvider(this.facts, this.issuer, callback, this.ports));
  }
}

/** By their ids. @param issuer of this server */
export function identityProviders(
  issuer: string, { signIn }: Pick<OAuthConfiguration, 'signIn'>, ports: IdentityProviderPorts,
): ReadonlyMap<string, IdentityProvider> {
  return new Map(signIn.map((facts) => [facts.id, new IdentityProvider(facts, issuer, ports)]));
}
