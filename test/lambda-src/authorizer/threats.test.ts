import { describe, expect, test } from '@jest/globals';
import { authorizerWorld, claims, KEY, METHOD_ARN, OTHER_KEY, sign } from './support/authorizer-world';
import { PUBLISHED_KEYS_KEY } from '../../../src/contract/registry';

const COGNITO = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI';
const UNAUTHORIZED = /^Unauthorized$/;

interface Policy {
  readonly policyDocument: { readonly Statement: readonly { readonly Effect: string; readonly Resource: string }[] };
}

describe('a token that somebody else issued is refused:', () => {
  test('T13 an access token of the user pool that people sign in with', async () => {
    const world = authorizerWorld();
    const { aud: _aud, ...cognito } = claims(world.now, { iss: COGNITO, token_use: 'access' });
    await expect(world.authorize(`Bearer ${await sign(cognito, { typ: undefined }, OTHER_KEY)}`)).rejects.toThrow(UNAUTHORIZED);
    // Even if it had the form of ours, and a signature of ours.
    await expect(world.authorize(`Bearer ${await sign(cognito)}`)).rejects.toThrow(UNAUTHORIZED);
  });

  test('T14 the token of an upstream API, in the header that is ours or in any other place', async () => {
    const world = authorizerWorld();
    await expect(world.authorize('Bearer gho_16C7e42F292c6912E7710c838347Ae178B4a')).rejects.toThrow(UNAUTHORIZED);
    const ours = await sign(claims(world.now));
    await expect(world.authorize([], { 'X-Forwarded-Access-Token': ours, 'Proxy-Authorization': `Bearer ${ours}` })).rejects.toThrow(UNAUTHORIZED);
  });
});

describe('T49 a decision holds for the request that it was made for:', () => {
  const policy = { scopes: [], tools: { delete: ['weather:write'] }, resources: {}, resourceTemplates: [], prompts: {} };
  const call = (name: string) => ({ 'Mcp-Method': 'tools/call', 'Mcp-Name': name });

  test('the same token reads, writes not, and reads again', async () => {
    const world = authorizerWorld({ policy });
    const authorization = `Bearer ${await sign(claims(world.now, { scope: 'weather:read' }))}`;
    const effects = [];
    for (const name of ['read', 'delete', 'read']) {
      const { policyDocument: { Statement: [{ Effect, Resource }] } } = await world.authorize(authorization, call(name)) as Policy;
      effects.push(Effect);
      expect(Resource).toBe(METHOD_ARN);
    }
    expect(effects).toEqual(['Allow', 'Deny', 'Allow']);
  });
});

test.each([['\ud800', undefined], ['a b', undefined], ['x'.repeat(257), undefined], ['token-1', '\udfff']])(
  'T55 ids that are none of ours (%j, %j) are not looked up before the signature is verified: that would look like an outage', async (jti, gid) => {
    const world = authorizerWorld();
    await expect(world.authorize(`Bearer ${await sign({ ...claims(world.now), jti, gid }, { kid: KEY.kid }, OTHER_KEY)}`)).rejects.toThrow(UNAUTHORIZED);
    expect(world.registry.reads).toEqual([[PUBLISHED_KEYS_KEY.pk]]);
  },
);
