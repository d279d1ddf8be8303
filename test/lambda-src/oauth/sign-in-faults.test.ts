import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser, type Page } from './support/browser';
import { type FaultyDynamoDb, startFaultyDynamoDb } from './support/faulty-dynamodb';
import { INITIAL_ACCESS_TOKEN_ARN, registerApplication, SIGNING_SECRET_ARN, type World } from './support/oauth-world';
import { answered, approve, authorizationRequest, redeem, type SignInWorld, startSignInWorld } from './support/sign-in-world';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

afterEach(startClock);

type Client = { client_id: string; redirect_uris: string[] };

describe.each(['before', 'after'] as const)('T55 a sign-in with one call to DynamoDB lost %s it took effect', (when) => {
  let world: SignInWorld;
  let faulty: World;
  let dynamoDb: FaultyDynamoDb;
  let client: Client;
  beforeAll(async () => {
    world = await startSignInWorld();
    dynamoDb = await startFaultyDynamoDb(world.registry.endpoint);
    faulty = world.anotherInstance({ dynamoDbEndpoint: dynamoDb.endpoint });
    client = await registerApplication(faulty) as Client;
  });
  afterAll(async () => {
    await dynamoDb.stop();
    await world.stop();
  });

  test('ends in the code, in an error that the client understands, or in a page that says to come back; and goes well the next time', async () => {
    const outcomes = new Set<string>();
    const request = authorizationRequest(faulty, client);
    for (let call = 1; ; call++) {
      const browser = new Browser(faulty);
      dynamoDb.failAt(call, when);
      const end = await walk(browser, request);
      const { requests } = dynamoDb;
      dynamoDb.failAt(0);
      outcomes.add(outcome(end));
      expect(answered(await approve(browser, request))).toHaveProperty('code');
      if (requests < call) {
        break;
      }
    }
    expect([...outcomes].sort()).toEqual(['503 page', 'code', 'temporarily_unavailable']);
  });
});

test('an outage that begins at any call of a sign-in ends in a page that can be loaded again, or in an error that the client understands', async () => {
  const world = await startSignInWorld();
  const dynamoDb = await startFaultyDynamoDb(world.registry.endpoint);
  const faulty = world.anotherInstance({ dynamoDbEndpoint: dynamoDb.endpoint });
  const client = await registerApplication(faulty) as Client;
  const request = authorizationRequest(faulty, client);
  const outcomes = new Set<string>();
  for (let call = 1; !outcomes.has('code'); call++) {
    const browser = new Browser(faulty);
    dynamoDb.failFrom(call);
    const broken = await walk(browser, request);
    dynamoDb.failAt(0);
    outcomes.add(outcome(broken));
    if (outcome(broken) === '503 page') {
      expect(broken.headers).toMatchObject({ 'retry-after': '2' });
      expect(broken.headers).not.toHaveProperty('set-cookie');
      const again = broken.url.includes('/interaction/') ? await browser.open(request.url) : await browser.open(broken.url);
      const end = again.document.elements('form').length === 0 ? again : await browser.submit(again, 'approve');
      expect(answered(end)).toHaveProperty('code');
    }
  }
  expect([...outcomes].sort()).toEqual(['503 page', 'code', 'temporarily_unavailable']);
  await dynamoDb.stop();
  await world.stop();
}, 60_000);

/** As far as the pages lead. */
async function walk(browser: Browser, request: ReturnType<typeof authorizationRequest>): Promise<Page> {
  const consent = await browser.open(request.url);
  return consent.document.elements('form').length === 0 ? consent : browser.submit(consent, 'approve');
}

function outcome(end: Page): string {
  if (end.url.startsWith('http://127.0.0.1:33418/')) {
    return answered(end).error ?? 'code';
  }
  return `${end.status} ${(end.headers['content-type'] ?? '').startsWith('text/html') ? 'page' : end.text}`;
}

test('T55 without the signing secret a person sees a page, a program JSON', async () => {
  const world = await startSignInWorld();
  delete world.secrets.values[SIGNING_SECRET_ARN];
  delete world.secrets.values[INITIAL_ACCESS_TOKEN_ARN];
  const page = await new Browser(world).open(`${world.issuer}/authorize?client_id=x`);
  expect(page).toMatchObject({ status: 503, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': expect.stringContaining("default-src 'none'") } });
  expect(page.document.text()).toContain('request-1');
  expect(await world.call({ method: 'POST', path: '/token', form: {}, headers: { accept: '*/*' } })).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
  await world.stop();
});

test('T55 without the secret of the upstream client nobody leaves, and the answer is 503', async () => {
  const world = await startSignInWorld({ upstreams: [{ clientSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:upstream' }] });
  const client = await registerApplication(world) as Client;
  const browser = new Browser(world);
  expect(await approve(browser, authorizationRequest(world, client))).toMatchObject({ status: 503 });
  expect(world.logs.at(-1)).toMatchObject({ error: 'identity_provider_secret' });
  await world.stop();
});

test('a confidential upstream client proves itself by its secret, and tries again where that has just been changed', async () => {
  const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:upstream';
  const world = await startSignInWorld({
    upstreams: [{ clientSecretArn: ARN, clientSecretField: 'secret' }], identityProvider: { clients: { weather: 'upstream/secret~1' } },
  });
  world.secrets.values[ARN] = { AWSCURRENT: JSON.stringify({ secret: 'upstream/secret~1' }) };
  const client = await registerApplication(world) as Client;
  const request = authorizationRequest(world, client);
  const { code } = answered(await approve(new Browser(world), request));
  expect(await redeem(world, request, code)).toMatchObject({ status: 200 });
  expect(JSON.stringify([world.logs, await world.registry.scan()])).not.toContain('upstream/secret~1');

  stopClock();
  world.secrets.values[ARN] = { AWSCURRENT: JSON.stringify({ secret: 'wrong' }) };
  const stale = world.anotherInstance();
  expect(await approve(new Browser(stale), authorizationRequest(stale, client))).toMatchObject({ status: 400 });
  world.secrets.values[ARN] = { AWSCURRENT: JSON.stringify({ secret: 'upstream/secret~1' }) };
  advanceClock(31);
  expect(answered(await approve(new Browser(stale), authorizationRequest(stale, client)))).toHaveProperty('code');
  await world.stop();
});
