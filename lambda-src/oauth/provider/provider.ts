import { randomUUID } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { providerWithQueryResponses } from './authorization-response';
import { configuration, type ProviderFacts } from './configuration';
import { grantToIdentityAssertions } from './jwt-bearer-grant';
import { surround } from './middleware';
import { forgetSessions } from './transient-session';
import { TrustedIssuers } from '../assertions/trusted-issuers';
import { errorRenderer } from '../pages/error';
import { mayRedirect, mayRedirectErrors, type RedirectingClient } from '../redirects/redirect-rules';
import { traceOf } from '../trace/request-trace';
import { modelRecords } from './adapter/adapter';
import { readGrantWithItsCheck } from './adapter/reads-ahead';
import { IssuedTokens } from '../tokens/issued-tokens';
import { signedAccessTokens } from './overrides/access-token';
import { queryResponsesOnly, redirectsOfToday } from './overrides/authorization-client';
import { consumeForTokens, findForRedemption, rememberClientAuthentication } from './overrides/authorization-code';
import { rotatedClientSecrets } from './overrides/client-secret';
import { initialAccessTokens } from './overrides/initial-access-token';
import { introspectionWithoutClients } from './overrides/introspection';
import { containedScopes, successorsOfTheirPredecessors } from './overrides/refresh-token';
import { uniqueByConditionalWrite } from './overrides/replay-detection';
import { UnreadDocuments } from './overrides/unread-documents';
import { urlsOfTheIssuer } from './overrides/url-for';
import type { Registrant } from '../registration/steps/step';

export interface ProviderParts extends ProviderFacts {
  isInitialAccessToken(bearer: string): Promise<boolean>;
  /** Whether the requesting client registered with the initial access token. */
  isOperators(ctx: object, clientId: string): boolean;
}

/** The library, configured, with overrides of methods that no option covers. Its version is pinned because of them. */
export function createProvider({ isInitialAccessToken, isOperators, ...facts }: ProviderParts): Provider {
  const QueryProvider = providerWithQueryResponses({
    mayRedirect: (ctx, redirectUri) => mayRedirect(ctx.oidc.client!.clientId, redirectUri, facts.configuration),
    mayRedirectErrors: (ctx, redirectUri) => mayRedirectErrors(redirectingClient(ctx, isOperators), redirectUri, facts.configuration),
    renderError: errorRenderer(facts.pages, (ctx) => traceOf(ctx.req).requestId),
  });
  const accessTokens = new IssuedTokens(facts.storage.table, facts.issuer, facts.resource.url, facts.storage.clock);
  const unread = new UnreadDocuments(facts.storage.table, facts.configuration.clients, facts.pages, accessTokens);
  const provider = new QueryProvider(facts.issuer, configuration({ ...facts, fetch: unread.noted(facts.fetch) }));
  const anonymousBearer = randomUUID();
  urlsOfTheIssuer(provider);
  initialAccessTokens(provider, async (bearer): Promise<Registrant | undefined> => {
    const { mode } = facts.configuration.registration;
    if (mode === 'closed') {
      return undefined;
    }
    if (bearer === anonymousBearer) {
      return mode === 'open' ? 'anyone' : undefined;
    }
    return await isInitialAccessToken(bearer) ? 'initial-access-token' : undefined;
  });
  redirectsOfToday(provider, (clientId, uri) => mayRedirect(clientId, uri, facts.configuration));
  queryResponsesOnly(provider);
  rotatedClientSecrets(provider, (clientId) => facts.storage.preRegistered.reloadSecret(clientId));
  uniqueByConditionalWrite(provider, modelRecords(facts.storage, 'ReplayDetection'), facts.storage.clock);
  const codes = modelRecords(facts.storage, 'AuthorizationCode');
  rememberClientAuthentication(provider);
  findForRedemption(provider, codes);
  consumeForTokens(provider, codes);
  successorsOfTheirPredecessors(provider, facts.storage.refreshTokens);
  containedScopes(provider, facts.configuration.scopes);
  if (facts.personCheck !== undefined) {
    readGrantWithItsCheck(provider, facts.storage.table);
  }
  introspectionWithoutClients(provider);
  signedAccessTokens(provider, accessTokens);
  const { clock } = facts.storage;
  grantToIdentityAssertions(provider, { ...facts, issuers: new TrustedIssuers(facts.configuration.identityAssertionIssuers ?? [], facts.fetch, clock), clock });
  unread.watch(provider);
  forgetSessions(provider);
  surround(provider, anonymousBearer);
  return provider;
}

function redirectingClient(ctx: KoaContextWithOIDC, isOperators: ProviderParts['isOperators']): RedirectingClient {
  const client = ctx.oidc.client!;
  return {
    clientId: client.clientId,
    isDocument: (client as { readonly clientIdMetadataDocument?: boolean }).clientIdMetadataDocument === true,
    isOperators: isOperators(ctx, client.clientId),
  };
}
