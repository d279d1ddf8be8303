// What the OAuth function's subjects run against, in a process of its own: the embedded DynamoDB, a Secrets Manager, and clients that ask.
// Each message of the runner asks for requests; the answer is as many events of API Gateway.
import { Browser } from '../../test/lambda-src/oauth/support/browser.ts';
import { environmentOf } from '../../test/lambda-src/oauth/support/bundles.ts';
import { codeRequest, mintCode, refreshRequest, signedIn } from '../../test/lambda-src/oauth/support/grants.ts';
import {
  DOMAIN_ISSUER, event, INITIAL_ACCESS_TOKEN, registerApplication, registerMachine, startWorld, tokenRequest,
} from '../../test/lambda-src/oauth/support/oauth-world.ts';
import { authorizationRequest } from '../../test/lambda-src/oauth/support/sign-in-world.ts';
import { AWS_VARIABLES } from '../../test/lambda-src/platform/support/loopback-registry.ts';

/** As a server with the default sign-in has one. No subject reaches it. */
const configuration = {
  signIn: [{ id: 'corp', name: 'Example Corp', issuer: 'https://idp.example', clientId: 'weather', scopes: ['openid', 'profile', 'email'], groupsClaim: 'groups' }],
};
const world = await startWorld({ issuer: DOMAIN_ISSUER, configuration });
const application = await registerApplication(world);
const machine = await registerMachine(world);

const REQUESTS = {
  refresh: async () => refreshRequest(application, (await signedIn(world, application)).refresh_token),
  code: async () => codeRequest(application, (await mintCode(world, application)).code),
  machine: () => tokenRequest(machine),
  jwks: () => ({ method: 'GET', path: '/jwks' }),
  register: () => ({ method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json: { grant_types: ['client_credentials'] } }),
  consent: async () => {
    let last;
    const noting = { ...world, call: (call) => world.call(last = call) };
    await new Browser(noting).open(authorizationRequest(world, application).url);
    return last;
  },
};

process.on('message', async ({ kind, count }) => {
  const events = [];
  for (let i = 0; i < count; i += 1) events.push(event(await REQUESTS[kind]()));
  process.send(events);
});
process.on('disconnect', () => process.exit(0));
process.send({ ...AWS_VARIABLES, ...environmentOf(world, configuration) });
