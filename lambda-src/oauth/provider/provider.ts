import { randomUUID } from 'node:crypto';
import Provider from 'oidc-provider';
import { configuration, type ProviderFacts } from './configuration';
import { surround } from './middleware';
import type { RegistrationPolicy } from '../policies/registration';
import { modelRecords } from '../storage/adapter';
import { initialAccessTokens } from './overrides/initial-access-token';
import { uniqueByConditionalWrite } from './overrides/replay-detection';
import { urlsOfTheIssuer } from './overrides/url-for';

export interface ProviderParts extends ProviderFacts {
  isInitialAccessToken(bearer: string): Promise<boolean>;
}

/** The library, configured, and the three of its methods that no option reaches. Its version is pinned for their sake. */
export function createProvider({ isInitialAccessToken, ...facts }: ProviderParts): Provider {
  const provider = new Provider(facts.issuer, configuration(facts));
  const anonymousBearer = randomUUID();
  urlsOfTheIssuer(provider);
  initialAccessTokens(provider, async (bearer): Promise<RegistrationPolicy | undefined> => {
    if (bearer === anonymousBearer) return 'anyone';
    return await isInitialAccessToken(bearer) ? 'initial-access-token' : undefined;
  });
  uniqueByConditionalWrite(provider, modelRecords(facts.storage, 'ReplayDetection'), facts.storage.clock);
  surround(provider, anonymousBearer);
  return provider;
}
