import { createHmac, createPrivateKey, createPublicKey, sign as signBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { exportSPKI, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import { type AuthorizerWorld, authorizerWorld, claims, CLIENT_ID, forge, KEY, METHOD_ARN, OTHER_KEY, published, RESOURCE, sign } from './support/authorizer-world';
import { sha256 } from '../../../lambda-src/platform/sha256';
import { clientKey, PUBLISHED_KEYS_KEY, revokedGrantKey, revokedTokenKey } from '../../../src/contract/registry';

let world: AuthorizerWorld;
beforeEach(() => {
  world = authorizerWorld();
});

const bearer = async (payload = claims(world.now), ...rest: [object?, typeof KEY?]) => `Bearer ${await sign(payload, ...rest)}`;
const reason = () => world.logs.at(-1)?.outcome;

describe('a good token', () => {
  test('allows this method, and names the caller to it', async () => {
    await expect(world.authorize(await bearer(claims(world.now, { scope: 'mcp mcp:admin' })))).resolves.toEqual({
      principalId: 'user-1',
      policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: METHOD_ARN }] },
      context: { sub: 'user-1', client_id: CLIENT_ID, scope: 'mcp mcp:admin' },
    });
  });

  test('is read from the registry once, with all that is asked about it, then remembered', async () => {
    const authorization = await bearer();
    for (let request = 0; request < 5; request++) {
      await world.authorize(authorization);
    }
    expect(world.registry.reads).toHaveLength(1);
  });

  test.each([-29, 0, 29])('tolerates a clock that is %d seconds off', async (seconds) => {
    await expect(world.authorize(await bearer(claims(world.now, { iat: world.now + seconds, exp: world.now + seconds + 1 })))).resolves.toBeDefined();
  });
});

