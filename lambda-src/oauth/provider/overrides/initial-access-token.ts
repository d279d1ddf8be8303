import type Provider from 'oidc-provider';
import type { RegistrationPolicy } from '../../policies/registration';

/**
 * The library either demands an initial access token of everybody or of nobody. Here the bearer value decides what its
 * holder may register: the policy travels on to the registration access token, so that an update can't escape it.
 */
export function initialAccessTokens(provider: Provider, policyOf: (bearer: string) => Promise<RegistrationPolicy | undefined>): void {
  provider.InitialAccessToken.find = async function find(value: string) {
    const policy = await policyOf(value);
    return policy === undefined ? undefined : new provider.InitialAccessToken({ policies: [policy] });
  } as typeof provider.InitialAccessToken.find;
}
