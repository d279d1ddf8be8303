import { describe, expect, test } from '@jest/globals';
import type { DeclaredProvider } from '../../../../local/services/identity-provider/declared-provider';
import { usersOfRules } from '../../../../local/services/identity-provider/people-of-rules';

const PROVIDER: DeclaredProvider = {
  issuer: 'https://login.example.com', name: 'Example', subjectClaims: [], groupsClaims: [], allowedTenants: [], hostedDomains: [], rechecksUsers: false,
};

const groupScopes = (...groups: string[]) => Object.fromEntries(groups.map((group) => [group, ['mcp']]));
const subjects = (...groups: string[]) => usersOfRules(PROVIDER, groupScopes(...groups)).map(({ sub }) => sub);

describe('users of what a template asks for', () => {
  test('are the usual two where it asks for nothing', () => {
    expect(usersOfRules(PROVIDER, undefined).map(({ sub }) => sub)).toEqual(['reader', 'admin']);
  });

  test.each([
    [['readers', 'admins'], ['reader', 'admin', 'guest']],
    [['readers', 'auditors'], ['reader', 'auditors', 'guest']],
    [['admins'], ['admins', 'guest']],
    [['Sales Team (EMEA)', 'guest', 'sales-team-emea', '経理'], ['sales-team-emea', 'guest-2', 'sales-team-emea-2', 'member', 'guest']],
    [[], ['guest']],
  ])('with the groups %j are %j', (groups, expected) => {
    expect(subjects(...groups)).toEqual(expected);
  });

  test('have names and addresses of their own, however many groups there are', () => {
    const users = usersOfRules(PROVIDER, groupScopes(...Array.from({ length: 40 }, (_, index) => `group ${index}`)));
    expect(new Set(users.map(({ name }) => name)).size).toBe(41);
    expect(new Set(users.map(({ email }) => email)).size).toBe(41);
  });

  test('are of every tenant in turn, and of the domain', () => {
    const users = usersOfRules({ ...PROVIDER, allowedTenants: ['one', 'two'], hostedDomains: ['example.org'] }, groupScopes('a', 'b'));
    expect(users.map(({ sub, email, claims }) => [sub, email, claims?.tid, claims?.hd])).toEqual([
      ['a', 'a@example.org', 'one', 'example.org'],
      ['b', 'b@example.org', 'two', 'example.org'],
      ['guest', 'guest@example.org', 'one', 'example.org'],
      ['outsider', 'outsider@example.org', '00000000-0000-4000-8000-000000000000', 'example.org'],
    ]);
    expect(users.flatMap(({ refusedBecause }) => refusedBecause ?? [])).toEqual(['in none of the groups that have scopes', 'a user of another tenant']);
  });
});
