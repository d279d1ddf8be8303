import type { DeclaredProvider, DeclaredSignIn } from './declared-provider';
import type { User } from '../../people/users';

const united = (lists: readonly (readonly string[])[]): readonly string[] => [...new Set(lists.flat())];

/** The issuers of all servers, each once: servers that share one have the same users, as they do where it really is. */
export function providersOfAll(signIns: readonly Pick<DeclaredSignIn, 'providers'>[]): readonly DeclaredProvider[] {
  const declared = signIns.flatMap(({ providers }) => providers);
  return [...new Set(declared.map(({ issuer }) => issuer))].map((issuer) => {
    const alike = declared.filter((provider) => provider.issuer === issuer);
    const all = (member: 'subjectClaims' | 'groupsClaims' | 'allowedTenants' | 'hostedDomains') => united(alike.map((provider) => provider[member]));
    return {
      issuer,
      name: alike[0].name,
      subjectClaims: all('subjectClaims'),
      groupsClaims: all('groupsClaims'),
      allowedTenants: all('allowedTenants'),
      hostedDomains: all('hostedDomains'),
      rechecksUsers: alike.some(({ rechecksUsers }) => rechecksUsers),
    };
  });
}

/**
 * Who fits what several servers ask for, once each, in the groups of all.
 *
 * @param lists those who fit one of the servers
 */
export function usersOfAll(lists: readonly (readonly User[])[]): readonly User[] {
  const users = new Map<string, User>();
  for (const user of lists.flat()) {
    const known = users.get(user.sub);
    users.set(user.sub, known === undefined ? user : {
      ...known,
      groups: united([known.groups, user.groups]),
      // Somebody whom one of them lets in is not there to be refused.
      refusedBecause: known.refusedBecause === undefined ? undefined : user.refusedBecause,
    });
  }
  return [...users.values()];
}
