import { Lazy, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  ClientIdMetadataDocuments, ClientKeys, ClientRegistration, InitialAccessToken, PreRegisteredClient, SignIn,
} from '../../../src';
import { configurationOf, environmentOf, oauthServer } from '../../support/oauth-server';
import { mockReply, only, rendered, resources, SynthesizedServer } from '../../support/synthesized-server';

const metadata = ({ template }: SynthesizedServer) => JSON.parse(
  mockReply(template, 'GET', '/.well-known/oauth-authorization-server').body);

describe('registration', () => {
  test('is open to everybody unless told otherwise', () => {
    const server = oauthServer();
    expect(configurationOf(server).registration).toEqual({ mode: 'open' });
    expect(metadata(server).registration_endpoint).toMatch(/\/register$/);
  });

  test('may need the initial access token, and may bound where redirects lead', () => {
    const redirectHosts = ['claude.ai', '*.example.com', 'localhost', 'cursor:'];
    const server = oauthServer({ clientRegistration: ClientRegistration.initialAccessTokenOnly({ redirectHosts }) });
    expect(configurationOf(server).registration).toEqual({ mode: 'initial-access-token', redirectHosts });
  });

  test('may be closed: then nothing says where to register, and there is no token to do it with', () => {
    const server = oauthServer({ clientRegistration: ClientRegistration.closed() });
    expect(configurationOf(server).registration).toEqual({ mode: 'closed' });
    expect(metadata(server).registration_endpoint).toBeUndefined();
    expect(server.server.registrationEndpoint).toBeUndefined();
    expect(server.server.initialAccessTokenSecret).toBeUndefined();
    expect(Object.keys(server.template.findOutputs('*')).filter((id) => id.startsWith('ServerRegistrationEndpoint'))).toEqual([]);
  });

  test('fails where it is closed and has a token', () => {
    expect(() => oauthServer({ clientRegistration: ClientRegistration.closed(), initialAccessToken: InitialAccessToken.generated() })).toThrow(/NoRegistration/);
  });

  test('fails where it needs a token that does not exist', () => {
    const clientRegistration = ClientRegistration.initialAccessTokenOnly();
    expect(() => oauthServer({ clientRegistration, initialAccessToken: InitialAccessToken.none() })).toThrow(/NobodyCanRegister/);
  });

  test.each(['https://claude.ai', 'Claude.ai', 'claude.ai/cb', '*', '', 'a b', 'https:', 'javascript:', '127.0.0.1', 'app.localhost', '*.localhost'])('fails with the redirect host "%s"', (host) => {
    expect(() => oauthServer({ clientRegistration: ClientRegistration.open({ redirectHosts: [host] }) })).toThrow(/InvalidRedirectHost: redirectHosts holds "/);
  });
});

describe('metadata documents of clients', () => {
  test('are welcome from anywhere unless told otherwise', () => {
    expect(configurationOf(oauthServer()).clientIdMetadataDocuments).toEqual({ mode: 'open' });
    expect(metadata(oauthServer()).client_id_metadata_document_supported).toBe(true);
  });

  test('may be welcome from some hosts, or from none', () => {
    expect(configurationOf(oauthServer({ clientIdMetadataDocuments: ClientIdMetadataDocuments.fromHosts(['claude.ai']) })).clientIdMetadataDocuments)
      .toEqual({ mode: 'allowlist', hosts: ['claude.ai'] });
    expect(metadata(oauthServer({ clientIdMetadataDocuments: ClientIdMetadataDocuments.refused() })).client_id_metadata_document_supported).toBeUndefined();
  });

  test('fail with a host that is none, and with no host', () => {
    expect(() => oauthServer({ clientIdMetadataDocuments: ClientIdMetadataDocuments.fromHosts(['https://claude.ai']) })).toThrow(/InvalidDocumentHost/);
    expect(() => oauthServer({ clientIdMetadataDocuments: ClientIdMetadataDocuments.fromHosts([]) })).toThrow(/NoDocumentHosts/);
  });
});

describe('declared clients', () => {
  const KEY = { kty: 'RSA', n: 'n', e: 'AQAB', kid: '1' };
  const clients = (stack: Stack) => [
    PreRegisteredClient.app('cli', { redirectUris: ['http://127.0.0.1/callback', 'com.example.app:/cb'], displayName: 'Our CLI', scopes: ['mcp'] }),
    PreRegisteredClient.webApp('portal', { redirectUris: ['https://portal.example.com/cb'] }),
    PreRegisteredClient.machine('ci', { secret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Ci', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:ci-a1b2c3'), secretField: 'value' }),
    PreRegisteredClient.machineWithKeys('batch', ClientKeys.fromUri('https://batch.example.com/jwks')),
    PreRegisteredClient.machineWithKeys('job', ClientKeys.fromJson({ keys: [KEY] })),
  ];
  const server = oauthServer((stack) => ({ clients: clients(stack) }));

  test('are known to the authorization server', () => {
    expect(configurationOf(server).clients).toEqual([
      { clientId: 'cli', name: 'Our CLI', redirectUris: ['http://127.0.0.1/callback', 'com.example.app:/cb'], grantTypes: ['authorization_code', 'refresh_token'], tokenEndpointAuthMethod: 'none', scopes: ['mcp'] },
      { clientId: 'portal', name: 'portal', redirectUris: ['https://portal.example.com/cb'], grantTypes: ['authorization_code', 'refresh_token'], tokenEndpointAuthMethod: 'client_secret_basic', secretArn: 'serverclientsecretportal' },
      { clientId: 'ci', name: 'ci', redirectUris: [], grantTypes: ['client_credentials'], tokenEndpointAuthMethod: 'client_secret_basic', secretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:ci-a1b2c3', secretField: 'value' },
      { clientId: 'batch', name: 'batch', redirectUris: [], grantTypes: ['client_credentials'], tokenEndpointAuthMethod: 'private_key_jwt', jwksUri: 'https://batch.example.com/jwks' },
      { clientId: 'job', name: 'job', redirectUris: [], grantTypes: ['client_credentials'], tokenEndpointAuthMethod: 'private_key_jwt', jwks: { keys: [KEY] } },
    ]);
  });

  test('are known to the authorizer, which looks for no record of them', () => {
    expect(environmentOf(server, 'Authorizer').DECLARED_CLIENTS).toBe('cli portal ci batch job');
  });

  test('get a secret where they need one, which the authorization server may read and you can have', () => {
    expect(Object.keys(resources(server.template, 'AWS::SecretsManager::Secret')).filter((id) => id.startsWith('ServerClientSecret'))).toHaveLength(1);
    const [, policy] = only(server.template, 'AWS::IAM::Policy', (_, id) => id.startsWith('ServerOAuthRole'));
    expect(JSON.stringify(rendered(policy.Properties.PolicyDocument.Statement))).toContain('{ServerClientSecretportal}');
    expect(rendered(server.stack.resolve(server.server.clientSecret('portal').secretArn))).toBe('{ServerClientSecretportal}');
    expect(() => server.server.clientSecret('cli')).toThrow(/NoClientSecret: no declared client "cli" has a secret; clients with a secret: portal, ci/);
  });

  test.each([[['a.b', 'a-b', 'ab', 'AB', 'a_b']], [['a~b', 'Default', 'Resource', '__proto__', 'constructor']]])('have secrets of their own, however alike their ids are: %s', (ids) => {
    const declaring = oauthServer({ clients: ids.map((id) => PreRegisteredClient.machine(id)) });
    const secrets = resources(declaring.template, 'AWS::SecretsManager::Secret');
    const own = ids.map((id) => secrets[declaring.stack.resolve(declaring.server.clientSecret(id).secretArn).Ref]);
    expect(own.map(({ Properties }) => Properties.Description)).toEqual(ids.map((id) => `Secret of the client ${id}`));
  });

  test('have the keys that they authenticate with, without certificates, for which an environment has no room', () => {
    const machine = PreRegisteredClient.machineWithKeys('a', ClientKeys.fromJson({ keys: [{ ...KEY, x5c: ['M'.repeat(4000)], x5t: 't' }] }));
    expect(configurationOf(oauthServer({ clients: [machine] })).clients[0].jwks).toEqual({ keys: [KEY] });
  });

  test('may have an application with any private-use scheme', () => {
    const app = PreRegisteredClient.app('a', { redirectUris: ['our-app://callback'] });
    expect(configurationOf(oauthServer({ clients: [app] })).clients[0].redirectUris).toEqual(['our-app://callback']);
  });

  test('may have redirect URIs that only the deployment knows', () => {
    const app = PreRegisteredClient.app('a', { redirectUris: [`https://${Lazy.string({ produce: () => 'example.com' })}/cb`] });
    expect(configurationOf(oauthServer({ clients: [app] })).clients[0].redirectUris).toEqual(['https://example.com/cb']);
  });

  test.each<[string, () => PreRegisteredClient[], RegExp]>([
    ['an id is a URL', () => [PreRegisteredClient.machine('https://example.com/c')], /InvalidClientId/],
    ['an id is known only at deployment', () => [PreRegisteredClient.machine(Lazy.string({ produce: () => 'a' }))], /UnknownClientId/],
    ['two have one id', () => [PreRegisteredClient.machine('a'), PreRegisteredClient.machine('a')], /DuplicateClientId/],
    ['an app has nowhere to go back to', () => [PreRegisteredClient.app('a', { redirectUris: [] })], /NoRedirectUris/],
    ['a redirect URI is not encrypted', () => [PreRegisteredClient.app('a', { redirectUris: ['http://example.com/cb'] })], /InvalidRedirectUri/],
    ['a redirect URI runs code', () => [PreRegisteredClient.app('a', { redirectUris: ['javascript:alert(1)'] })], /InvalidRedirectUri/],
    ['a redirect URI has a fragment', () => [PreRegisteredClient.app('a', { redirectUris: ['https://example.com/#x'] })], /InvalidRedirectUri/],
    ['a redirect URI has dot segments', () => [PreRegisteredClient.app('a', { redirectUris: ['https://example.com/cb/%2e%2e/x'] })], /InvalidRedirectUri.*dot segments/],
    ['a redirect URI downloads', () => [PreRegisteredClient.app('a', { redirectUris: ['ftp://example.com/x'] })], /InvalidRedirectUri.*ftp scheme/],
    ['a redirect URI has a user', () => [PreRegisteredClient.app('a', { redirectUris: ['https://claude.ai@example.com/'] })], /InvalidRedirectUri/],
    ['keys are not encrypted on the way', () => [PreRegisteredClient.machineWithKeys('a', ClientKeys.fromUri('http://example.com/keys'))], /InvalidJwksUri/],
    ['keys are no set', () => [PreRegisteredClient.machineWithKeys('a', ClientKeys.fromJson({ kty: 'EC' }))], /InvalidKeySet/],
    ['there is no key', () => [PreRegisteredClient.machineWithKeys('a', ClientKeys.fromJson({ keys: [] }))], /InvalidKeySet: the keys of the client "a" must contain an EC, OKP or RSA key/],
    ['a key lacks a part', () => [PreRegisteredClient.machineWithKeys('a', ClientKeys.fromJson({ keys: [{ kty: 'EC', crv: 'P-256', x: 'x' }] }))], /InvalidKeySet/],
    ['a key is private, which the message does not repeat', () => [PreRegisteredClient.machineWithKeys('a', ClientKeys.fromJson({ keys: [{ kty: 'EC', d: 'canary' }] }))], /^(?!.*canary).*SecretKey/],
    ['a key is private in a way of a newer kind', () => [PreRegisteredClient.machineWithKeys('a', ClientKeys.fromJson({ keys: [{ kty: 'AKP', pub: 'x', priv: 'canary' }] }))], /^(?!.*canary).*SecretKey/],
    ['a scope is not declared', () => [PreRegisteredClient.machine('a', { scopes: ['x'] })], /UnknownScope: the client "a" may have the scope "x"/],
  ])('fail where %s', (_, make, message) => {
    expect(() => oauthServer({ clients: make() })).toThrow(message);
  });

  test('fail where people would use one, but nobody signs in', () => {
    expect(() => oauthServer({ signIn: SignIn.none(), clients: [PreRegisteredClient.app('a', { redirectUris: ['https://example.com/cb'] })] })).toThrow(/NobodySignsIn/);
  });
});

describe('trusted issuers', () => {
  const issuer = { issuer: 'https://idp.example.com', jwksUri: 'https://idp.example.com/keys' };

  test('are known to the authorization server, and open a way to tokens', () => {
    const server = oauthServer({ identityAssertionIssuers: [issuer], softwareStatementIssuers: [issuer] });
    expect(configurationOf(server)).toMatchObject({ identityAssertionIssuers: [issuer], softwareStatementIssuers: [issuer] });
    expect(metadata(server).grant_types_supported).toContain('urn:ietf:params:oauth:grant-type:jwt-bearer');
  });

  test('fail where their keys are not encrypted on the way', () => {
    expect(() => oauthServer({ identityAssertionIssuers: [{ ...issuer, jwksUri: 'http://idp.example.com/keys' }] })).toThrow(/InvalidJwksUri/);
  });
});
