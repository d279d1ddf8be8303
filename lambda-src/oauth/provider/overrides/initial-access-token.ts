import type Provider from 'oidc-provider';
import type { Registrant } from '../../registration/steps/step';

/**
 * The library either demands an initial access token of everybody or of nobody. Here the bearer value decides what its
 * holder may register: the policy travels on to the registration access token, so that an update can't escape it.
 */
export function initialAccessTokens(provider: Provider, registrantOf: (bearer: string) => Promise<Registrant | undefined>): void {
  provider.InitialAccessToken.find = async function find(value: string) {
    const registrant = await registrantOf(value);
    return registrant === undefined ? undefined : new provider.InitialAccessToken({ policies: [registrant] });
  } as typeof provider.InitialAccessToken.find;
}
