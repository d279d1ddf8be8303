import { describe, expect, test } from '@jest/globals';
import { oauthRequest } from '../../../lambda-src/oauth/policies/authorization-request';
import { assertionProblem } from '../../../lambda-src/oauth/policies/client-assertion';
import { effectiveMetadata } from '../../../lambda-src/oauth/policies/registration';
import { narrowedScopes } from '../../../lambda-src/oauth/policies/scope';

const SCOPES = ['mcp', 'mcp:admin'];
const definitions = (names: readonly string[]) => names.map((name) => ({ name }));
const URIS = { redirect_uris: ['https://example.com/cb'] };

describe('what anybody registers', () => {
  const effective = (requested: object) => effectiveMetadata({ ...requested }, 'anyone', definitions(SCOPES));

  test('signs people in by default', () => {
    expect(effective(URIS)).toMatchObject({ grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] });
  });

  test('T38 never gets client_credentials', () => {
    expect(effective({ ...URIS, grant_types: ['client_credentials', 'authorization_code'] })).toMatchObject({ grant_types: ['authorization_code'] });
    expect(() => effective({ grant_types: ['client_credentials'] })).toThrow('client_credentials needs an initial access token');
  });

  test('keeps the grants that exist, not those that do not', () => {
    const requested = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code', 'implicit'];
    expect(effective({ ...URIS, grant_types: requested, response_types: ['code', 'token'] }))
      .toMatchObject({ grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] });
  });

  test.each([[['refresh_token']], [['password']], [[]]])('is refused with the grants %j', (grants) => {
    expect(() => effective({ ...URIS, grant_types: grants })).toThrow('grant_types must contain authorization_code');
  });

  test('restricts no client of people to what it asks for first', () => {
    expect(effective({ ...URIS, scope: 'mcp' })).not.toHaveProperty('scope');
  });

  test('is refused with keys elsewhere: nobody makes this server call anybody', () => {
    expect(() => effective({ ...URIS, jwks_uri: 'http://169.254.169.254/' })).toThrow('jwks_uri');
  });

  test.each([['no redirect URI', undefined], ['an empty list', []], ['eleven', Array.from({ length: 11 }, (_, index) => `https://example.com/${index}`)], ['a bad one', ['data:x']]])(
    'is refused with %s', (_name, uris) => {
      expect(() => effective({ redirect_uris: uris })).toThrow(/^redirect_uris /);
    },
  );

  test('loses what only OpenID Connect needs', () => {
    expect(Object.keys(effective({ ...URIS, default_max_age: 5, sector_identifier_uri: 'https://169.254.169.254/', id_token_signed_response_alg: 'RS256' })).sort())
      .toEqual(['grant_types', 'redirect_uris', 'response_types']);
  });
});

describe('what the holder of the initial access token registers', () => {
  const effective = (requested: object) => effectiveMetadata({ ...requested }, 'initial-access-token', definitions(SCOPES));

  test('keeps the scopes of a machine that exist, and does not restrict it where none does', () => {
    expect(effective({ scope: 'claudeai mcp' }).scope).toBe('mcp');
    expect(effective({ scope: 'claudeai' })).not.toHaveProperty('scope');
  });

  test('is a machine by default, or an application where it has a redirect URI', () => {
    expect(effective({})).toMatchObject({ grant_types: ['client_credentials'], response_types: [], redirect_uris: [] });
    expect(effective(URIS)).toMatchObject({ grant_types: ['authorization_code', 'refresh_token'] });
  });

  test('is refused as a machine without a credential', () => {
    expect(() => effective({ grant_types: ['client_credentials'], token_endpoint_auth_method: 'none' })).toThrow('other than none');
  });

  test('has no secret where it signs with a key', () => {
    expect(effective({ token_endpoint_auth_method: 'private_key_jwt', client_secret: 's', client_secret_expires_at: 0 })).not.toHaveProperty('client_secret');
  });
});

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
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });
});

describe('an authorization request', () => {
  test.each([
    ['scope=openid+mcp&nonce=n&max_age=5&state=s', 'scope=mcp&state=s&sign_in_max_age=5'],
    ['scope=openid&state=s', 'state=s'],
    ['scope=a&scope=openid+b', 'scope=a&scope=openid+b'],
    ['scope=mcp&sign_in_max_age=1&denied_scope=mcp', 'scope=mcp'],
    ['state=a%2Bb%20c', 'state=a%2Bb+c'],
  ])('%s is read as %s', (query, read) => {
    expect(oauthRequest(query)).toBe(read);
  });
});
