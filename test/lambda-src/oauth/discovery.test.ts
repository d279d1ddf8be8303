import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { authorizationServerMetadata } from '../../../src/contract/metadata';
import { DOMAIN_ISSUER, STAGE_ISSUER, startWorld, type World } from './support/oauth-world';

/** Why the document that the gateway serves differs from the library's own. */
const DELIBERATE = {
  acr_values_supported: 'OpenID Connect only',
  claim_types_supported: 'OpenID Connect only',
  claims_parameter_supported: 'OpenID Connect only',
  claims_supported: 'OpenID Connect only',
  response_modes_supported: 'form_post and fragment work, but no client of this server needs them',
  scopes_supported: 'the library always knows openid, which is not offered',
} as const;

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('the metadata document of %s', (issuer) => {
  let world: World;
  let library: Record<string, unknown>;
  let served: Record<string, unknown>;

  beforeAll(async () => {
    world = await startWorld({ issuer, scopes: ['mcp', 'mcp:admin'] });
    library = (await world.call({ method: 'GET', path: '/.well-known/oauth-authorization-server' })).json;
    served = authorizationServerMetadata({ issuer, resource: `${issuer}/mcp`, scopes: ['mcp', 'mcp:admin'], resourceName: 'Test' });
  });
  afterAll(() => world.stop());

  test('says what the library says, but for the differences that are meant', () => {
    const differing = [...new Set([...Object.keys(library), ...Object.keys(served)])].filter((field) => !sameValue(library[field], served[field]));
    expect(differing.sort()).toEqual(Object.keys(DELIBERATE).filter((field) => library[field] !== undefined).sort());
  });

  test('offers no scope that the library does not know', () => {
    expect(library.scopes_supported).toEqual(expect.arrayContaining(served.scopes_supported as string[]));
    expect([...served.scopes_supported as string[], 'openid'].sort()).toEqual([...library.scopes_supported as string[]].sort());
  });

  test('offers no response mode that the library does not know', () => {
    expect(library.response_modes_supported).toEqual(expect.arrayContaining(served.response_modes_supported as string[]));
  });
});

function sameValue(left: unknown, right: unknown): boolean {
  const sorted = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);
  return sorted(left) === sorted(right);
}
