import type { DeclaredProvider, DeclaredSignIn } from './declared-provider';
import { DEFAULT_USERS, type User } from '../../people/users';

const NAMES = ['Ada Ames', 'Ben Birk', 'Cleo Cruz', 'Dana Dahl', 'Eli Engel', 'Fay Ford', 'Gus Graf', 'Hana Holm', 'Ivo Iversen', 'Jo Jansen'];

/** No tenant has this id. */
const OTHER_TENANT = '00000000-0000-4000-8000-000000000000';
const OTHER_DOMAIN = 'elsewhere.example';

/**
 * Users who fit what a server expects: one at least for each group that has scopes, of the tenants and domains that are let in. Where not
 * everybody is, somebody is there who is refused.
 */
export function usersOfRules({ allowedTenants, hostedDomains }: DeclaredProvider, groupScopes: DeclaredSignIn['groupScopes']): readonly User[] {
  const admitted = groupScopes === undefined ? DEFAULT_USERS : membersOf(Object.keys(groupScopes));
  const outsider: User = { sub: 'outsider', name: 'Olu Outsider', email: `outsider@${OTHER_DOMAIN}`, groups: admitted.flatMap(({ groups }) => groups).slice(0, 1) };
  const placed = (user: User, index: number): User => {
    const [tenant, domain] = [turn(allowedTenants, index), turn(hostedDomains, index)];
    return {
      ...user,
      ...domain !== undefined && { email: `${user.email.split('@')[0]}@${domain}` },
      ...(tenant ?? domain) !== undefined && { claims: { ...tenant !== undefined && { tid: tenant }, ...domain !== undefined && { hd: domain } } },
    };
  };
  return [
    ...admitted.map(placed),
    ...groupScopes === undefined ? [] : [placed({
      sub: 'guest', name: 'Gale Guest', email: 'guest@example.com', groups: [], refusedBecause: 'in none of the groups that have scopes',
    }, 0)],
    ...allowedTenants.length === 0 ? [] : [{
      ...placed(outsider, 0), claims: { ...placed(outsider, 0).claims, tid: OTHER_TENANT }, refusedBecause: 'a user of another tenant',
    }],
    ...hostedDomains.length === 0 || allowedTenants.length > 0 ? [] : [{ ...outsider, claims: { hd: OTHER_DOMAIN }, refusedBecause: 'a user of another domain' }],
  ];
}

const turn = (values: readonly string[], index: number): string | undefined => values[index % values.length];

/** The usual users where a server has their groups, and one more for each group that is left. */
function membersOf(groups: readonly string[]): readonly User[] {
  const usual = DEFAULT_USERS.filter((user) => user.groups.every((group) => groups.includes(group)));
  const rest = groups.filter((group) => !usual.some((user) => user.groups.includes(group)));
  const taken = new Set(usual.map(({ sub }) => sub));
  return [...usual, ...rest.map((group, index): User => {
    const sub = uniqueSubject(group, taken);
    const round = Math.floor(index / NAMES.length);
    return { sub, name: `${NAMES[index % NAMES.length]}${round > 0 ? ` ${round + 1}` : ''}`, email: `${sub}@example.com`, groups: [group] };
  })];
}

/** What can be typed, and stands before the @ of an address. */
function uniqueSubject(group: string, taken: Set<string>): string {
  const wanted = group.toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '') || 'member';
  let sub = wanted;
  for (let count = 2; taken.has(sub) || ['guest', 'outsider'].includes(sub); count += 1) {
    sub = `${wanted}-${count}`;
  }
  taken.add(sub);
  return sub;
}
