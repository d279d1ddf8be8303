import { grantedScopes } from './granted-scopes';
import { type Claims, person, PersonRefused, type PersonRefusalReason, upstreamSubject } from './person';
import type { OAuthConfiguration, UpstreamProvider } from '../../../src/contract/oauth/configuration';

/** Why a user's access ends at a refresh. For the log: the client only learns that it has ended. */
export type EndReason =
  | PersonRefusalReason
  | 'sign_in_ended'
  | 'another_person'
  | 'scopes_not_allowed'
  | 'provider_unknown'
  | 'refresh_token_unreadable'
  | 'revoked_meanwhile';

/** The user of the grant, the scopes consented to, and those that may be granted so far. */
export interface CheckedGrant {
  readonly accountId: string;
  readonly subject: string;
  readonly consented: readonly string[];
  readonly scopes: readonly string[];
}

export interface Ended {
  readonly outcome: 'ended';
  readonly reason: EndReason;
}

export interface Stays {
  readonly outcome: 'stays';
  readonly scopes: readonly string[];
}

/**
 * The outcome for a grant, given the provider's current answer about its user.
 *
 * @param claims undefined if the provider only confirms that the account is active
 */
export function judgeUpstreamAnswer(
  claims: Claims | undefined, grant: CheckedGrant, provider: UpstreamProvider, configuration: Pick<OAuthConfiguration, 'groupScopes' | 'scopes'>,
): Stays | Ended {
  if (claims === undefined) {
    return { outcome: 'stays', scopes: grant.scopes };
  }
  if (upstreamSubject(claims) !== grant.subject) {
    return ended('another_person');
  }
  try {
    const { accountId, groups } = person(claims, provider);
    if (accountId !== grant.accountId) {
      return ended('another_person');
    }
    const scopes = grantedScopes(grant.consented, groups, configuration);
    return scopes.length === 0 ? ended('scopes_not_allowed') : { outcome: 'stays', scopes };
  } catch (error) {
    if (error instanceof PersonRefused) {
      return ended(error.reason);
    }
    throw error;
  }
}

export function ended(reason: EndReason): Ended {
  return { outcome: 'ended', reason };
}
