import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Browser } from './support/browser';
import { dpopKey } from './support/dpop';
import { claimsOf, refreshRequest } from './support/grants';
import { basic, registerMachine, startWorld, tokenRequest, type World } from './support/oauth-world';
import { ADMIN, MINUTES_5, type OfflineWorld, startOfflineWorld, UPSTREAM_TOKEN, USER } from './support/offline-world';
import { answered, approve, authorizationRequest, redeem } from './support/sign-in-world';
import { authorizer } from '../../../lambda-src/authorizer/authorizer';
import { ownTokens } from '../../../lambda-src/authorizer/own-tokens';
import { dynamoDbRegistry } from '../../../lambda-src/authorizer/registry';
import { awsEnvironment } from '../../../lambda-src/platform/aws/aws-request';
import { decodeCaller } from '../../../src/contract/authorizer/caller';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';
import { AWS_VARIABLES, TABLE_NAME } from '../platform/support/loopback-registry';

const SCOPES = [{ name: 'mcp' }, { name: 'mcp:write', includes: ['mcp'] }, { name: 'mcp:admin' }];
const GROUPS = { users: ['mcp'], admins: ['mcp', 'mcp:write', 'mcp:admin'] };

describe('what a person asked for and may not give', () => {
  let world: OfflineWorld;
  beforeAll(async () => {
    world = await startOfflineWorld({}, { configuration: { scopes: SCOPES, groupScopes: GROUPS } });
  });
  beforeEach(() => {
    stopClock();
    world.reset();
    world.provider.forgery = { claims: USER, refreshToken: UPSTREAM_TOKEN };
  });
  afterEach(() => startClock());
  afterAll(() => world.stop());

  const signedIn = async (scope: string, changes: Record<string, string> = {}) => {
    const request = authorizationRequest(world, world.client, { scope, ...changes });
    const { json } = await redeem(world, request, answered(await approve(new Browser(world), request)).code);
    return json;
  };

  test('is a claim of the access token, beside what was granted', async () => {
    const { access_token: token, scope } = await signedIn('mcp mcp:admin');
    expect(scope).toBe('mcp');
    expect(claimsOf(token)).toMatchObject({ scope: 'mcp', denied_scope: 'mcp:admin' });
  });

  test('is no claim where everything was granted, or the rest not asked for', async () => {
    expect(claimsOf((await signedIn('mcp')).access_token)).not.toHaveProperty('denied_scope');
    world.provider.forgery = { claims: ADMIN, refreshToken: UPSTREAM_TOKEN };
    expect(claimsOf((await signedIn('mcp mcp:admin')).access_token)).not.toHaveProperty('denied_scope');
  });

  test('is not what no scope is called', async () => {
    expect(claimsOf((await signedIn('mcp mcp:admin unheard offline_access')).access_token).denied_scope).toBe('mcp:admin');
  });

  test('is forgotten as soon as the person comes into the group, and known when they leave it', async () => {
    const first = await signedIn('mcp mcp:admin');
    advanceClock(MINUTES_5);
    world.provider.forgery = { claims: ADMIN };
    const second = await world.refresh(first.refresh_token);
    expect(claimsOf(second.json.access_token)).toMatchObject({ scope: 'mcp mcp:admin' });
    expect(claimsOf(second.json.access_token)).not.toHaveProperty('denied_scope');
    advanceClock(MINUTES_5);
    world.provider.forgery = { claims: USER };
    const third = await world.refresh(second.json.refresh_token);
    expect(claimsOf(third.json.access_token)).toMatchObject({ scope: 'mcp', denied_scope: 'mcp:admin' });
  });

  test('stays known at refreshes where the person cannot be looked at again, and a new sign-in asks again', async () => {
    world.provider.forgery = { claims: USER };
    const first = await signedIn('mcp mcp:admin');
    const second = await world.refresh(first.refresh_token);
    expect(claimsOf(second.json.access_token)).toMatchObject({ scope: 'mcp', denied_scope: 'mcp:admin' });
    world.provider.forgery = { claims: ADMIN };
    expect(claimsOf((await signedIn('mcp mcp:admin')).access_token).scope).toBe('mcp mcp:admin');
  });

  test('T66 is not for the client to say', async () => {
    expect(claimsOf((await signedIn('mcp', { denied_scope: 'mcp:admin' })).access_token)).not.toHaveProperty('denied_scope');
  });

  test('is told to a resource server that introspects the token', async () => {
    const { access_token: token } = await signedIn('mcp mcp:admin');
    const machine = await registerMachine(world);
    const { json } = await world.call({ method: 'POST', path: '/introspect', headers: { authorization: basic(machine.client_id, machine.client_secret) }, form: { token } });
    expect(json).toMatchObject({ active: true, scope: 'mcp', denied_scope: 'mcp:admin' });
  });

  test('is told by a bound token as well', async () => {
    const key = await dpopKey();
    const request = authorizationRequest(world, world.client, { scope: 'mcp mcp:admin' });
    const { code } = answered(await approve(new Browser(world), request));
    const { json } = await world.call({
      method: 'POST',
      path: '/token',
      headers: { dpop: await key.proof(`${world.issuer}/token`) },
      form: { grant_type: 'authorization_code', code, code_verifier: request.verifier, redirect_uri: request.redirectUri, client_id: request.clientId },
    });
    expect(json.token_type).toBe('DPoP');
    expect(claimsOf(json.access_token)).toMatchObject({ denied_scope: 'mcp:admin', cnf: { jkt: key.thumbprint } });
  });

  test('a refresh that names a scope that is only contained in a granted one gets just that', async () => {
    world.provider.forgery = { claims: ADMIN, refreshToken: UPSTREAM_TOKEN };
    const first = await signedIn('mcp:write');
    const fewer = await world.call(refreshRequest(world.client, first.refresh_token, { scope: 'mcp' }));
    expect(fewer).toMatchObject({ status: 200, json: { scope: 'mcp' } });
    expect(claimsOf(fewer.json.access_token).scope).toBe('mcp');
    const all = await world.call(refreshRequest(world.client, fewer.json.refresh_token));
    expect(all.json.scope).toBe('mcp:write');
    expect(await world.call(refreshRequest(world.client, all.json.refresh_token, { scope: 'mcp mcp:admin' }))).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
  });

  test('a refresh may name what every server is asked for', async () => {
    const first = await signedIn('mcp');
    const again = await world.call(refreshRequest(world.client, first.refresh_token, { scope: 'mcp offline_access openid' }));
    expect(again.json.scope).toBe('mcp');
    expect((await world.call(refreshRequest(world.client, again.json.refresh_token, { scope: 'offline_access' }))).json.scope).toBe('mcp');
  });

  describe('at the authorizer', () => {
    const judge = async (token: string, tool: string) => {
      const registry = dynamoDbRegistry(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: world.registry.endpoint }), TABLE_NAME);
      const handler = authorizer({
        ...ownTokens({ issuer: world.issuer, resource: world.resource, registry, declaredClients: [] }),
        resource: world.resource,
        policy: { scopes: SCOPES, tools: { write: ['mcp:write'], admin: ['mcp:admin'], both: ['mcp:write', 'mcp:admin'] }, resources: {}, resourceTemplates: [], prompts: {} },
        requiredScopes: [],
        clock: Date.now,
        log: () => undefined,
        writeLine: () => undefined,
      });
      const { policyDocument, context } = await handler({
        methodArn: 'arn', multiValueHeaders: { 'Authorization': [`Bearer ${token}`], 'Mcp-Method': ['tools/call'], 'Mcp-Name': [tool] },
      });
      return { effect: policyDocument.Statement[0].Effect, caller: decodeCaller({ ...context })!, asked: /scope="([^"]*)"/.exec(context?.challenge ?? '')?.[1] };
    };

    test('there is no way round in circles: each scope is asked for once', async () => {
      let asked = 'mcp';
      const rounds: string[] = [];
      let { access_token: token } = await signedIn(asked);
      for (const tool of ['admin', 'write', 'admin', 'both', 'write', 'admin']) {
        const judgement = await judge(token, tool);
        if (judgement.effect === 'Allow') {
          continue;
        }
        // A client that takes the challenge for the whole of what it wants.
        asked = judgement.asked!;
        rounds.push(asked);
        ({ access_token: token } = await signedIn(asked));
        expect((await judge(token, tool)).effect).toBe('Allow');
      }
      expect(rounds).toEqual(['mcp mcp:admin', 'mcp mcp:admin mcp:write']);
      expect((await judge(token, 'both')).caller).toMatchObject({ scopes: ['mcp'], deniedScopes: ['mcp:write', 'mcp:admin'] });
    });
  });
});

describe('what a machine asked for and may not have', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ configuration: { scopes: SCOPES } });
  });
  afterAll(() => world.stop());

  test('is a claim of its token', async () => {
    const machine = await registerMachine(world, { scope: 'mcp' });
    const { json } = await world.call(tokenRequest(machine, { scope: 'mcp mcp:admin' }));
    expect(json.scope).toBe('mcp');
    expect(claimsOf(json.access_token)).toMatchObject({ scope: 'mcp', denied_scope: 'mcp:admin' });
    expect(claimsOf((await world.call(tokenRequest(machine))).json.access_token)).not.toHaveProperty('denied_scope');
  });

  test('is nothing that its own scopes contain', async () => {
    const machine = await registerMachine(world, { scope: 'mcp:write' });
    const { json } = await world.call(tokenRequest(machine, { scope: 'mcp' }));
    expect(claimsOf(json.access_token)).toMatchObject({ scope: 'mcp' });
  });
});
