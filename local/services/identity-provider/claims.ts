import type { User } from '../../people/users';

/** What a provider calls what it knows of a user. */
export interface ClaimNames {
  readonly groups: readonly string[];
  /** Those that say the subject, besides `sub`. */
  readonly subject: readonly string[];
}

/** Every product names groups after itself. */
export const DEFAULT_CLAIM_NAMES: ClaimNames = { groups: ['groups', 'cognito:groups'], subject: [] };

/** What scopes let a client know of a user. Groups need none. */
export function claimsOf({ sub, name, email, groups, claims }: User, scopes: readonly string[], names: ClaimNames): { readonly [name: string]: unknown } {
  return {
    ...scopes.includes('profile') && { name, preferred_username: sub },
    ...scopes.includes('email') && { email, email_verified: true },
    ...Object.fromEntries(names.groups.map((claim) => [claim, groups])),
    ...Object.fromEntries(names.subject.map((claim) => [claim, sub])),
    ...claims,
  };
}
