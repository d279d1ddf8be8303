import { describe, expect, test } from '@jest/globals';
import { TrustedIssuers } from '../../../../lambda-src/oauth/assertions/trusted-issuers';
import { effectiveMetadata } from '../../../../lambda-src/oauth/registration/registration';
import type { Registrant, RegistrationRules } from '../../../../lambda-src/oauth/registration/steps/step';

const URIS = { redirect_uris: ['https://example.com/cb'] };

const rules = (registrant: Registrant): RegistrationRules => ({
  registrant,
  scopes: [{ name: 'mcp' }, { name: 'mcp:admin', includes: ['mcp'] }],
  machineGrants: ['client_credentials'],
  statementIssuers: new TrustedIssuers([], async () => {
    throw new Error('nothing is fetched');
  }, () => 0),
});

describe('what anybody registers', () => {
  const effective = (requested: object) => effectiveMetadata({ ...requested }, rules('anyone'));

  test('signs people in by default', async () => {
    await expect(effective(URIS)).resolves.toMatchObject({ grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] });
  });

  test('T38 never gets client_credentials', async () => {
    await expect(effective({ ...URIS, grant_types: ['client_credentials', 'authorization_code'] })).resolves.toMatchObject({ grant_types: ['authorization_code'] });
    await expect(effective({ grant_types: ['client_credentials'] })).rejects.toThrow('client_credentials needs an initial access token');
  });

  test('keeps the grants that exist, not those that do not', async () => {
    const requested = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code', 'implicit'];
    await expect(effective({ ...URIS, grant_types: requested, response_types: ['code', 'token'] }))
      .resolves.toMatchObject({ grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] });
  });

  test.each([[['refresh_token']], [['password']], [[]]])('is refused with the grants %j', async (grants) => {
    await expect(effective({ ...URIS, grant_types: grants })).rejects.toThrow('grant_types must contain authorization_code');
  });

  test('restricts no client of people to what it asks for first', async () => {
    await expect(effective({ ...URIS, scope: 'mcp' })).resolves.not.toHaveProperty('scope');
  });

  test('is refused with keys elsewhere: nobody makes this server call anybody', async () => {
    await expect(effective({ ...URIS, jwks_uri: 'http://169.254.169.254/' })).rejects.toThrow('jwks_uri');
  });

  test.each([['no redirect URI', undefined], ['an empty list', []], ['eleven', Array.from({ length: 11 }, (_, index) => `https://example.com/${index}`)], ['a bad one', ['data:x']]])(
    'is refused with %s', async (_name, uris) => {
      await expect(effective({ redirect_uris: uris })).rejects.toThrow(/^redirect_uris /);
    },
  );

  test('loses what only OpenID Connect needs', async () => {
    const openId = { default_max_age: 5, sector_identifier_uri: 'https://169.254.169.254/', id_token_signed_response_alg: 'RS256' };
    expect(Object.keys(await effective({ ...URIS, ...openId, token_endpoint_auth_method: 'none' })).sort())
      .toEqual(['grant_types', 'redirect_uris', 'response_types', 'token_endpoint_auth_method']);
  });
});

describe('what the holder of the initial access token registers', () => {
  const effective = (requested: object) => effectiveMetadata({ ...requested }, rules('initial-access-token'));

  test('keeps the scopes of a machine that exist, and does not restrict it where none does', async () => {
    await expect(effective({ scope: 'claudeai mcp' })).resolves.toMatchObject({ scope: 'mcp' });
    await expect(effective({ scope: 'claudeai' })).resolves.not.toHaveProperty('scope');
  });

  test('is a machine by default, or an application where it has a redirect URI', async () => {
    await expect(effective({})).resolves.toMatchObject({ grant_types: ['client_credentials'], response_types: [], redirect_uris: [] });
    await expect(effective(URIS)).resolves.toMatchObject({ grant_types: ['authorization_code', 'refresh_token'] });
  });

  test('is refused as a machine without a credential', async () => {
    await expect(effective({ grant_types: ['client_credentials'], token_endpoint_auth_method: 'none' })).rejects.toThrow('other than none');
  });

  test('has no secret where it signs with a key', async () => {
    await expect(effective({ token_endpoint_auth_method: 'private_key_jwt', client_secret: 's', client_secret_expires_at: 0 })).resolves.not.toHaveProperty('client_secret');
  });
});

