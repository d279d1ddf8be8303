import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bundle, environmentOf, invoke } from './support/bundles';
import { signedIn } from './support/grants';
import { DOMAIN_ISSUER, event, INITIAL_ACCESS_TOKEN, registerApplication, startWorld, tokenRequest, type World } from './support/oauth-world';

describe('the bundles', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ issuer: DOMAIN_ISSUER });
  });
  afterAll(() => world.stop());

  test('the authorizer\'s is not larger than 80 KB', () => {
    const files = ['index.js', 'jose.js'].map((file) => readFileSync(join(dirname(bundle('authorizer')), file)));
    expect(Buffer.concat(files).length).toBeLessThanOrEqual(80 * 1024);
  });

  test('register a machine, give it a token and accept that, as AWS runs them', async () => {
    const env = environmentOf(world);
    const { answers: [registered] } = await invoke('oauth', env, [event({ method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json: {} })]);
    expect(registered.statusCode).toBe(201);
    const { answers: [issued] } = await invoke('oauth', env, [event(tokenRequest(JSON.parse(registered.body)))]);
    expect(issued.statusCode).toBe(200);
    const { access_token: token } = JSON.parse(issued.body);
    const events = [token, `${token}x`].map((each) => ({ methodArn: 'arn', multiValueHeaders: { Authorization: [`Bearer ${each}`] } }));
    const { answers: [allowed, refused] } = await invoke('authorizer', env, events);
    expect(allowed).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Allow', Resource: 'arn' }] }, context: { scope: 'mcp' } });
    expect(refused).toEqual({ message: 'Unauthorized' });
  });

  test('the authorization server ends what a person has allowed, for whom IAM lets invoke it', async () => {
    const client = await registerApplication(world);
    const { grantId } = await signedIn(world, client, { accountId: 'ada' });
    const { answers } = await invoke('oauth', environmentOf(world), [
      { administration: 'listGrants', person: 'ada' }, { administration: 'revokeGrants', person: 'ada' }, { administration: 'listGrants', person: 'ada' },
      { administration: 'listGrants' },
    ]);
    const grant = { grant: grantId, client: client.client_id, clientName: client.client_name, signedInAt: expect.any(Number), expiresAt: expect.any(Number) };
    expect(answers).toEqual([{ grants: [grant] }, { revokedGrants: [grantId] }, { grants: [] }, { error: expect.stringMatching(/^person is the subject of the log/) }]);
  });

  test.each([['oauth'], ['authorizer']])('%s names every variable that it misses', async (name) => {
    await expect(invoke(name, {}, [])).rejects.toThrow(/missing environment variables: MCP_RESOURCE, OAUTH_ISSUER/);
  });
});
