import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Provider, { type Adapter } from 'oidc-provider';
import { incomingMessage, run } from '../../../../lambda-src/oauth/lambda/node-http';
import { initialAccessTokens } from '../../../../lambda-src/oauth/provider/overrides/initial-access-token';
import { uniqueByConditionalWrite } from '../../../../lambda-src/oauth/provider/overrides/replay-detection';
import { urlsOfTheIssuer } from '../../../../lambda-src/oauth/provider/overrides/url-for';
import { ModelRecords } from '../../../../lambda-src/oauth/storage/model-records';
import { RegistryTable } from '../../../../lambda-src/oauth/storage/registry-table';
import { deriveSigningKey } from '../../../../lambda-src/platform/keys';
import { type LoopbackRegistry, startRegistry, TABLE_NAME } from '../../platform/support/loopback-registry';

const ISSUER = 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod';

/** Each of these methods is no documented extension point: a new version may move it, so the version changes only with this file. */
test('the library has the version that the overrides were written for', () => {
  const require = createRequire(import.meta.url);
  expect(require('../../../../package.json').devDependencies['oidc-provider']).toBe('9.13.3');
  expect(require('../../../../node_modules/oidc-provider/package.json').version).toBe('9.13.3');
});

const provider = () => new Provider(ISSUER, {
  // Nothing here gets as far as the storage.
  adapter: () => ({}) as Adapter,
  jwks: { keys: [deriveSigningKey('correct-horse-battery-staple-0123456789')] },
  clientDefaults: { id_token_signed_response_alg: 'ES256' },
  cookies: { keys: ['k'] },
  features: {
    devInteractions: { enabled: false },
    registration: {
      enabled: true,
      initialAccessToken: true,
      policies: {
        limited: (_ctx, properties) => {
          properties.client_name = 'limited';
        },
      },
    },
  },
});

describe('urlFor', () => {
  const discover = async (of: Provider) => {
    const request = incomingMessage({ method: 'GET', path: '/.well-known/openid-configuration', query: '', headers: {}, body: Buffer.alloc(0) }, new URL('https://evil.example'));
    return JSON.parse((await run(of.callback(), request)).body);
  };

  test('is needed: the library makes URLs of the Host header', async () => {
    expect((await discover(provider())).token_endpoint).toBe('https://evil.example/token');
  });

  test('makes URLs of the issuer', async () => {
    const overridden = provider();
    urlsOfTheIssuer(overridden);
    expect((await discover(overridden)).token_endpoint).toBe(`${ISSUER}/token`);
  });
});

describe('InitialAccessToken.find', () => {
  test('gives each bearer value its policy', async () => {
    const overridden = provider();
    initialAccessTokens(overridden, async (bearer) => (bearer === 'nobody' ? 'anyone' : undefined));
    await expect(overridden.InitialAccessToken.find('nobody')).resolves.toMatchObject({ policies: ['anyone'], kind: 'InitialAccessToken' });
    await expect(overridden.InitialAccessToken.find('somebody')).resolves.toBeUndefined();
  });

  test('is what the library asks on registration', async () => {
    const overridden = provider();
    const asked: string[] = [];
    initialAccessTokens(overridden, async (bearer) => {
      asked.push(bearer); return undefined;
    });
    const request = incomingMessage(
      { method: 'POST', path: '/reg', query: '', headers: { 'authorization': ['Bearer value'], 'content-type': ['application/json'] }, body: Buffer.from('{}') }, new URL(ISSUER),
    );
    expect((await run(overridden.callback(), request)).statusCode).toBe(401);
    expect(asked).toEqual(['value']);
  });
});

describe('ReplayDetection.unique', () => {
  let registry: LoopbackRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.stop());
  const clock = () => Math.floor(Date.now() / 1000);
  const records = () => new ModelRecords('ReplayDetection', new RegistryTable(registry.client, TABLE_NAME, clock), 60, clock);

  test('T41 is true once, whoever asks at once', async () => {
    const overridden = provider();
    uniqueByConditionalWrite(overridden, records(), clock);
    const answers = await Promise.all(Array.from({ length: 32 }, () => overridden.ReplayDetection.unique('issuer', 'id', clock() + 60)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  test('tells apart issuers and ids whose texts run together', async () => {
    const overridden = provider();
    uniqueByConditionalWrite(overridden, records(), clock);
    await expect(overridden.ReplayDetection.unique('ab', 'c', clock() + 60)).resolves.toBe(true);
    await expect(overridden.ReplayDetection.unique('a', 'bc', clock() + 60)).resolves.toBe(true);
  });
});