describe('a member that describes the client', () => {
  const PUBLIC = { ...URIS, token_endpoint_auth_method: 'none' };
  const plain = effectiveMetadata(PUBLIC, rules('anyone'));

  test.each<[string, unknown]>([
    ...['client_name', 'client_uri', 'logo_uri', 'policy_uri', 'tos_uri', 'contacts', 'application_type', 'software_statement', 'response_types', 'software_id', 'software_version']
      .flatMap((member): [string, unknown][] => [[member, null], [member, '']]),
    ['client_uri', 'example.com'],
    ['logo_uri', 'javascript:alert(1)'],
    ['tos_uri', 'https://example.com/\r\nSet-Cookie: a=b'],
    ['logo_uri', { href: 'https://example.com' }],
    ['contacts', []],
    ['contacts', [null, '', 'nobody']],
    ['contacts', { 0: 'ops@example.com', length: 1 }],
    ['client_name', 7],
    ['software_statement', 'ey.J.x'],
    ['scope', null],
    ['__proto__', { jwks_uri: 'https://evil.example', token_endpoint_auth_method: 'client_secret_basic' }],
    ['constructor', {}],
  ])('%s is left out where it is %j: nothing is at stake', async (member, value) => {
    expect(await effectiveMetadata({ ...PUBLIC, ...Object.fromEntries([[member, value]]) }, rules('anyone'))).toEqual(await plain);
  });

  test('stays where it says something', async () => {
    const described = { client_name: 'Editor', client_uri: 'https://example.com', logo_uri: 'http://example.com/logo.png', contacts: ['ops@example.com'], application_type: 'web' };
    expect(await effectiveMetadata({ ...PUBLIC, ...described, contacts: [null, 'ops@example.com'] }, rules('anyone'))).toEqual({ ...await plain, ...described });
  });
});

describe('a member on which something hangs', () => {
  test.each(['grant_types', 'jwks', 'jwks_uri', 'token_endpoint_auth_method', 'dpop_bound_access_tokens'])('%s that is null is left out', async (member) => {
    const { client_secret: _own, ...left } = await effectiveMetadata({ ...URIS, [member]: null }, rules('anyone'));
    const { client_secret: _other, ...plain } = await effectiveMetadata(URIS, rules('anyone'));
    expect(left).toEqual(plain);
  });

  test.each([
    ['redirect_uris', null], ['redirect_uris', ''], ['redirect_uris', [null]], ['redirect_uris', ['']], ['grant_types', ''], ['jwks', ''],
    ['jwks', { keys: [] }], ['jwks', { keys: [{ kty: 'constructor' }] }], ['jwks', { keys: [{ kty: 'oct', k: 'x' }] }], ['jwks_uri', ''],
  ])('%s is never ignored: %j is refused, by its name', async (member, value) => {
    await expect(effectiveMetadata({ ...URIS, [member]: value }, rules('anyone'))).rejects.toThrow(new RegExp(`^${member} `));
  });

  test.each([[null], [''], [' '], [['mcp']], [{}], [7]])('scope of a machine is never left out: %j would be all of them', async (scope) => {
    await expect(effectiveMetadata({ scope }, rules('initial-access-token'))).rejects.toThrow(/^scope must be/);
  });

  test('scope of a machine holds what it contains', async () => {
    await expect(effectiveMetadata({ scope: 'mcp:admin' }, rules('initial-access-token'))).resolves.toMatchObject({ scope: 'mcp mcp:admin' });
  });
});
