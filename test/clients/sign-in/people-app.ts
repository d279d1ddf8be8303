import { App, Stack } from 'aws-cdk-lib';
import { McpAuthorization, OAuthAuthorizationOptions, OidcSignInOptions, PreRegisteredClient, RemoteMcpServer, SignIn } from '../../../src';

// A stack for each way to say who may sign in.
const app = new App();

const oidc = (options: Partial<OidcSignInOptions>) => SignIn.oidc({ displayName: 'Example', issuer: 'https://login.example.com/tenant', clientId: 'app', ...options });
const scopes = [{ name: 'orders:read' }, { name: 'orders:write' }];

const VARIANTS: { readonly [stack: string]: OAuthAuthorizationOptions } = {
  Groups: { scopes, groupScopes: { 'Warehouse Staff': ['orders:read'], 'b1e2c3d4-0000-1111-2222-333344445555': ['orders:read', 'orders:write'] } },
  NamespacedGroups: {
    scopes,
    groupScopes: { editors: ['orders:write'] },
    signIn: oidc({ issuer: 'https://example.eu.auth0.com/', groupsClaim: 'https://example.com/claims/groups' }),
  },
  Tenants: {
    scopes,
    groupScopes: { editors: ['orders:write'] },
    signIn: oidc({
      displayName: 'Microsoft Entra',
      issuer: 'https://login.microsoftonline.com/organizations/v2.0',
      subjectClaim: 'oid',
      groupsClaim: 'groups',
      allowedTenants: ['11111111-2222-3333-4444-555555555555', '66666666-7777-8888-9999-000000000000'],
    }),
  },
  Domain: { scopes, signIn: oidc({ displayName: 'Google', issuer: 'https://accounts.google.com', hostedDomain: 'example.org' }) },
  Several: {
    scopes,
    groupScopes: { editors: ['orders:write'] },
    signIn: SignIn.anyOf([SignIn.managed(), oidc({ displayName: 'Okta', issuer: 'https://example.okta.com', callbackId: 'okta', groupsClaim: 'groups' })]),
  },
  Machines: { scopes, signIn: SignIn.none(), clients: [PreRegisteredClient.machine('nightly-report', { scopes: ['orders:read'] })] },
};

for (const [name, options] of Object.entries(VARIANTS)) {
  new RemoteMcpServer(new Stack(app, name), 'Server', { serverName: 'orders', authorization: McpAuthorization.oauth(options) });
}
app.synth();
