// What instances under load run against, in a process of its own: the embedded DynamoDB, a Secrets Manager, a canned Lambda, and clients with tokens.
import { environmentOf } from '../../test/lambda-src/oauth/support/bundles.ts';
import { refreshRequest, signedIn } from '../../test/lambda-src/oauth/support/grants.ts';
import { DOMAIN_ISSUER, event, registerApplication, startWorld } from '../../test/lambda-src/oauth/support/oauth-world.ts';
import { AWS_VARIABLES } from '../../test/lambda-src/platform/support/loopback-registry.ts';
import { startFakeAws } from '../fake-aws.mjs';
import { EXPECTED_TEXT } from '../request.mjs';

const world = await startWorld({ issuer: DOMAIN_ISSUER });
const application = await registerApplication(world);
const lambda = await startFakeAws({ publishedKeys: {}, toolAnswer: { content: [{ type: 'text', text: EXPECTED_TEXT }] } });
const { json: jwks } = await world.call({ method: 'GET', path: '/jwks' });

process.on('message', async ({ count }) => {
  const clients = [];
  for (let i = 0; i < count; i += 1) {
    const { access_token, refresh_token } = await signedIn(world, application, { accountId: `https://idp.example|person-${i}` });
    clients.push({ clientId: application.client_id, accessToken: access_token, refreshToken: refresh_token, refreshEvent: event(refreshRequest(application, '')) });
  }
  process.send(clients);
});
process.on('disconnect', () => process.exit(0));
process.send({ ...AWS_VARIABLES, ...environmentOf(world), AWS_ENDPOINT_URL_LAMBDA: lambda.url, BENCH_JWKS: JSON.stringify(jwks) });
