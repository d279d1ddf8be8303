import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRemoteJWKSet, customFetch, jwtVerify } from 'jose';
import { type RotatedSecret, rotatedSecret } from './support/rotated-secret';
import { authorizerOf } from '../oauth/support/authorizer-of-world';
import { LIFETIME, registerMachine, startWorld, tokenRequest, type World } from '../oauth/support/oauth-world';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

/** A token, by when and by whom it was signed. */
type Tokens = Map<string, string>;

let secret: RotatedSecret;
let world: World;
let client: Record<string, any>;
const tokens: Tokens = new Map();
/** What was refused: by whom, and which token. */
const refused: string[] = [];
let during = 'first';
let moment: (name: string) => Promise<void>;

beforeAll(async () => {
  stopClock();
  secret = await rotatedSecret({ after: async (step) => moment(`after ${step} of the ${during} rotation`) });
  world = await startWorld({ signingSecret: secret, configuration: { rotatesSigningSecret: true } });
  moment = async () => undefined;
  client = await registerMachine(world);
});
afterAll(async () => {
  startClock();
  await Promise.all([world.stop(), secret.stop()]);
});

const newAuthorizer = () => authorizerOf(world, { endpoint: world.registry.endpoint });

/** An API elsewhere that verifies tokens with the JWKS, and does not look again before what it has is over, whatever key a token names. */
function elsewhere(instance: World): (token: string) => Promise<unknown> {
  const keys = createRemoteJWKSet(new URL(`${world.issuer}/jwks`), {
    cacheMaxAge: 300_000,
    cooldownDuration: 300_000,
    [customFetch]: async () => new Response((await instance.call({ method: 'GET', path: '/jwks' })).text, { headers: { 'content-type': 'application/json' } }),
  });
  return (token) => jwtVerify(token, keys, { issuer: world.issuer, audience: world.resource, algorithms: ['ES256'], typ: 'at+jwt' });
}

test('tokens of every moment of a rotation are valid everywhere, whoever has read what', async () => {
  const since = { authorizer: newAuthorizer(), elsewhere: elsewhere(world) };
  moment = async (name) => {
    const signers = { 'the instance since the beginning': world, 'a new instance': world.anotherInstance() };
    for (const [who, instance] of Object.entries(signers)) {
      tokens.set(`${name}, by ${who}`, (await instance.call(tokenRequest(client))).json.access_token);
    }
    const verifiers = { ...since, 'a new authorizer': newAuthorizer(), 'a new API elsewhere': elsewhere(world) };
    for (const [verifier, verify] of Object.entries(verifiers)) {
      for (const [which, token] of tokens) {
        await verify(token).catch((error: Error) => refused.push(`${name}: ${verifier} refuses the token from ${which}: ${error.message}`));
      }
    }
  };

  await moment('before all');
  await secret.rotate();
  // Until a rotation may happen. Somebody asks every five minutes, at the worst.
  for (const [seconds, name] of [[299, 'soon'], [301, 'then'], [300, 'later'], [300, 'shortly before it']] as const) {
    advanceClock(seconds);
    await moment(name);
  }
  const before = await secret.value('AWSCURRENT');
  during = 'second';
  await secret.rotate();
  expect(await secret.value('AWSCURRENT')).not.toBe(before);
  for (const seconds of [1, 29, 270, 300, 900]) {
    advanceClock(seconds);
    await moment(`${seconds} seconds after the moment before`);
  }

  expect(refused).toEqual([]);
  const keys = new Set([...tokens.values()].map((token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString()).kid));
  expect(keys.size).toBe(2);
  expect(tokens.size).toBe(2 * (1 + 4 + 4 + 4 + 5));
});

test('the old key is kept until the last token that it signed is over, and no longer', async () => {
  const kids = async () => ((await world.registry.scan()).find(({ pk }) => pk === 'KEYS')!.keys as { kid: string }[]).map(({ kid }) => kid);
  expect(await kids()).toHaveLength(3);
  advanceClock(LIFETIME + 1000);
  await world.call({ method: 'GET', path: '/jwks' });
  expect(await kids()).toHaveLength(2);
});

test('a rotation right after another one changes nothing', async () => {
  await secret.rotate();
  const before = await secret.value('AWSCURRENT');
  await expect(secret.rotate()).rejects.toThrow(/stopped at createSecret/);
  expect(await secret.value('AWSCURRENT')).toBe(before);
});
