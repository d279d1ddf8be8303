import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DOMAIN_ISSUER, STAGE_ISSUER, startWorld, type World } from './support/oauth-world';
import { authorizationServerMetadata } from '../../../src/contract/gateway/metadata';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';

/** Why the document that the gateway serves differs from the library's own. */
const DELIBERATE = {
  claim_types_supported: 'OpenID Connect only',
  claims_parameter_supported: 'OpenID Connect only',
  claims_supported: 'OpenID Connect only',
  grant_types_supported: 'refresh_token and authorization_code are of no use where nobody signs in',
  introspection_endpoint_auth_methods_supported: 'the library says nothing of who may ask',
  introspection_endpoint_auth_signing_alg_values_supported: 'comes with the methods',
  response_modes_supported: 'form_post and fragment work, but no client of this server needs them',
  revocation_endpoint_auth_methods_supported: 'the library leaves it out, which means client_secret_basic alone (RFC 8414)',
  revocation_endpoint_auth_signing_alg_values_supported: 'comes with the methods',
  scopes_supported: 'the library always knows openid, which is not offered, and offline_access, which is of no use where nobody signs in',
};

const CONFIGURATION: OAuthConfiguration = {
  server: { name: 'test' },
  scopes: [{ name: 'mcp' }, { name: 'mcp:admin' }],
  grantAllUpfront: false,
  signIn: [],
  registration: { mode: 'open' },
  clientIdMetadataDocuments: { mode: 'off' },
  clients: [],
};

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('the metadata document of %s', (issuer) => {
  let world: World;
  let library: Record<string, unknown>;
  let served: Record<string, unknown>;

  beforeAll(async () => {
    world = await startWorld({ issuer, scopes: ['mcp', 'mcp:admin'] });
    library = (await world.call({ method: 'GET', path: '/.well-known/oauth-authorization-server' })).json;
    served = authorizationServerMetadata(issuer, CONFIGURATION);
  });
  afterAll(() => world.stop());

  test('says what the library says, but for the differences that are meant', () => {
    const differing = [...new Set([...Object.keys(library), ...Object.keys(served)])].filter((field) => !sameValue(library[field], served[field]));
    expect(differing.sort()).toEqual(Object.keys(DELIBERATE).sort());
  });

  test.each(['grant_types_supported', 'response_modes_supported', 'scopes_supported'])('offers nothing in %s that the library does not know', (field) => {
    expect(library[field]).toEqual(expect.arrayContaining(served[field] as string[]));
  });
});

function sameValue(left: unknown, right: unknown): boolean {
  const sorted = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
  return sorted(left) === sorted(right);
}
