import type Provider from 'oidc-provider';
import type { JwtBearerFacts, JwtBearerParameters } from './identity-assertion-grant';
import { JWT_BEARER_GRANT_TYPE } from '../../../src/contract/gateway/metadata';

/**
 * RFC 7523 with identity assertions (ID-JAG): an organisation's identity provider decides which user's client gets what, without asking the
 * user. The client requests a new assertion each time, so there is no refresh token.
 */
export function grantToIdentityAssertions(provider: Provider, facts: JwtBearerFacts): void {
  // Registered even without trusted issuers: clients registered for this grant would otherwise be invalid as a whole.
  provider.registerGrantType<JwtBearerParameters>(JWT_BEARER_GRANT_TYPE, async (ctx) => {
    const { grantToIdentityAssertion } = await import('./identity-assertion-grant');
    await grantToIdentityAssertion(provider, facts, ctx);
  }, ['assertion', 'scope', 'resource'], ['resource']);
}
