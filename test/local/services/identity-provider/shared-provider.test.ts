import { expect, test } from '@jest/globals';
import type { User } from '../../../../local/people/users';
import type { DeclaredProvider } from '../../../../local/services/identity-provider/declared-provider';
import { providersOfAll, usersOfAll } from '../../../../local/services/identity-provider/shared-provider';

const provider = (declared: Partial<DeclaredProvider>): DeclaredProvider => (
  { issuer: 'https://id.example.com', name: 'People', subjectClaims: [], groupsClaims: [], allowedTenants: [], hostedDomains: [], rechecksUsers: false, ...declared });
const user = (sub: string, rest: Partial<User> = {}): User => ({ sub, name: sub, email: `${sub}@example.com`, groups: [], ...rest });

test('servers that share an issuer share what they expect of its users', () => {
  const shared = providersOfAll([
    { providers: [provider({ groupsClaims: ['groups'], allowedTenants: ['a'] })] },
    { providers: [provider({ groupsClaims: ['groups', 'https://example.com/groups'], rechecksUsers: true }), provider({ issuer: 'https://other.example.com' })] },
  ]);

  expect(shared).toEqual([
    provider({ groupsClaims: ['groups', 'https://example.com/groups'], allowedTenants: ['a'], rechecksUsers: true }), provider({ issuer: 'https://other.example.com' }),
  ]);
});

test('their users are there once, in the groups of all, and refused only where none lets them in', () => {
  expect(usersOfAll([
    [user('ada', { groups: ['readers'] }), user('guest', { refusedBecause: 'in no group' }), user('outsider', { refusedBecause: 'of another tenant' })],
    [user('ada', { groups: ['readers', 'admins'] }), user('guest')],
  ])).toEqual([
    user('ada', { groups: ['readers', 'admins'] }), user('guest'), user('outsider', { refusedBecause: 'of another tenant' }),
  ]);
});
