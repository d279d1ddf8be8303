import { describe, expect, test } from '@jest/globals';
import { isShareable, registrationIdentity, sharedMetadata } from '../../../../lambda-src/oauth/registration/registration-identity';
import { withoutLoopbackPort } from '../../../../src/contract/urls/redirect-uri';

const METADATA = {
  application_type: 'native',
  client_id: 'a',
  client_id_issued_at: 1,
  client_name: 'Editor',
  grant_types: ['authorization_code', 'refresh_token'],
  jwks: { keys: [{ kty: 'EC', x: '1' }, { kty: 'EC', x: '2' }] },
  redirect_uris: ['http://127.0.0.1:33418/', 'https://editor.example/redirect'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

describe('registrations are of the same client', () => {
  test.each<[string, object]>([
    ['with another id, at another time', { client_id: 'b', client_id_issued_at: 2 }],
    ['with their members in another order', Object.fromEntries(Object.entries(METADATA).reverse())],
    ['with the members of members in another order', { jwks: { keys: [{ x: '1', kty: 'EC' }, { x: '2', kty: 'EC' }] } }],
    ['with redirect URIs in another order', { redirect_uris: METADATA.redirect_uris.toReversed() }],
    ['with grant types in another order', { grant_types: ['refresh_token', 'authorization_code'] }],
    ['with a redirect URI that is said twice', { redirect_uris: [...METADATA.redirect_uris, METADATA.redirect_uris[0]] }],
    ['with another loopback port', { redirect_uris: ['http://127.0.0.1:61234/', METADATA.redirect_uris[1]] }],
    ['without a loopback port', { redirect_uris: ['http://127.0.0.1/', METADATA.redirect_uris[1]] }],
    ['with one loopback port and another', { redirect_uris: ['http://127.0.0.1:1/', 'http://127.0.0.1:2/', METADATA.redirect_uris[1]] }],
    ['with what they leave out left undefined', { logo_uri: undefined }],
  ])('%s', (_name, changes) => {
    expect(registrationIdentity({ ...METADATA, ...changes })).toBe(registrationIdentity(METADATA));
  });
});

describe('registrations are of different clients', () => {
  test.each<[string, object]>([
    ['with another name', { client_name: 'editor' }],
    ['with another software_id', { software_id: 'editor' }],
    ['with another scope', { scope: 'mcp' }],
    ['with a software statement', { software_statement: 'a.b.c' }],
    ['with another logo', { logo_uri: 'https://editor.example/logo' }],
    ['with another redirect host', { redirect_uris: ['http://127.0.0.1:33418/', 'https://evil.example/redirect'] }],
    ['with another loopback host', { redirect_uris: ['http://localhost:33418/', METADATA.redirect_uris[1]] }],
    ['with another loopback path', { redirect_uris: ['http://127.0.0.1:33418/x', METADATA.redirect_uris[1]] }],
    ['with another port elsewhere', { redirect_uris: [METADATA.redirect_uris[0], 'https://editor.example:8443/redirect'] }],
    ['with a redirect URI more', { redirect_uris: [...METADATA.redirect_uris, 'editor://callback'] }],
    ['with a redirect URI less', { redirect_uris: [METADATA.redirect_uris[0]] }],
    ['of another type', { application_type: 'web' }],
    ['with other keys', { jwks: { keys: [{ kty: 'EC', x: '1' }] } }],
    ['bound to a key', { dpop_bound_access_tokens: true }],
  ])('%s', (_name, changes) => {
    expect(registrationIdentity({ ...METADATA, ...changes })).not.toBe(registrationIdentity(METADATA));
  });

  test('with another loopback port, in a web application', () => {
    const web = { ...METADATA, application_type: 'web', redirect_uris: ['https://localhost:1/'] };
    expect(registrationIdentity({ ...web, redirect_uris: ['https://localhost:2/'] })).not.toBe(registrationIdentity(web));
  });
});

describe('T39 nothing is shared', () => {
  test.each([
    ['of who registers with the initial access token', 'initial-access-token', 'none'],
    ['of who has a secret', 'anyone', 'client_secret_basic'],
    ['of who has keys', 'anyone', 'private_key_jwt'],
    ['of who does not say, and gets a secret', 'anyone', undefined],
    ['of who has no right to register', undefined, 'none'],
  ] as const)('%s', (_name, policy, method) => {
    expect(isShareable(policy, { token_endpoint_auth_method: method })).toBe(false);
  });

  test('but what anybody registers who has neither', () => {
    expect(isShareable('anyone', METADATA)).toBe(true);
  });
});

test.each([
  ['http://127.0.0.1:33418/', 'http://127.0.0.1/'],
  ['http://localhost:6274/oauth/callback?x=a:1', 'http://localhost/oauth/callback?x=a:1'],
  ['http://[::1]:3000/cb', 'http://[::1]/cb'],
  ['HTTP://LOCALHOST:3000', 'HTTP://LOCALHOST'],
  ['http://localhost:/cb', 'http://localhost/cb'],
  ['http://localhost/cb:1', 'http://localhost/cb:1'],
  ['https://localhost:8443/cb', 'https://localhost:8443/cb'],
  ['http://127.0.0.1.evil.example:1/', 'http://127.0.0.1.evil.example:1/'],
  ['https://example.com:8443/cb', 'https://example.com:8443/cb'],
  ['cursor://localhost:1/cb', 'cursor://localhost:1/cb'],
])('%s is compared as %s', (uri, compared) => {
  expect(withoutLoopbackPort(uri)).toBe(compared);
});

describe('what is kept of a shared client', () => {
  const kept = (...uris: string[]) => sharedMetadata({ ...METADATA, redirect_uris: uris }).redirect_uris;

  test('names no single port', () => {
    expect(kept('http://127.0.0.1:33418/')).toEqual(['http://127.0.0.1:33418/', 'http://127.0.0.1/']);
  });

  test('is what it registered where no port is in it', () => {
    expect(kept('https://editor.example/redirect')).toEqual(['https://editor.example/redirect']);
  });
});
