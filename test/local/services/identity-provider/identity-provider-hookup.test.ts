import { afterAll, describe, expect, test } from '@jest/globals';
import { type LocalGateway, startLocalGateway } from '../../../../local/local-gateway';
import { issuerLocalizer, isUserPool } from '../../../../local/services/identity-provider/issuers';
import { mockApi, writeAssembly } from '../../../support/local/assembly';

const ISSUER = 'https://login.example.com/tenant';

const gateways: LocalGateway[] = [];
afterAll(() => Promise.all(gateways.map((gateway) => gateway.stop())));

async function served(identityProviders: unknown, body: unknown): Promise<LocalGateway> {
  const api = mockApi('', body as string);
  const stage = { ...api.Stage as object, Metadata: { RemoteMcpServer: { mcpUrl: 'x', identityProviders } } };
  const gateway = await startLocalGateway({
    app: writeAssembly({ Main: { Resources: { ...api, Stage: stage, Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} } } } }),
    port: 0,
    runtimesDirectory: '.',
    onHandled: () => undefined,
    onFunctionLog: () => undefined,
  });
  gateways.push(gateway);
  return gateway;
}

describe('the identity provider of a served template', () => {
  test('is a local one, wherever the template names it', async () => {
    const gateway = await served([{ issuer: ISSUER }], `{"issuer":"${ISSUER}"}`);
    const [issuer] = gateway.served.identityProviders!;
    expect(await (await fetch(gateway.served.url)).json()).toEqual({ issuer });
    expect(await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()).toMatchObject({ issuer });
  });

  test('may be a user pool, whose id only a deployment knows', async () => {
    const issuer = { 'Fn::Join': ['', ['https://cognito-idp.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/', { Ref: 'Pool' }]] };
    const gateway = await served([{ issuer }], issuer);
    expect(await (await fetch(gateway.served.url)).text()).toBe(gateway.served.identityProviders![0]);
  });

  test('is as many as there are', async () => {
    const gateway = await served([{ issuer: ISSUER }, { issuer: 'https://accounts.example.com' }, { issuer: ISSUER }], 'x');
    expect(new Set(gateway.served.identityProviders).size).toBe(2);
  });

  test('is none where nobody signs in', async () => {
    expect((await served([], 'x')).served.identityProviders).toBeUndefined();
    expect((await served(undefined, 'x')).served.identityProviders).toBeUndefined();
  });

  test('stops with the gateway', async () => {
    const gateway = await served([{ issuer: ISSUER }], 'x');
    await gateway.stop();
    await expect(fetch(gateway.served.identityProviders![0])).rejects.toThrow();
  });
});

test.each([
  ['https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a', true],
  [ISSUER, false],
  ['https://login.example.com/cognito-idp.eu-central-1', false],
])('%s stands for a user pool: %s', (issuer, expected) => {
  expect(isUserPool(issuer)).toBe(expected);
});

describe('an issuer in a string', () => {
  const localize = issuerLocalizer(new Map([[ISSUER, 'http://127.0.0.1:1'], ['https://login.example.com', 'http://127.0.0.1:2'], ['https://x.auth0.com/', 'http://127.0.0.1:3']]));

  test.each([
    [`{"issuer":"${ISSUER}"}`, '{"issuer":"http://127.0.0.1:1"}'],
    ['https://login.example.com', 'http://127.0.0.1:2'],
    ['"https://x.auth0.com/"', '"http://127.0.0.1:3"'],
    ['https://login.example.com.evil.example', 'https://login.example.com.evil.example'],
    [`${ISSUER}2`, 'http://127.0.0.1:2/tenant2'],
  ])('%s becomes %s', (text, local) => {
    expect(localize(text)).toBe(local);
  });
});
