import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from './support/browser';
import { type DpopKey, dpopKey } from './support/dpop';
import { claimsOf } from './support/grants';
import { registerOwnApplication } from './support/oauth-world';
import {
  answered, approve, authorizationRequest, LOOPBACK_DOMAIN_ISSUER, LOOPBACK_STAGE_ISSUER, type PendingAuthorization, type SignInWorld, startSignInWorld,
} from './support/sign-in-world';

type Client = { client_id: string; redirect_uris: string[] };

describe.each([LOOPBACK_STAGE_ISSUER, LOOPBACK_DOMAIN_ISSUER])('a pushed authorization request at %s', (issuer) => {
  let world: SignInWorld;
  let client: Client;
  let key: DpopKey;
  beforeAll(async () => {
    world = await startSignInWorld({ issuer, scopes: ['mcp', 'mcp:admin'] });
    client = await registerOwnApplication(world) as Client;
    key = await dpopKey();
  });
  afterAll(() => world.stop());

  /** The same request, but that the browser carries only its name. */
  async function pushed(changes: Record<string, string> = {}): Promise<PendingAuthorization> {
    const request = authorizationRequest(world, client, changes);
    const { json } = await world.call({ method: 'POST', path: '/par', form: Object.fromEntries(new URL(request.url).searchParams) });
    return { ...request, url: `${issuer}/authorize?${new URLSearchParams({ client_id: client.client_id, request_uri: json.request_uri })}` };
  }

  const redeem = (request: PendingAuthorization, code: string, headers: Record<string, string> = {}) => world.call({
    method: 'POST', path: '/token', headers, form: { grant_type: 'authorization_code', code, code_verifier: request.verifier, redirect_uri: request.redirectUri, client_id: client.client_id },
  });

  test('leads a person to a code', async () => {
    const request = await pushed();
    const end = answered(await approve(new Browser(world), request));
    expect(end).toEqual({ code: expect.any(String), state: 'st=at&e ü', iss: issuer });
    expect(await redeem(request, end.code)).toMatchObject({ status: 200, json: { scope: 'mcp', refresh_token: expect.any(String) } });
  });

  test('gives one code, even to two browsers that begin at once', async () => {
    const request = await pushed();
    const [one, two] = [new Browser(world), new Browser(world)];
    const pages = await Promise.all([one.open(request.url), two.open(request.url)]);
    const ends = [await one.submit(pages[0], 'approve'), await two.submit(pages[1], 'approve')].map(answered);
    expect(ends.filter(({ code }) => code !== undefined)).toHaveLength(1);
    expect(ends.filter(({ error }) => error === 'invalid_request_uri')).toHaveLength(1);
    expect(answered(await new Browser(world).open(request.url))).toMatchObject({ error: 'invalid_request_uri' });
  });

  test('binds its code to the key that it names', async () => {
    const request = await pushed({ dpop_jkt: key.thumbprint });
    const { code } = answered(await approve(new Browser(world), request));
    const { status, json } = await redeem(request, code, { DPoP: await key.proof(`${issuer}/token`) });
    expect({ status, json }).toMatchObject({ status: 200, json: { token_type: 'DPoP' } });
    expect(claimsOf(json.access_token).cnf).toEqual({ jkt: key.thumbprint });
    const stolen = await pushed({ dpop_jkt: key.thumbprint });
    expect(await redeem(stolen, answered(await approve(new Browser(world), stolen)).code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });
});
