import { describe, expect, test } from '@jest/globals';
import { oauthRequest } from '../../../../lambda-src/oauth/policies/authorization-request';
import { assertionProblem } from '../../../../lambda-src/oauth/policies/client-assertion';
import { narrowedScopes } from '../../../../lambda-src/oauth/policies/scope';

const SCOPES = ['mcp', 'mcp:admin'];
const definitions = (names: readonly string[]) => names.map((name) => ({ name }));

describe('scopes', () => {
  test.each([
    [undefined, undefined, ['mcp', 'mcp:admin'], []],
    ['', undefined, ['mcp', 'mcp:admin'], []],
    ['mcp unknown', undefined, ['mcp'], []],
    ['unknown', undefined, [], []],
    ['openid email profile offline_access', undefined, ['mcp', 'mcp:admin'], []],
    ['openid unknown', undefined, [], []],
    [undefined, 'mcp offline_access', ['mcp'], []],
    ['mcp:admin', 'mcp offline_access', [], ['mcp:admin']],
    ['mcp:admin mcp unknown', 'mcp', ['mcp'], ['mcp:admin']],
  ])('%j of a client with %j become %j, and %j are denied', (requested, clientScope, granted, denied) => {
    expect(narrowedScopes(requested, definitions(SCOPES), clientScope)).toEqual({ granted, denied });
  });

  test('that a client\'s own contain are its own', () => {
    const nested = [{ name: 'read' }, { name: 'write', includes: ['read'] }, { name: 'admin', includes: ['write'] }];
    expect(narrowedScopes('read', nested, 'write')).toEqual({ granted: ['read'], denied: [] });
    expect(narrowedScopes('read admin', nested, 'write')).toEqual({ granted: ['read'], denied: ['admin'] });
    expect(narrowedScopes(undefined, nested, 'write')).toEqual({ granted: ['write'], denied: [] });
  });

  test('of OpenID Connect count where the server has them itself', () => {
    expect(narrowedScopes('openid email', definitions(['mcp', 'email']), undefined, ['mcp'])).toEqual({ granted: ['email'], denied: [] });
  });
});

describe('T41 a client assertion', () => {
  test.each([
    ['a minute of life', { aud: 'https://issuer.example', exp: 1060 }, undefined],
    ['one audience in a list', { aud: ['https://issuer.example'], exp: 1060 }, undefined],
    ['two audiences', { aud: ['https://issuer.example', 'https://other.example'], exp: 1060 }, 'audience'],
    ['an hour of life', { aud: 'https://issuer.example', exp: 4600 }, 'live longer'],
    ['an expiry that is no number', { aud: 'https://issuer.example', exp: '1060' }, 'live longer'],
  ])('with %s', (_name, claims, problem) => {
    const found = assertionProblem(claims, 1000);
    if (problem === undefined) {
      expect(found).toBeUndefined();
    } else {
      expect(found).toContain(problem);
    }
  });
});

describe('an authorization request', () => {
  test.each([
    ['scope=openid+mcp&nonce=n&max_age=5&state=s', 'scope=mcp&state=s&sign_in_max_age=5'],
    ['scope=openid&state=s', 'state=s'],
    ['scope=a&scope=openid+b', 'scope=a&scope=openid+b'],
    ['scope=mcp&sign_in_max_age=1&denied_scope=mcp&client_authentication=none', 'scope=mcp'],
    ['state=a%2Bb%20c', 'state=a%2Bb+c'],
  ])('%s is read as %s', (query, read) => {
    expect(oauthRequest(query)).toBe(read);
  });
});
