import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DpopKey, dpopKey } from './support/dpop';
import { claimsOf, codeRequest, mintCode, refreshRequest } from './support/grants';
import { DOMAIN_ISSUER, registerApplication, registerMachine, STAGE_ISSUER, startWorld, tokenRequest, type World } from './support/oauth-world';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('proofs of possession at %s', (issuer) => {
  let world: World;
  let client: Record<string, any>;
  let key: DpopKey;
  const url = `${issuer}/token`;
  beforeAll(async () => {
    world = await startWorld({ issuer });
    client = await registerApplication(world);
    key = await dpopKey();
  });
  afterAll(() => world.stop());

  const redeem = async (DPoP: string, code?: string) => world.call({ ...codeRequest(client, code ?? (await mintCode(world, client)).code), headers: { DPoP } });
  const refresh = (token: string, headers: Record<string, string> = {}) => world.call({ ...refreshRequest(client, token), headers });

  test('bind the access token and, for a public client, the refresh token', async () => {
    const { status, json, headers } = await redeem(await key.proof(url));
    expect({ status, json }).toMatchObject({ status: 200, json: { token_type: 'DPoP' } });
    expect(claimsOf(json.access_token).cnf).toEqual({ jkt: key.thumbprint });
    expect(headers['dpop-nonce']).toEqual(expect.any(String));
    expect(headers['access-control-expose-headers']).toContain('DPoP-Nonce');
    const other = await dpopKey();
    for (const proof of [undefined, await other.proof(url)]) {
      expect(await refresh(json.refresh_token, proof === undefined ? {} : { DPoP: proof })).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    }
    expect(await refresh(json.refresh_token, { DPoP: await key.proof(url) })).toMatchObject({ status: 200, json: { token_type: 'DPoP' } });
  });

  test('bind a machine\'s token', async () => {
    const machine = await registerMachine(world);
    const { headers, ...request } = tokenRequest(machine);
    const { json } = await world.call({ ...request, headers: { ...headers, DPoP: await key.proof(url) } });
    expect(json.token_type).toBe('DPoP');
    expect(claimsOf(json.access_token).cnf).toEqual({ jkt: key.thumbprint });
  });

  test('may carry a nonce of any instance, and then a clock that is wrong', async () => {
    const nonce = (await redeem(await key.proof(url))).headers['dpop-nonce']!;
    const DPoP = await key.proof(url, { nonce, iat: 1 });
    expect((await world.anotherInstance().call({ ...codeRequest(client, (await mintCode(world, client)).code), headers: { DPoP } })).status).toBe(200);
    expect(await redeem(await key.proof(url, { nonce: 'x'.repeat(43) }))).toMatchObject({ status: 400, json: { error: 'use_dpop_nonce' }, headers: { 'dpop-nonce': expect.any(String) } });
  });

  test('T52 one proof is good once', async () => {
    const DPoP = await key.proof(url);
    const codes = await Promise.all(Array.from({ length: 16 }, async () => (await mintCode(world, client)).code));
    const statuses = (await Promise.all(codes.map((code) => redeem(DPoP, code)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  test.each([[290, 400], [300, 600]])('T52 one proof is good once, also if its clock is %i seconds ahead, after %i', async (ahead, later) => {
    stopClock();
    try {
      const DPoP = await key.proof(url, { iat: Math.floor(Date.now() / 1000) + ahead });
      expect((await redeem(DPoP)).status).toBe(200);
      advanceClock(later);
      expect(await redeem(DPoP)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    } finally {
      startClock();
    }
  });

  test.each([
    ['another method', { htm: 'GET' }, {}],
    ['another URL', { htu: 'https://evil.example/token' }, {}],
    ['a URL without the issuer\'s path', { htu: `${new URL(issuer).origin}/other/token` }, {}],
    ['a clock that is wrong', { iat: 1 }, {}],
    ['no id', { jti: undefined }, {}],
    ['another type', {}, { typ: 'JWT' }],
  ])('T52 are refused with %s', async (_name, changes, header) => {
    expect(await redeem(await key.proof(url, changes, header))).toMatchObject({ status: 400, json: { error: expect.stringMatching(/invalid_dpop_proof|use_dpop_nonce/) } });
  });

  test('bind a code whose request named the key', async () => {
    const { code } = await mintCode(world, client, { dpopJkt: key.thumbprint });
    expect(await redeem(await (await dpopKey()).proof(url), code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    const again = await mintCode(world, client, { dpopJkt: key.thumbprint });
    expect((await redeem(await key.proof(url), again.code)).status).toBe(200);
  });
});
