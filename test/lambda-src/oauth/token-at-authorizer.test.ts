import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DOMAIN_ISSUER, LIFETIME, registerMachine, SIGNING_SECRET_ARN, STAGE_ISSUER, startWorld, tokenRequest, type World } from './support/oauth-world';
import { authorizer } from '../../../lambda-src/authorizer/authorizer';
import { ownTokens } from '../../../lambda-src/authorizer/own-tokens';
import { dynamoDbRegistry } from '../../../lambda-src/authorizer/registry';
import { awsEnvironment } from '../../../lambda-src/platform/aws/aws-request';
import { OPEN_ACCESS_POLICY } from '../../../src/contract/authorizer/access-policy';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';
import { AWS_VARIABLES, TABLE_NAME } from '../platform/support/loopback-registry';

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('a token of %s at the authorizer', (issuer) => {
  let world: World;
  let authorize: (token: string) => Promise<unknown>;
  beforeAll(async () => {
    world = await startWorld({ issuer });
  });
  beforeEach(() => {
    stopClock();
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
    authorize = (token) => handler({ methodArn: 'arn', multiValueHeaders: { authorization: [`Bearer ${token}`] } });
  });
  afterEach(() => startClock());
  afterAll(() => world.stop());

  const token = async (client: Record<string, any>) => (await world.call(tokenRequest(client))).json.access_token as string;

  test('is accepted until it expires', async () => {
    const client = await registerMachine(world);
    const accessToken = await token(client);
    await expect(authorize(accessToken)).resolves.toMatchObject({ context: { sub: client.client_id, client_id: client.client_id, scope: 'mcp' } });
    advanceClock(LIFETIME + 29);
    await expect(authorize(accessToken)).resolves.toBeDefined();
    advanceClock(1);
    await expect(authorize(accessToken)).rejects.toThrow(/^Unauthorized$/);
  });

  test('T50 is refused half a minute after its client was deleted', async () => {
    const client = await registerMachine(world);
    const accessToken = await token(client);
    await authorize(accessToken);
    await world.call({ method: 'DELETE', path: `/register/${client.client_id}`, headers: { authorization: `Bearer ${client.registration_access_token}` } });
    advanceClock(30);
    await expect(authorize(accessToken)).rejects.toThrow(/^Unauthorized$/);
  });

  test('is accepted through a rotation of the signing secret: signed before it, between its steps and after it', async () => {
    const client = await registerMachine(world);
    const stages = world.secrets.values[SIGNING_SECRET_ARN];
    const next = `${stages.AWSCURRENT}-next`;
    const before = await token(client);
    await authorize(before);
    world.secrets.values[SIGNING_SECRET_ARN] = { ...stages, AWSPENDING: next };
    advanceClock(300);
    const pending = await token(client);
    world.secrets.values[SIGNING_SECRET_ARN] = { AWSPREVIOUS: stages.AWSCURRENT, AWSCURRENT: next };
    advanceClock(300);
    const after = await token(client);
    for (const accessToken of [before, pending, after]) {
      await expect(authorize(accessToken)).resolves.toBeDefined();
    }
    advanceClock(LIFETIME - 600 - 1);
    for (const accessToken of [before, pending, after]) {
      await expect(authorize(accessToken)).resolves.toBeDefined();
    }
  });
});
