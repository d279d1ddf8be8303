import { expect, test } from '@jest/globals';
import { mockApi, writeAssembly } from '../support/local/assembly';
import { serve } from '../support/local/gateway-fixture';
import { send } from '../support/local/http';

const domain = {
  Domain: { Type: 'AWS::ApiGateway::DomainName', Properties: { DomainName: 'mcp.example.com' } },
  Mapping: { Type: 'AWS::ApiGateway::BasePathMapping', Properties: { DomainName: { Ref: 'Domain' }, RestApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } } },
};

/** A server whose template says that it is at the base URL. */
function assembly(base: (path: string) => unknown, others: object = {}): string {
  const resources = mockApi();
  const marker = {
    mcpUrl: base('/mcp'),
    issuer: base('/oauth'),
    registrationEndpoint: base('/oauth/register'),
    initialAccessTokenSecretArn: { Ref: 'Token' },
    declaredClients: [{ clientId: 'ci', secretArn: { Ref: 'Token' } }],
  };
  return writeAssembly({
    Main: {
      Resources: {
        ...resources,
        ...others,
        Stage: { ...resources.Stage as object, Metadata: { RemoteMcpServer: marker } },
        Token: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
      },
    },
  });
}

const executeApi = (region: unknown, suffix: unknown) => (path: string) =>
  ({ 'Fn::Join': ['', ['https://', { Ref: 'Api' }, '.execute-api.', region, '.', suffix, '/', { Ref: 'Stage' }, path]] });

async function served(app: string) {
  const { gateway, stop } = await serve(app);
  await stop();
  return gateway.served;
}

test.each([
  ['us-east-1', 'amazonaws.com'],
  ['eu-central-1', 'amazonaws.com'],
  ['ap-southeast-7', 'amazonaws.com'],
  ['us-gov-west-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
  ['eu-central-1', { Ref: 'AWS::URLSuffix' }],
  ['cn-north-1', { Ref: 'AWS::URLSuffix' }],
  [{ Ref: 'AWS::Region' }, { Ref: 'AWS::URLSuffix' }],
])('a server in %j, %j, is on loopback, its secrets beside it', async (region, suffix) => {
  for (const [others, path] of [[{}, '/live'], [domain, '']] as const) {
    const { url, mcpUrl, issuer, registrationEndpoint, initialAccessToken, declaredClients } = await served(assembly(executeApi(region, suffix), others));
    expect(url).toMatch(new RegExp(`^http://localhost:\\d+${path}$`));
    expect([mcpUrl, issuer, registrationEndpoint]).toEqual([`${url}/mcp`, `${url}/oauth`, `${url}/oauth/register`]);
    expect([initialAccessToken, declaredClients]).toEqual([expect.any(String), [{ clientId: 'ci', clientSecret: initialAccessToken }]]);
  }
});

test.each([
  'https://mcp.example.org',
  'https://elsewhere.execute-api.eu-central-1.amazonaws.com/live',
  'https://localhost.evil.example',
])('no secret stands beside %s, which is not on loopback', async (base) => {
  const { mcpUrl, initialAccessToken, declaredClients } = await served(assembly((path) => base + path));
  expect([mcpUrl, initialAccessToken, declaredClients]).toEqual([`${base}/mcp`, undefined, undefined]);
});

test.each([['stage', '/live'], ['domain', '']] as const)('a server behind a tunnel announces the URLs of the tunnel, in %s mode, and answers there and here', async (endpoint, path) => {
  const url = `https://abc.example.com${path}`;
  const { gateway, stop } = await serve(assembly(executeApi('eu-central-1', 'amazonaws.com')), { publicUrl: 'https://abc.example.com', endpoint, pageDirectory: '.' });
  const { mcpUrl, issuer, registrationEndpoint, initialAccessToken, declaredClients, localPage } = gateway.served;
  expect([mcpUrl, issuer, registrationEndpoint]).toEqual([`${url}/mcp`, `${url}/oauth`, `${url}/oauth/register`]);
  // No secret stands beside a host that is not this machine.
  expect([initialAccessToken, declaredClients]).toEqual([undefined, undefined]);
  expect(localPage).toMatch(/^http:\/\/localhost:\d+\/_local$/);
  const { origin } = new URL(localPage!);
  const statuses = await Promise.all(['abc.example.com', new URL(origin).host, 'evil.example.com'].map(async (host) => (await send(`${origin}${path}/`, { headers: ['Host', host] })).status));
  expect(statuses).toEqual([200, 200, 403]);
  await stop();
});
