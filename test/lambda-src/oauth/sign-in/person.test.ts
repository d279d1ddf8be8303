import { describe, expect, test } from '@jest/globals';
import { AccessSessions } from '../../../../lambda-src/oauth/access/access-session';
import { grantedScopes } from '../../../../lambda-src/oauth/sign-in/granted-scopes';
import { person } from '../../../../lambda-src/oauth/sign-in/person';
import type { UpstreamProvider } from '../../../../src/contract/oauth/configuration';

const PROVIDER: UpstreamProvider = { id: 'corp', name: 'Example Corp', issuer: 'https://idp.example', clientId: 'weather', scopes: ['openid'], groupsClaim: 'groups' };
const CLAIMS = { iss: 'https://idp.example', sub: 'ada' };

describe('a person', () => {
  test('is known by issuer and subject, and by nothing else', () => {
    const { accountId } = person({ ...CLAIMS, email: 'ada@example.com', name: 'Ada' }, PROVIDER);
    expect(accountId).toMatch(/^[\w-]{43}$/);
    expect(person({ ...CLAIMS, email: 'other@example.com' }, PROVIDER).accountId).toBe(accountId);
    expect(person({ ...CLAIMS, sub: 'bob' }, PROVIDER).accountId).not.toBe(accountId);
    expect(person({ ...CLAIMS, iss: 'https://other.example' }, { ...PROVIDER, issuer: 'https://other.example' }).accountId).not.toBe(accountId);
  });

  test('has a cookie that browsers keep, however long what the provider says of them is', () => {
    const { accountId, account } = person({ ...CLAIMS, sub: '語'.repeat(5000), name: '語'.repeat(5000), email: `${'語'.repeat(5000)}@example.com` }, PROVIDER);
    const sessions = new AccessSessions('https://mcp.example.com', [Buffer.alloc(32)], () => 0);
    const [pair] = sessions.begin({ accountId, account, provider: PROVIDER.id }).split(';');

    expect(pair.length).toBeLessThan(4096);
    expect(sessions.find(pair.slice(pair.indexOf('=') + 1))).toEqual({ accountId, account, provider: PROVIDER.id });
  });

  test.each([
    ['a list', { groups: ['readers', 'admins'] }, ['readers', 'admins']],
    ['one', { groups: 'readers' }, ['readers']],
    ['a list with something else in it', { groups: ['readers', 1, null] }, ['readers']],
    ['none', {}, []],
    ['too many, said the old way', { hasgroups: true }, undefined],
    ['too many', { _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.example' } } }, undefined],
    ['too many, and some', { groups: ['readers'], _claim_names: { groups: 'src1' } }, undefined],
  ])('has groups: %s', (_name, claims, groups) => {
    expect(person({ ...CLAIMS, ...claims }, PROVIDER).groups).toEqual(groups);
  });

  test('has groups only where they matter', () => {
    expect(person({ ...CLAIMS, 'groups': ['readers'], 'cognito:groups': ['admins'] }, { ...PROVIDER, groupsClaim: 'cognito:groups' }).groups).toEqual(['admins']);
    expect(person({ ...CLAIMS, groups: ['readers'] }, { ...PROVIDER, groupsClaim: undefined }).groups).toEqual([]);
  });

  test('may come from a provider that writes its name with a slash at the end', () => {
    expect(person({ ...CLAIMS, iss: 'https://idp.example/' }, PROVIDER).accountId).toBeDefined();
  });

  test.each([
    ['a foreign issuer, even where the provider signs for many', { iss: 'https://login.example/other' }, {}],
    ['a tenant that is not listed', { tid: 'b' }, { allowedTenants: ['a'] }],
    ['no tenant', {}, { allowedTenants: ['a'] }],
    ['a tenant where none is listed', { tid: 'a' }, { allowedTenants: [] }],
    ['a hosted domain of another case', { hd: 'Example.com' }, { hostedDomain: 'example.com' }],
    ['a subject that is no text', { oid: 7 }, { subjectClaim: 'oid' }],
  ])('is refused with %s', (_name, claims, provider) => {
    expect(() => person({ ...CLAIMS, ...claims }, { ...PROVIDER, ...provider })).toThrow();
  });
});

describe('of what a person consents to', () => {
  const scopes = [{ name: 'read' }, { name: 'write', includes: ['read'] }, { name: 'admin', includes: ['write'] }];
  const groupScopes = { readers: ['read'], editors: ['write'], admins: ['admin'] };

  test.each([
    ['everything is given where groups do not matter', ['read', 'admin'], ['readers'], undefined, ['read', 'admin']],
    ['what a group may have', ['read', 'write', 'admin'], ['readers'], groupScopes, ['read']],
    ['what a group may have contains', ['read', 'write', 'admin'], ['editors'], groupScopes, ['read', 'write']],
    ['what all groups may have', ['read', 'write'], ['readers', 'editors'], groupScopes, ['read', 'write']],
    ['no more than was consented to', ['read'], ['admins'], groupScopes, ['read']],
    ['nothing to who is in no group', ['read'], [], groupScopes, []],
    ['nothing to who is in another group', ['read'], ['strangers', 'constructor', '__proto__'], groupScopes, []],
    ['nothing where the groups are not known', ['read'], undefined, groupScopes, []],
  ])('%s', (_name, consented, groups, map, granted) => {
    expect(grantedScopes(consented, groups, { groupScopes: map, scopes })).toEqual(granted);
  });
});
