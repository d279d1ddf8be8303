import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type DpopKey, dpopKey } from './support/dpop';
import { codeRequest, mintCode, refreshed, refreshRequest, signedIn } from './support/grants';
import { DOMAIN_ISSUER, registerApplication, registerOwnApplication, STAGE_ISSUER, startWorld, type World } from './support/oauth-world';
import { authorizer } from '../../../lambda-src/authorizer/authorizer';
import { ownTokens } from '../../../lambda-src/authorizer/own-tokens';
import { dynamoDbRegistry } from '../../../lambda-src/authorizer/registry';
import { awsEnvironment } from '../../../lambda-src/platform/aws/aws-request';
import { sha256 } from '../../../lambda-src/platform/sha256';
import { OPEN_ACCESS_POLICY } from '../../../src/contract/authorizer/access-policy';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';
import { AWS_VARIABLES, TABLE_NAME } from '../platform/support/loopback-registry';

/** How long the authorizer may take to hear of a revocation. */
const LATENCY = 30;

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('an access token of %s that a person\'s client has', (issuer) => {
  let world: World;
  let client: Record<string, any>;
  let authorize: (token: string, headers?: Record<string, string>) => Promise<unknown>;
  beforeAll(async () => {
    world = await startWorld({ issuer });
  });
  beforeEach(async () => {
    stopClock();
    client = await registerApplication(world);
    const registry = dynamoDbRegistry(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: world.registry.endpoint }), TABLE_NAME);
    const handler = authorizer({
      resource: world.resource,
      ...ownTokens({ issuer, resource: world.resource, registry, declaredClients: [] }),
      policy: OPEN_ACCESS_POLICY,
      requiredScopes: [],
      clock: Date.now,
      log: () => undefined,
      writeLine: () => undefined,
    });
    authorize = (token, headers = {}) => handler({ methodArn: 'arn', httpMethod: 'POST', headers: { authorization: `Bearer ${token}`, ...headers } });
  });
  afterEach(() => startClock());
  afterAll(() => world.stop());

  const revoke = (token: string) => world.call({ method: 'POST', path: '/revoke', form: { token, client_id: client.client_id } });
  const isAccepted = async (token: string) => authorize(token).then(() => true, (error: Error) => {
    expect(error.message).toBe('Unauthorized');
    return false;
  });

  test('is accepted, also after the refresh token was used', async () => {
    const tokens = await signedIn(world, client);
    await refreshed(world, client, tokens.refresh_token);
    await expect(authorize(tokens.access_token)).resolves.toMatchObject({ context: { sub: 'https://idp.example|ada', client_id: client.client_id, scope: 'mcp' } });
  });

  test('is refused soon after its grant was revoked, with all others of the grant', async () => {
    const tokens = await signedIn(world, client);
    const second = (await world.call(refreshRequest(client, tokens.refresh_token))).json;
    const bystander = await signedIn(world, client);
    for (const token of [tokens.access_token, second.access_token]) {
      expect(await isAccepted(token)).toBe(true);
    }
    await revoke(second.refresh_token);
    advanceClock(LATENCY);
    for (const token of [tokens.access_token, second.access_token]) {
      expect(await isAccepted(token)).toBe(false);
    }
    expect(await isAccepted(bystander.access_token)).toBe(true);
  });

  test('is refused soon after it was revoked, alone', async () => {
    const tokens = await signedIn(world, client);
    const second = (await world.call(refreshRequest(client, tokens.refresh_token))).json;
    await revoke(tokens.access_token);
    advanceClock(LATENCY);
    expect([await isAccepted(tokens.access_token), await isAccepted(second.access_token)]).toEqual([false, true]);
  });

  test('T8 T43 is refused soon after its code or an old refresh token came back', async () => {
    const { code } = await mintCode(world, client);
    const stolen = (await world.call(codeRequest(client, code))).json;
    advanceClock(11);
    await world.call(codeRequest(client, code));
    const family = await signedIn(world, client);
    await refreshed(world, client, await refreshed(world, client, family.refresh_token));
    advanceClock(121);
    await world.call(refreshRequest(client, family.refresh_token));
    for (const token of [stolen.access_token, family.access_token]) {
      expect(await isAccepted(token)).toBe(false);
    }
  });

  test('T50 is refused soon after its client was deleted', async () => {
    const own = await registerOwnApplication(world);
    const { access_token: token } = await signedIn(world, own);
    expect(await isAccepted(token)).toBe(true);
    await world.call({ method: 'DELETE', path: `/register/${own.client_id}`, headers: { authorization: `Bearer ${own.registration_access_token}` } });
    advanceClock(LATENCY);
    expect(await isAccepted(token)).toBe(false);
  });

  test('T52 needs a proof where it is bound to a key', async () => {
    const key: DpopKey = await dpopKey();
    const { code } = await mintCode(world, client);
    const { access_token: token } = (await world.call({ ...codeRequest(client, code), headers: { DPoP: await key.proof(`${issuer}/token`) } })).json;
    expect(await isAccepted(token)).toBe(false);
    const proof = await key.proof(world.resource, { ath: sha256(token) });
    await expect(authorize(token, { authorization: `DPoP ${token}`, DPoP: proof })).resolves.toBeDefined();
    await expect(authorize(token, { authorization: `DPoP ${token}`, DPoP: proof })).rejects.toThrow(/^Unauthorized$/);
    const other = await dpopKey();
    await expect(authorize(token, { authorization: `DPoP ${token}`, DPoP: await other.proof(world.resource, { ath: sha256(token) }) })).rejects.toThrow(/^Unauthorized$/);
  });
});
