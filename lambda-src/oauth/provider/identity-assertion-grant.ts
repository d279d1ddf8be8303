import Provider, { errors, type TokenEndpointGrantContext } from 'oidc-provider';
import validateDpop, { checkDpopReplay } from 'oidc-provider/lib/helpers/validate_dpop.js';
import { noteDenied } from './denied-scopes';
import { type ProtectedResource, resourceServer, sameUrl } from './resource';
import { JWT_BEARER_GRANT_TYPE } from '../../../src/contract/gateway/metadata';
import { CLOCK_SKEW_SECONDS } from '../../../src/contract/limits';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { expandScopes } from '../../../src/contract/scopes';
import { IDENTITY_ASSERTION_TYPE, type IdentityAssertion, identityAssertionProblem } from '../assertions/identity-assertion';
import { StatementRefused, type TrustedIssuers } from '../assertions/trusted-issuers';
import { grantedScopes } from '../sign-in/granted-scopes';
import { person, PersonRefused } from '../sign-in/person';

export interface JwtBearerFacts {
  readonly resource: ProtectedResource;
  readonly configuration: Pick<OAuthConfiguration, 'groupScopes' | 'scopes' | 'signIn'>;
  readonly issuers: TrustedIssuers;
  /** Epoch seconds. */
  clock(): number;
}

export interface JwtBearerParameters {
  readonly assertion?: string;
  scope?: string;
  readonly resource?: string | readonly string[];
}

type Context = TokenEndpointGrantContext<JwtBearerParameters>;

/** Grants what an identity assertion entitles to. */
export async function grantToIdentityAssertion(provider: Provider, facts: JwtBearerFacts, ctx: Context): Promise<void> {
  const { client, params } = ctx.oidc;
  if (facts.issuers.isEmpty) {
    throw new errors.UnsupportedGrantType();
  }
  if (client.clientAuthMethod === 'none') {
    throw new errors.UnauthorizedClient('only clients that authenticate may use identity assertions');
  }
  const proof = await validateDpop(provider, ctx);
  if (client.dpopBoundAccessTokens && proof === undefined) {
    throw new errors.InvalidGrant('DPoP proof JWT not provided');
  }
  const assertion = await verified(provider, facts, ctx);
  if ([params.resource ?? []].flat().some((each) => !sameUrl(each, facts.resource.url))) {
    throw new errors.InvalidTarget();
  }
  const { accountId, groups } = subject(assertion, facts);
  params.scope ??= assertion.scope;
  const server = new provider.ResourceServer(facts.resource.url, resourceServer(facts.resource)(ctx, facts.resource.url, client));
  const scopes = permitted(params.scope!.split(' '), assertion, groups, facts);
  if (scopes.length === 0) {
    throw new errors.InvalidScope('none of the requested scopes can be granted', params.scope!);
  }
  noteDenied(ctx, params.scope!.split(' ').filter((scope) => !scopes.includes(scope)));
  await checkDpopReplay(provider, ctx, proof, client.clientId);
  if (!await provider.ReplayDetection.unique(assertion.iss, assertion.jti, assertion.exp + CLOCK_SKEW_SECONDS)) {
    throw new errors.InvalidGrant('the assertion was used before');
  }
  const token = new provider.AccessToken({ accountId, client, gty: JWT_BEARER_GRANT_TYPE, scope: scopes.join(' ') } as never);
  token.resourceServer = server;
  if (proof !== undefined) {
    token.setThumbprint('jkt', proof.thumbprint);
  }
  ctx.oidc.entity('AccessToken', token);
  ctx.body = { access_token: await token.save(), token_type: token.tokenType, expires_in: token.expiration, scope: token.scope };
}

/** @throws InvalidGrant, Unavailable */
async function verified(provider: Provider, { issuers, resource, clock }: JwtBearerFacts, { oidc }: Context): Promise<IdentityAssertion> {
  if (oidc.params.assertion === undefined) {
    throw new errors.InvalidRequest('missing required parameter(s) (assertion)');
  }
  try {
    const claims = await issuers.verify(oidc.params.assertion, IDENTITY_ASSERTION_TYPE);
    const problem = identityAssertionProblem(claims, {
      issuer: provider.issuer, clientId: oidc.client.clientId, isResource: (url) => sameUrl(url, resource.url), now: clock(),
    });
    if (problem !== undefined) {
      throw new errors.InvalidGrant(`identity assertion: ${problem}`);
    }
    return claims as IdentityAssertion;
  } catch (error) {
    throw error instanceof StatementRefused ? new errors.InvalidGrant(error.message) : error;
  }
}

/** The same account as when this person signs in through the same provider. */
function subject(assertion: IdentityAssertion, { configuration: { signIn } }: JwtBearerFacts) {
  const upstream = signIn.find(({ issuer }) => issuer === assertion.iss);
  try {
    // The groups of a user who does not sign in here are unknown.
    return upstream === undefined
      ? { ...person(assertion, { id: '', name: '', issuer: assertion.iss, clientId: '', scopes: [] }), groups: undefined }
      : person(assertion, upstream);
  } catch (error) {
    throw error instanceof PersonRefused ? new errors.InvalidGrant(error.message) : error;
  }
}

function permitted(requested: readonly string[], { scope }: IdentityAssertion, groups: readonly string[] | undefined, { configuration }: JwtBearerFacts) {
  const asserted = scope === undefined ? requested : expandScopes(scope.split(' '), configuration.scopes);
  return grantedScopes(requested.filter((each) => asserted.includes(each)), groups, configuration);
}
