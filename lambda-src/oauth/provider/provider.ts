import { randomUUID } from 'node:crypto';
import Provider from 'oidc-provider';
import { configuration, type ProviderFacts } from './configuration';
import { grantToIdentityAssertions } from './jwt-bearer-grant';
import { surround } from './middleware';
import { forgetSessions } from './transient-session';
import { TrustedIssuers } from '../assertions/trusted-issuers';
import type { RegistrationPolicy } from '../policies/registration';
import { modelRecords } from '../storage/adapter';
import { IssuedTokens } from '../tokens/issued-tokens';
import { signedAccessTokens } from './overrides/access-token';
import { consumeForTokens, findForRedemption, rememberClientAuthentication } from './overrides/authorization-code';
import { rotatedClientSecrets } from './overrides/client-secret';
import { initialAccessTokens } from './overrides/initial-access-token';
import { containedScopes, successorsOfTheirPredecessors } from './overrides/refresh-token';
import { uniqueByConditionalWrite } from './overrides/replay-detection';
import { urlsOfTheIssuer } from './overrides/url-for';

export interface ProviderParts extends ProviderFacts {
  isInitialAccessToken(bearer: string): Promise<boolean>;
}

/** The library, configured, and those of its methods that no option reaches. Its version is pinned for their sake. */
export function createProvider({ isInitialAccessToken, ...facts }: ProviderParts): Provider {
  const provider = new Provider(facts.issuer, configuration(facts));
  const anonymousBearer = randomUUID();
  urlsOfTheIssuer(provider);
  initialAccessTokens(provider, async (bearer): Promise<RegistrationPolicy | undefined> => {
    const { mode } = facts.configuration.registration;
    if (mode === 'closed') return undefined;
    if (bearer === anonymousBearer) return mode === 'open' ? 'anyone' : undefined;
    return await isInitialAccessToken(bearer) ? 'initial-access-token' : undefined;
  });
  rotatedClientSecrets(provider, (clientId) => facts.storage.preRegistered.secretAnew(clientId));
  uniqueByConditionalWrite(provider, modelRecords(facts.storage, 'ReplayDetection'), facts.storage.clock);
  const codes = modelRecords(facts.storage, 'AuthorizationCode');
  rememberClientAuthentication(provider);
  findForRedemption(provider, codes);
  consumeForTokens(provider, codes);
  successorsOfTheirPredecessors(provider, facts.storage.refreshTokens);
  containedScopes(provider, facts.configuration.scopes);
  signedAccessTokens(provider, new IssuedTokens(facts.storage.table, facts.issuer, facts.resource.url, facts.storage.clock));
  const { clock } = facts.storage;
  grantToIdentityAssertions(provider, { ...facts, issuers: new TrustedIssuers(facts.configuration.identityAssertionIssuers ?? [], facts.fetch, clock), clock });
  forgetSessions(provider);
  surround(provider, anonymousBearer);
  return provider;
}
