import { describe, expect, test } from '@jest/globals';
import { clientIdUrlProblem, DocumentRefused, effectiveDocument } from '../../../../lambda-src/oauth/client-metadata-fetch/document-policy';
import { CLIENT_ID, clientDocument } from '../../document-fetcher/support/publisher';

const PUBLIC_KEY = { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ', kid: '1', alg: 'ES256', use: 'sig' };
const effective = (more: object = {}) => effectiveDocument(CLIENT_ID, clientDocument(more));

test.each([
  ['https://client.example/c.json', undefined],
  ['https://client.example', 'must have a path'],
  ['https://client.example/', 'must have a path'],
  ['https://client.example/?c.json', 'must have a path'],
  ['http://client.example/c.json', 'must be an absolute https URL'],
])('of the client identifier %s it is said: %s', (clientId, problem) => {
  expect(clientIdUrlProblem(clientId)).toBe(problem);
});

describe('what a document is given effect with', () => {
  test('a public client, with the grants that every document is given', () => {
    expect(effective()).toEqual({
      client_id: CLIENT_ID,
      client_name: 'An honest client',
      redirect_uris: ['http://127.0.0.1/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    });
  });

  test('a document cannot grant itself anything', () => {
    const { grant_types: grants, response_types: responses, ...rest } = effective({
      grant_types: ['client_credentials', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['token'],
      scope: 'admin',
      subject_type: 'pairwise',
      sector_identifier_uri: 'https://10.0.0.1/',
      client_secret_hash: 'x',
    });

    expect(grants).toEqual(['authorization_code', 'refresh_token']);
    expect(responses).toEqual(['code']);
    expect(rest).not.toHaveProperty('scope');
    expect(rest).not.toHaveProperty('sector_identifier_uri');
  });

  test('names lose what people cannot see, and URLs that are not https are left out', () => {
    expect(effective({ client_name: ' A\u202e\u0000b ', client_uri: 'https://client.example/', policy_uri: 'javascript:alert(1)', tos_uri: 7 })).toMatchObject({
      client_name: 'Ab', client_uri: 'https://client.example/',
    });
    expect(effective({ policy_uri: 'javascript:alert(1)' })).not.toHaveProperty('policy_uri');
  });

  test('what is null is left out', () => {
    const unset = ['application_type', 'client_secret', 'client_uri', 'dpop_bound_access_tokens', 'grant_types', 'jwks', 'jwks_uri', 'scope', 'token_endpoint_auth_method', 'token_endpoint_auth_methods_supported'];
    expect(effective(Object.fromEntries(unset.map((member) => [member, null])))).toEqual(effective());
  });

  test('a client may restrict itself', () => {
    expect(effective({ dpop_bound_access_tokens: true, require_pushed_authorization_requests: 'yes' })).toMatchObject({ dpop_bound_access_tokens: true });
    expect(effective({ require_pushed_authorization_requests: 'yes' })).not.toHaveProperty('require_pushed_authorization_requests');
  });

  test.each(['native', 'web'])('an application type that is said is kept: %s', (type) => {
    expect(effective({ application_type: type })).toMatchObject({ application_type: type });
  });
});

describe('how a client authenticates', () => {
  test.each([
    ['says none', { token_endpoint_auth_method: 'none' }, 'none'],
    ['says private_key_jwt', { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://client.example/jwks' }, 'private_key_jwt'],
    ['offers both', { token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'], jwks: { keys: [PUBLIC_KEY] } }, 'private_key_jwt'],
    ['offers both, without keys', { token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'] }, 'none'],
    ['offers none beside what nobody can use here', { token_endpoint_auth_methods_supported: ['client_secret_basic', 'tls_client_auth', 'none'] }, 'none'],
    ['prefers one of several', { token_endpoint_auth_method: 'none', token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'] }, 'none'],
  ])('a client that %s', (_what, metadata, method) => {
    expect(effective(metadata)).toMatchObject({ token_endpoint_auth_method: method });
  });

  test('keys and algorithm come with private_key_jwt only', () => {
    expect(effective({ jwks_uri: 'https://client.example/jwks', token_endpoint_auth_signing_alg: 'RS256' })).not.toHaveProperty('jwks_uri');
    expect(effective({ token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://client.example/jwks', token_endpoint_auth_signing_alg: 'RS256' }))
      .toMatchObject({ jwks_uri: 'https://client.example/jwks', token_endpoint_auth_signing_alg: 'RS256' });
  });

  test('keys are reduced to what is public and read', () => {
    const jwks = { keys: [{ ...PUBLIC_KEY, x5u: 'https://10.0.0.1/' }, { kty: 'unheard of' }, { kty: 'RSA', n: 'bg' }, { kty: 'toString' }] };

    expect(effective({ token_endpoint_auth_method: 'private_key_jwt', jwks })).toMatchObject({ jwks: { keys: [PUBLIC_KEY] } });
  });

  test('of several algorithms any may be used', () => {
    const metadata = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [PUBLIC_KEY] } };

    expect(effective({ ...metadata, token_endpoint_auth_signing_alg_values_supported: ['HS256', 'ES256', 'RS256'] })).not.toHaveProperty('token_endpoint_auth_signing_alg');
    expect(effective({ ...metadata, token_endpoint_auth_signing_alg_values_supported: ['RS256'] })).toMatchObject({ token_endpoint_auth_signing_alg: 'RS256' });
  });
});

describe('fails when', () => {
  test.each([
    ['the document is an array', []],
    ['the document is null', null],
    ['the document is text', 'client'],
  ])('%s', (_what, document) => {
    expect(() => effectiveDocument(CLIENT_ID, document)).toThrow(DocumentRefused);
  });

  test.each([
    ['T34: client_id differs by a question mark', { client_id: `${CLIENT_ID}?` }, /client_id/],
    ['T34: client_id differs by case', { client_id: CLIENT_ID.toUpperCase() }, /client_id/],
    ['T34: client_id differs by the default port', { client_id: CLIENT_ID.replace('.example', '.example:443') }, /client_id/],
    ['T34: client_id differs by percent-encoding', { client_id: CLIENT_ID.replace('oauth', '%6fauth') }, /client_id/],
    ['client_id is missing', { client_id: undefined }, /client_id/],
    ['client_name is missing', { client_name: undefined }, /client_name/],
    ['client_name is invisible', { client_name: '\u200b\u202e' }, /client_name/],
    ['redirect_uris are missing', { redirect_uris: undefined }, /redirect_uris/],
    ['redirect_uris are empty', { redirect_uris: [] }, /redirect_uris/],
    ['redirect_uris are no list', { redirect_uris: 'https://client.example/cb' }, /redirect_uris/],
    ['a redirect URI runs', { redirect_uris: ['javascript:alert(1)'] }, /javascript/],
    ['a redirect URI is not encrypted', { redirect_uris: ['http://client.example/cb'] }, /https/],
    ['a native redirect URI uses https on loopback', { redirect_uris: ['https://localhost/cb'] }, /loopback/],
    ['a web application uses a private-use scheme', { application_type: 'web', redirect_uris: ['cursor://cb'] }, /web application/],
    ['the application type is unknown', { application_type: 'service' }, /application_type/],
    ['a secret is published', { client_secret: '' }, /secret/],
    ['a secret expires', { client_secret_expires_at: 0 }, /secret/],
    ['the method is a shared secret', { token_endpoint_auth_method: 'client_secret_basic' }, /private_key_jwt or none/],
    ['the method is a shared secret, though others would do', { token_endpoint_auth_method: 'client_secret_post', token_endpoint_auth_methods_supported: ['none'] }, /or none/],
    ['no supported method can be used', { token_endpoint_auth_methods_supported: ['client_secret_jwt'] }, /private_key_jwt or none/],
    ['supported methods are no list', { token_endpoint_auth_methods_supported: 'none' }, /array/],
    ['private_key_jwt has no keys', { token_endpoint_auth_method: 'private_key_jwt' }, /jwks/],
    ['only private_key_jwt is supported, without keys', { token_endpoint_auth_methods_supported: ['private_key_jwt'] }, /jwks/],
    ['there are keys twice', { jwks: { keys: [PUBLIC_KEY] }, jwks_uri: 'https://client.example/jwks' }, /exclude/],
    ['a private key is published', { jwks: { keys: [PUBLIC_KEY, { ...PUBLIC_KEY, d: 'ZA' }] } }, /public keys/],
    ['a symmetric key is published', { jwks: { keys: [{ kty: 'oct', k: 'aw' }] } }, /public keys/],
    ['there is no usable key', { jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 1, y: 2 }] } }, /EC, OKP or RSA/],
    ['keys are no key set', { jwks: [PUBLIC_KEY] }, /Key Set/],
    ['jwks_uri is not encrypted', { jwks_uri: 'http://client.example/jwks' }, /jwks_uri/],
    ['jwks_uri names a port', { jwks_uri: 'https://client.example:8080/jwks' }, /jwks_uri/],
    ['jwks_uri is a number', { jwks_uri: 1 }, /jwks_uri/],
    ['the algorithm is symmetric', { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [PUBLIC_KEY] }, token_endpoint_auth_signing_alg: 'HS256' }, /signing_alg/],
  ])('%s', (_what, metadata, message) => {
    expect(() => effective(metadata)).toThrow(DocumentRefused);
    expect(() => effective(metadata)).toThrow(message);
  });
});
