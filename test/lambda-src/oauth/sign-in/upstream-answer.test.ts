import { describe, expect, test } from '@jest/globals';
import { type Claims, person, upstreamSubject } from '../../../../lambda-src/oauth/sign-in/person';
import { judgeUpstreamAnswer } from '../../../../lambda-src/oauth/sign-in/upstream-answer';
import type { UpstreamProvider } from '../../../../src/contract/oauth/configuration';

const PROVIDER: UpstreamProvider = { id: 'corp', name: 'Example Corp', issuer: 'https://idp.example', clientId: 'weather', scopes: ['openid'], groupsClaim: 'groups' };
const CLAIMS = { iss: 'https://idp.example', sub: 'ada', groups: ['admins'] };
const GRANT = {
  accountId: person(CLAIMS, PROVIDER).accountId, subject: upstreamSubject(CLAIMS), consented: ['read', 'write', 'own'], scopes: ['read', 'write'],
};
const SCOPES = [{ name: 'read' }, { name: 'write', includes: ['read'] }, { name: 'own' }];
const GROUP_SCOPES = { readers: ['read'], admins: ['write'] };

interface Changes {
  readonly provider?: Partial<UpstreamProvider>;
  readonly grant?: Partial<typeof GRANT>;
  readonly configuration?: { readonly groupScopes: undefined };
}

const judge = (claims: Claims | undefined, { provider, grant, configuration }: Changes) => (
  judgeUpstreamAnswer(claims, { ...GRANT, ...grant }, { ...PROVIDER, ...provider }, { scopes: SCOPES, groupScopes: GROUP_SCOPES, ...configuration })
);

describe('a grant stays, with', () => {
  test.each([
    ['what the groups of now may have', CLAIMS, {}, ['read', 'write']],
    ['less, where a group is missing', { ...CLAIMS, groups: ['readers'] }, {}, ['read']],
    ['what was consented to, and no more, where it was less before', CLAIMS, { grant: { scopes: ['read'] } }, ['read', 'write']],
    ['all that was consented to, where groups do not matter any more', { ...CLAIMS, groups: [] }, { configuration: { groupScopes: undefined } }, ['read', 'write', 'own']],
    ['what it has, where the provider says nothing', undefined, {}, ['read', 'write']],
  ])('%s', (_name, claims, changes, scopes) => {
    expect(judge(claims, changes)).toEqual({ outcome: 'stays', scopes });
  });
});

describe('a grant ends where', () => {
  test.each([
    ['the subject is another', { ...CLAIMS, sub: 'eve' }, {}, 'another_person'],
    ['the issuer is another', { ...CLAIMS, iss: 'https://other.example' }, {}, 'another_person'],
    ['the claim that identifies the person says another', { ...CLAIMS, oid: 'eve' }, { provider: { subjectClaim: 'oid' } }, 'another_person'],
    ['the tenant is not allowed', CLAIMS, { provider: { allowedTenants: ['ours'] } }, 'tenant_not_allowed'],
    ['the hosted domain is not', CLAIMS, { provider: { hostedDomain: 'example.com' } }, 'hosted_domain_not_allowed'],
    ['there is no group left', { ...CLAIMS, groups: [] }, {}, 'scopes_not_allowed'],
    ['not all groups are told', { ...CLAIMS, hasgroups: true }, {}, 'scopes_not_allowed'],
    ['groups are not told at all', { iss: CLAIMS.iss, sub: CLAIMS.sub }, {}, 'scopes_not_allowed'],
  ])('%s', (_name, claims, changes, reason) => {
    expect(judge(claims, changes)).toEqual({ outcome: 'ended', reason });
  });
});
