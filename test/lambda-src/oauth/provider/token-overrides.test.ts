import { describe, expect, test } from '@jest/globals';
import Provider, { type Adapter } from 'oidc-provider';
import { signedAccessTokens } from '../../../../lambda-src/oauth/provider/overrides/access-token';
import { consumeForTokens, findForRedemption, rememberClientAuthentication } from '../../../../lambda-src/oauth/provider/overrides/authorization-code';
import { rotatedClientSecrets } from '../../../../lambda-src/oauth/provider/overrides/client-secret';
import { successorsOfTheirPredecessors } from '../../../../lambda-src/oauth/provider/overrides/refresh-token';
import type { ModelRecords } from '../../../../lambda-src/oauth/storage/model-records';
import type { IssuedTokens } from '../../../../lambda-src/oauth/tokens/issued-tokens';
import type { RefreshTokens } from '../../../../lambda-src/oauth/tokens/refresh-tokens';
import { deriveSigningKey } from '../../../../lambda-src/platform/keys';

const STORED = { kind: 'AuthorizationCode', jti: 'code', clientId: 'c', iat: 1, exp: 9_999_999_999 };

const provider = (asked: string[] = []) => new Provider('https://mcp.example.com', {
  adapter: (model) => ({
    find: async (id: string) => {
      asked.push(`${model} ${id}`); return { ...STORED, kind: model, jti: id };
    },
  }) as unknown as Adapter,
  jwks: { keys: [deriveSigningKey('correct-horse-battery-staple-0123456789')] },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  cookies: { keys: ['k'] },
  features: { devInteractions: { enabled: false }, clientCredentials: { enabled: true } },
});

describe('RefreshToken.generateTokenId', () => {
  const newToken = (of: Provider) => new of.RefreshToken({ accountId: 'a', clientId: 'c' } as never) as unknown as { generateTokenId(): string };

  test('is where the library makes the value of a refresh token', () => {
    const library = provider();
    expect(newToken(library).generateTokenId()).toMatch(/^[\w-]{43}$/);
    expect(newToken(library).generateTokenId()).not.toBe(newToken(library).generateTokenId());
  });

  test('gives a successor the value that its predecessor has determined, and any other token a random one', () => {
    const overridden = provider();
    let successor: string | undefined = 'the-successor';
    successorsOfTheirPredecessors(overridden, { successorId: () => successor } as RefreshTokens);
    expect(newToken(overridden).generateTokenId()).toBe('the-successor');
    successor = undefined;
    expect(newToken(overridden).generateTokenId()).toMatch(/^[\w-]{43}$/);
  });
});

describe('Client.compareClientSecret', () => {
  const client = (of: Provider) => new (of.Client as unknown as new (metadata: object) => unknown)({ client_id: 'c', client_secret: 'read-before', redirect_uris: ['https://c.example/cb'] }) as {
    compareClientSecret(given: string): Promise<boolean>;
  };

  test('is where the library compares what a client sends with what it was told', async () => {
    const library = client(provider());
    expect([await library.compareClientSecret('read-before'), await library.compareClientSecret('rotated')]).toEqual([true, false]);
  });

  test('takes the secret that has replaced it, and asks for that only where the known one does not match', async () => {
    const overridden = provider();
    const asked: string[] = [];
    rotatedClientSecrets(overridden, async (clientId) => {
      asked.push(clientId); return 'rotated';
    });
    expect(await client(overridden).compareClientSecret('read-before')).toBe(true);
    expect(asked).toEqual([]);
    expect([await client(overridden).compareClientSecret('rotated'), await client(overridden).compareClientSecret('wrong')]).toEqual([true, false]);
    expect(asked).toEqual(['c', 'c']);
  });

  test('takes nothing else of a client that is not declared', async () => {
    const overridden = provider();
    rotatedClientSecrets(overridden, async () => undefined);
    expect(await client(overridden).compareClientSecret('rotated')).toBe(false);
  });
});

describe('AuthorizationCode', () => {
  test('has the methods that are overridden, and no others take their place', () => {
    const overridden = provider();
    const { find, prototype: { consume } } = overridden.AuthorizationCode as unknown as { find: unknown; prototype: { consume: unknown } };
    const codes = {} as ModelRecords;
    findForRedemption(overridden, codes);
    consumeForTokens(overridden, codes);
    const model = overridden.AuthorizationCode as unknown as { find: unknown; prototype: { consume: unknown } };
    expect([find, consume]).toEqual([expect.any(Function), expect.any(Function)]);
    expect([model.find === find, model.prototype.consume === consume]).toEqual([false, false]);
    expect(new overridden.AuthorizationCode({ client: { clientId: 'c' } } as never)).toHaveProperty('consume', model.prototype.consume);
  });

  test('keeps of what is set on it only what the library lists, to which ours is added', async () => {
    const kept = async (of: Provider) => {
      const code = new of.AuthorizationCode({ client: { clientId: 'c' } } as never) as unknown as { getValueAndPayload(): Promise<{ payload: object }> };
      Object.assign(code, { jti: 'code', clientAuthentication: 'none ', other: 'x' });
      return Object.keys((await code.getValueAndPayload()).payload);
    };
    const overridden = provider();
    rememberClientAuthentication(overridden);
    expect(await kept(provider())).not.toContain('clientAuthentication');
    expect(await kept(overridden)).toEqual([...await kept(provider()), 'clientAuthentication']);
  });
});

describe('AccessToken.find and ClientCredentials.find', () => {
  const issued = { tokenId: 'jti', subject: 'ada', clientId: 'c', scope: 'mcp', grantId: 'g', issuedAt: 1, expiresAt: 9_999_999_999 };

  test('are needed: the library looks in its storage', async () => {
    const asked: string[] = [];
    const library = provider(asked);
    await library.AccessToken.find('value');
    await library.ClientCredentials.find('value');
    expect(asked).toEqual(['AccessToken value', 'ClientCredentials value']);
  });

  test.each([['a person\'s', 'ada', 'AccessToken'], ['a machine\'s', 'c', 'ClientCredentials']] as const)('find %s token in what it says', async (_whose, subject, kind) => {
    const asked: string[] = [];
    const overridden = provider(asked);
    signedAccessTokens(overridden, { audience: 'https://mcp.example.com/mcp', read: async (token) => (token === 'a.b.c' ? { ...issued, subject } : undefined) } as IssuedTokens);
    const found = [await overridden.AccessToken.find('a~b~c'), await overridden.ClientCredentials.find('a~b~c')];
    expect(found.filter(Boolean)).toEqual([expect.objectContaining({ kind, jti: 'jti', clientId: 'c', scope: 'mcp', exp: issued.expiresAt, aud: 'https://mcp.example.com/mcp' })]);
    await expect(overridden.AccessToken.find('opaque')).resolves.toBeUndefined();
    await expect(overridden.AccessToken.find('d~e~f')).resolves.toBeUndefined();
    expect(new Set(asked)).toEqual(new Set(['Client c']));
  });
});