describe('a token is refused', () => {
  test.each([
    ['another issuer', { iss: 'https://evil.example' }, 'issuer_mismatch'],
    ['no issuer', { iss: undefined }, 'issuer_mismatch'],
    ['T13 the audience of a sibling', { aud: `${RESOURCE}2` }, 'audience_mismatch'],
    ['a trailing slash in its audience', { aud: `${RESOURCE}/` }, 'audience_mismatch'],
    ['two audiences, one of them ours', { aud: [RESOURCE, 'https://other.example'] }, 'audience_mismatch'],
    ['no subject', { sub: undefined }, 'claim_missing'],
    ['no client', { client_id: undefined }, 'claim_missing'],
    ['no scope', { scope: undefined }, 'claim_missing'],
    ['no time of issue', { iat: undefined }, 'claim_missing'],
    ['no expiry', { exp: undefined }, 'claim_missing'],
    ['no id', { jti: undefined }, 'claim_missing'],
    ['a grant id that is none', { gid: 7 as unknown as string }, 'claim_missing'],
    ['an expiry in the past', { iat: 1_799_990_000, exp: 1_800_000_000 - 30 }, 'token_expired'],
    ['a time of issue in the future', { iat: 1_800_000_000 + 31 }, 'token_not_yet_valid'],
    ['a start in the future', { nbf: 1_800_000_000 + 31 }, 'token_not_yet_valid'],
  ])('with %s', async (_name, changes, expected) => {
    await expect(world.authorize(await bearer(claims(world.now, changes)))).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe(expected);
  });

  test('T15 with alg none', async () => {
    await expect(world.authorize(`Bearer ${forge({ alg: 'none', typ: 'at+jwt', kid: KEY.kid }, claims(world.now), () => '')}`)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('algorithm_refused');
  });

  test('T15 with HS256 under the public key as its secret', async () => {
    const pem = await exportSPKI(await importJWK({ kty: KEY.kty, crv: KEY.crv, x: KEY.x, y: KEY.y }, 'ES256', { extractable: true }) as Parameters<typeof exportSPKI>[0]);
    const token = forge({ alg: 'HS256', typ: 'at+jwt', kid: KEY.kid }, claims(world.now), (input) => createHmac('sha256', pem).update(input).digest('base64url'));
    await expect(world.authorize(`Bearer ${token}`)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('algorithm_refused');
  });

  test.each(['jwk', 'jku', 'x5u'])('T15 with a key of its own in %s', async (name) => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const own = { jwk: createPublicKey(await exportSPKI(publicKey)).export({ format: 'jwk' }), jku: 'https://evil.example/jwks', x5u: 'https://evil.example/cert' }[name];
    const token = await new SignJWT(claims(world.now)).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: KEY.kid, [name]: own }).sign(privateKey);
    await expect(world.authorize(`Bearer ${token}`)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('signature_invalid');
  });

  test.each(['JWT', 'oauth-id-jag+jwt', 'dpop+jwt', undefined])('T16 of the type %s', async (typ) => {
    await expect(world.authorize(await bearer(claims(world.now), { typ }))).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('type_refused');
  });

  test('signed with a key that is not published, under the name of one that is', async () => {
    await expect(world.authorize(`Bearer ${await sign(claims(world.now), { kid: KEY.kid }, OTHER_KEY)}`)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('signature_invalid');
  });

  test.each(['Bearer a.b.c', 'Bearer abc', 'Bearer a.b.c.d.e', 'Bearer e30.e30.'])('that is none: %s', async (authorization) => {
    await expect(world.authorize(authorization)).rejects.toThrow(/^Unauthorized$/);
  });

  test.each([
    ['bytes that are no base64url around them', (parts: string[]) => parts.map((part) => `${part}~`)],
    ['base64 instead of base64url', ([header, payload, signature]: string[]) => [header, payload, `${signature.slice(0, -1)}+`]],
    ['a padded signature', ([header, payload, signature]: string[]) => [header, payload, `${signature}=`]],
    ['a signature that is cut short', ([header, payload, signature]: string[]) => [header, payload, signature.slice(0, -4)]],
    ['no signature', ([header, payload]: string[]) => [header, payload, '']],
    ['a part too many', (parts: string[]) => [...parts, 'e30']],
    ['another payload', ([header, , signature]: string[]) => [header, Buffer.from(JSON.stringify(claims(1_800_000_000, { sub: 'admin' }))).toString('base64url'), signature]],
  ])('T15 with %s', async (_name, change) => {
    const token = await sign(claims(world.now));
    await expect(world.authorize(`Bearer ${change(token.split('.')).join('.')}`)).rejects.toThrow(/^Unauthorized$/);
    expect(['token_malformed', 'signature_invalid', 'not_a_bearer_token']).toContain(reason());
  });

  test('T15 with the signature in DER, which is not that of a JWS', async () => {
    const key = createPrivateKey({ key: { ...KEY }, format: 'jwk' });
    const token = forge({ alg: 'ES256', typ: 'at+jwt', kid: KEY.kid }, claims(world.now), (input) => signBytes('sha256', Buffer.from(input), key).toString('base64url'));
    await expect(world.authorize(`Bearer ${token}`)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('signature_invalid');
  });

  test.each([
    ['an extension that must be understood', { crit: ['b64'], b64: false }, 'token_malformed'],
    ['no key id', { kid: undefined }, 'key_unknown'],
    ['a key id that is none', { kid: ['a'] }, 'key_unknown'],
    ['another algorithm of the same family', { alg: 'ES384' }, 'algorithm_refused'],
  ])('T15 with %s', async (_name, header, expected) => {
    const key = createPrivateKey({ key: { ...KEY }, format: 'jwk' });
    const token = forge({ alg: 'ES256', typ: 'at+jwt', kid: KEY.kid, ...header }, claims(world.now), (input) => (
      signBytes('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')
    ));
    await expect(world.authorize(`Bearer ${token}`)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe(expected);
  });

  test('T51 a second after it has expired, though it was good and is remembered', async () => {
    const authorization = await bearer();
    await world.authorize(authorization);
    world.now += 3600 + 30;
    await expect(world.authorize(authorization)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('token_expired');
  });
});

describe('what is read ahead for a token that nobody has verified yet', () => {
  const forged = (changes: JWTPayload) => `Bearer ${forge({ alg: 'ES256', typ: 'at+jwt', kid: KEY.kid }, claims(world.now, changes), () => 'A'.repeat(86))}`;

  test('is nothing where the token would be refused anyway', async () => {
    await expect(world.authorize(forged({ aud: 'https://other.example' }))).rejects.toThrow(/^Unauthorized$/);
    expect(world.registry.reads).toEqual([[PUBLISHED_KEYS_KEY.pk]]);
  });

  test('is nothing where its ids would not fit the registry: the keys must be read all the same', async () => {
    await expect(world.authorize(forged({ jti: 'a'.repeat(2100) }))).rejects.toThrow(/^Unauthorized$/);
    await expect(world.authorize(await bearer())).resolves.toBeDefined();
    expect(world.registry.reads[0]).toEqual([PUBLISHED_KEYS_KEY.pk]);
  });

  test('is not trusted: the signature is checked, and the next token has its own revocation checked', async () => {
    world.registry.put(revokedTokenKey('token-2'));
    await expect(world.authorize(forged({}))).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('signature_invalid');
    await expect(world.authorize(await bearer(claims(world.now, { jti: 'token-2' })))).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('token_revoked');
  });
});

describe('the log', () => {
  test('T53 tells the reason and the request, never the token', async () => {
    const authorization = await bearer(claims(world.now, { aud: 'https://other.example' }));
    await expect(world.authorize(authorization)).rejects.toThrow('Unauthorized');
    expect(world.logs).toEqual([expect.objectContaining({ level: 'info', event: 'access/refused', outcome: 'audience_mismatch', requestId: 'request-1', ip: '192.0.2.1' })]);
    expect(JSON.stringify(world.logs)).not.toContain(authorization.slice(-40));
  });
});

describe('published keys', () => {
  test('T17 a thousand unknown key ids at once cost no reading of their own', async () => {
    await world.authorize(await bearer());
    world.now += 31;
    for (let index = 0; index < 1000; index++) {
      await expect(world.authorize(`Bearer ${forge({ alg: 'ES256', typ: 'at+jwt', kid: `../../${index}` }, claims(world.now), () => 'c2ln')}`)).rejects.toThrow('Unauthorized');
    }
    expect(world.registry.keyReads).toBe(2);
  });

  test('T17 nor more than one in five seconds', async () => {
    await world.authorize(await bearer());
    for (let index = 0; index < 1000; index++) {
      world.now += index % 100 === 0 ? 1 : 0;
      await expect(world.authorize(`Bearer ${forge({ alg: 'ES256', typ: 'at+jwt', kid: `../../${index}` }, claims(world.now), () => 'c2ln')}`)).rejects.toThrow('Unauthorized');
    }
    expect(world.registry.keyReads).toBe(3);
  });

  test('a key that appears after a rotation is found by the first token of it, five seconds after the last reading', async () => {
    await world.authorize(await bearer());
    world.publish(published(KEY, world.now + 86400), published(OTHER_KEY, world.now + 86400));
    world.now += 5;
    await expect(world.authorize(await bearer(claims(world.now), {}, OTHER_KEY))).resolves.toBeDefined();
  });

  test('a key is refused when its time is over, though the token would live on', async () => {
    const authorization = await bearer();
    world.publish(published(KEY, world.now + 10));
    await world.authorize(authorization);
    world.now += 10;
    await expect(world.authorize(authorization)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('key_retired');
  });

  test('a key that is withdrawn takes its remembered tokens with it within half a minute', async () => {
    const authorization = await bearer();
    await world.authorize(authorization);
    world.publish(published(OTHER_KEY, world.now + 86400));
    world.now += 30;
    await expect(world.authorize(authorization)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('key_unknown');
  });

  test('T55 an outage is an error of the server: a 401 would make clients throw good tokens away', async () => {
    world.registry.down = true;
    await expect(world.authorize(await bearer())).rejects.toThrow(/could not be judged/);
    await expect(world.authorize(await bearer())).rejects.not.toThrow(/^Unauthorized$/);
    expect(world.logs.at(-1)).toMatchObject({ level: 'error', error: 'Error: DynamoDB is away' });
    expect(world.metrics).toHaveLength(2);
    expect(world.metrics[0]).toMatchObject({ AuthorizationUndecided: 1, Resource: RESOURCE });
  });
});

describe('revocation', () => {
  test('T50 a deleted client is refused half a minute later at most', async () => {
    const authorization = await bearer();
    await world.authorize(authorization);
    world.registry.delete(clientKey(sha256(CLIENT_ID)));
    world.now += 29;
    await expect(world.authorize(authorization)).resolves.toBeDefined();
    world.now += 1;
    await expect(world.authorize(authorization)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('client_gone');
  });

  test.each([
    ['that publishes a metadata document', 'https://app.example.com/client.json'],
    ['that the server is declared with', 'ci'],
  ])('a client %s needs no record', async (_name, clientId) => {
    world = authorizerWorld({ declaredClients: ['ci'] });
    await expect(world.authorize(await bearer(claims(world.now, { client_id: clientId })))).resolves.toMatchObject({ context: { client_id: clientId } });
    await expect(world.authorize(await bearer(claims(world.now, { client_id: 'neither', jti: 'token-2' })))).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('client_gone');
  });

  test('an expired client is gone, though its item is still there', async () => {
    world.registry.put(clientKey(sha256(CLIENT_ID)), { expiresAt: world.now + 5 });
    const authorization = await bearer();
    await world.authorize(authorization);
    world.now += 5;
    await expect(world.authorize(authorization)).rejects.toThrow(/^Unauthorized$/);
  });

  test('a revoked grant refuses its tokens, until the record of it has expired', async () => {
    world.registry.put(revokedGrantKey('grant-1'), { expiresAt: world.now + 10 });
    const authorization = await bearer(claims(world.now, { gid: 'grant-1' }));
    await expect(world.authorize(authorization)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('grant_revoked');
    world.now += 10;
    await expect(world.authorize(authorization)).resolves.toBeDefined();
  });

  test('a revoked token is refused, and its siblings are not', async () => {
    world.registry.put(revokedTokenKey('token-1'));
    await expect(world.authorize(await bearer())).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('token_revoked');
    await expect(world.authorize(await bearer(claims(world.now, { jti: 'token-2' })))).resolves.toBeDefined();
  });

  test('T55 an outage is an error of the server, once what is known is too old', async () => {
    const authorization = await bearer();
    await world.authorize(authorization);
    world.registry.down = true;
    await expect(world.authorize(authorization)).resolves.toBeDefined();
    world.now += 30;
    await expect(world.authorize(authorization)).rejects.toThrow(/could not be judged/);
  });
});
