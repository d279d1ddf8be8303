import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser, hiddenFields } from './support/browser';
import { race, refreshed, refreshRequest, signedIn } from './support/grants';
import { registerApplication, type World } from './support/oauth-world';
import { answered, approve, authorizationRequest, redeem, type SignInWorld, startSignInWorld } from './support/sign-in-world';

/** The authorization server in two Regions: they share the issuer, the signing secret, and a table that is strongly consistent. */

let home: SignInWorld;
let away: World;
let client: { client_id: string; redirect_uris: string[] };
beforeAll(async () => {
  home = await startSignInWorld();
  away = home.anotherInstance();
  client = await registerApplication(home) as typeof client;
});
afterAll(() => home.stop());

test('a sign-in that began in one Region goes on in the other after each of its steps', async () => {
  const request = authorizationRequest(home, client);
  const [here, there] = [new Browser(home), new Browser(away)];
  const consent = await here.open(request.url);
  const departure = await there.continueAs(here).request('POST', consent.url, { ...hiddenFields(consent), decision: 'approve' });
  const callback = (await there.request('GET', departure.headers.location!)).headers.location!;
  const arrival = await here.continueAs(there).request('GET', callback);
  const end = await there.continueAs(here).open(new URL(arrival.headers.location!, callback).href);
  const { code } = answered(end);
  expect(await redeem(away, request, code)).toMatchObject({ status: 200 });
});

test('a refresh whose answer was lost with its Region has the same successor in the other', async () => {
  const { refresh_token: token } = await signedIn(home, client);
  const lost = await refreshed(home, client, token);
  const successor = await refreshed(away, client, token);
  expect(successor).toBe(lost);
  await refreshed(away, client, successor);
});

test('of redemptions of one code in both Regions, one succeeds', async () => {
  const request = authorizationRequest(home, client);
  const { code } = answered(await approve(new Browser(home), request));
  let next = 0;
  const answers = await race(8, () => redeem([home, away][next++ % 2], request, code));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
});

test('what is revoked in one Region is refused in the other', async () => {
  const { refresh_token: token } = await signedIn(home, client);
  expect((await home.call({ method: 'POST', path: '/revoke', form: { client_id: client.client_id, token } })).status).toBe(200);
  expect(await away.call(refreshRequest(client, token))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
});
