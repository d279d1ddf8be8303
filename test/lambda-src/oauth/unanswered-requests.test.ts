import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { authorizerOf } from './support/authorizer-of-world';
import { dpopKey } from './support/dpop';
import { codeRequest, mintCode, refreshRequest } from './support/grants';
import { basic, registerApplication, registerMachine, STAGE_ISSUER, startWorld, type World } from './support/oauth-world';
import { type IssuerWorld, JWKS_URI, startTrustedIssuer, TRUSTED_ISSUER } from './support/trusted-issuer';
import { JWT_BEARER_GRANT_TYPE } from '../../../src/contract/gateway/metadata';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';
import { kmsKey, type LoopbackKms, startKms } from '../platform/support/loopback-kms';

// What a request used that was answered 503 may be sent again: KMS does not sign, which is the last step of all.
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/first';
let issuer: IssuerWorld;
let kms: LoopbackKms;
let world: World;
beforeEach(async () => {
  stopClock();
  issuer = await startTrustedIssuer();
  kms = await startKms({ [KEY]: kmsKey() });
  world = await startWorld({
    issuer: STAGE_ISSUER,
    kms,
    fetchDocument: issuer.publisher.fetchDocument,
    configuration: { signingKeyArn: KEY, identityAssertionIssuers: [{ issuer: TRUSTED_ISSUER, jwksUri: JWKS_URI }] },
  });
  authorizerOf(world, { endpoint: world.registry.endpoint });
});
afterEach(async () => {
  startClock();
  await issuer.publisher.close();
  await Promise.all([world.stop(), kms.stop()]);
});

const refuseToSignOnce = () => kms.failures.push({ operation: 'Sign', status: 400, code: 'DisabledException' });

test('outages longer than the grace of a refresh, at refreshes in a row, cost nobody the grant, and are no theft', async () => {
  const editor = await registerApplication(world);
  const { code } = await mintCode(world, editor);
  let { json } = await world.call(codeRequest(editor, code));
  for (const outage of [1, 2, 3]) {
    advanceClock(3600);
    refuseToSignOnce();
    expect(await world.call(refreshRequest(editor, json.refresh_token))).toMatchObject({ status: 503 });
    advanceClock(121);
    const again = await world.call(refreshRequest(editor, json.refresh_token));
    expect({ outage, status: again.status, error: again.json.error }).toEqual({ outage, status: 200, error: undefined });
    json = again.json;
  }
});

test('an identity assertion is as good as before', async () => {
  const client = await registerMachine(world, { grant_types: [JWT_BEARER_GRANT_TYPE] });
  const now = Math.floor(Date.now() / 1000);
  const assertion = await issuer.sign({
    iss: TRUSTED_ISSUER, sub: 'ada', aud: world.issuer, client_id: client.client_id, resource: world.resource, scope: 'mcp', jti: 'once', iat: now, exp: now + 300,
  }, { typ: 'oauth-id-jag+jwt' });
  const exchange = () => world.call({
    method: 'POST', path: '/token', headers: { authorization: basic(client.client_id, client.client_secret) }, form: { grant_type: JWT_BEARER_GRANT_TYPE, assertion },
  });
  refuseToSignOnce();
  expect(await exchange()).toMatchObject({ status: 503 });
  expect(await exchange()).toMatchObject({ status: 200 });
  // Once it was answered, it is used.
  expect(await exchange()).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
});

test('the very same request, with the same proof of possession, is good again; once it is answered, it is not', async () => {
  const client = await registerApplication(world);
  const key = await dpopKey();
  const request = { ...codeRequest(client, (await mintCode(world, client)).code), headers: { DPoP: await key.proof(`${STAGE_ISSUER}/token`) } };
  refuseToSignOnce();
  expect(await world.call(request)).toMatchObject({ status: 503 });
  const { status, json } = await world.call(request);
  expect(status).toBe(200);
  const refresh = { ...refreshRequest(client, json.refresh_token), headers: { DPoP: await key.proof(`${STAGE_ISSUER}/token`) } };
  refuseToSignOnce();
  expect(await world.call(refresh)).toMatchObject({ status: 503 });
  expect(await world.call(refresh)).toMatchObject({ status: 200 });
  expect(await world.call(refresh)).toMatchObject({ status: 400 });
});
