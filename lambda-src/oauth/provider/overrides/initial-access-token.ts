import type Provider from 'oidc-provider';
import type { Registrant } from '../../registration/steps/step';

/**
 * The library requires an initial access token either always or never. Here the bearer value decides what its
 * holder may register: the registration access token keeps the policy, so an update cannot bypass it.
 */
export function initialAccessTokens(provider: Provider, registrantOf: (bearer: string) => Promise<Registrant | undefined>): void {
  provider.InitialAccessToken.find = async function find(value: string) {
    const registrant = await registrantOf(value);
    return registrant === undefined ? undefined : new provider.InitialAccessToken({ policies: [registrant] });
  } as typeof provider.InitialAccessToken.find;
}
