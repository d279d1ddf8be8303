import { Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { OidcSignInOptions, SignIn, SignInConfig } from '../../../src';
import { GRANT_LIFETIME_SECONDS } from '../../../src/contract/limits';
import { configurationOf, oauthServer } from '../../support/oauth-server';
import { mockReply, only, rendered, resources, synthesizeServer } from '../../support/synthesized-server';

const issuer = 'https://{ServerGatewayApi}.execute-api.{AWS::Region}.{AWS::URLSuffix}/prod';
const managed = oauthServer();

const signInOf = (signIn: SignIn) => configurationOf(oauthServer({ signIn })).signIn;
const oidc = (options: Partial<OidcSignInOptions> = {}) => SignIn.oidc({ displayName: 'Example Inc.', issuer: 'https://login.example.com', clientId: 'mcp', ...options });

describe('managed sign-in', () => {
  const [, pool] = only(managed.template, 'AWS::Cognito::UserPool');
  const [, client] = only(managed.template, 'AWS::Cognito::UserPoolClient');

  test('is a user pool to which nobody can add himself, with strong passwords and an optional second factor', () => {
    expect(pool.Properties).toMatchObject({
      UserPoolTier: 'ESSENTIALS',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      Policies: { PasswordPolicy: { MinimumLength: 12 } },
    });
  });

  test('keeps people\'s accounts when the stack is deleted, unless told otherwise', () => {
    expect(pool).toMatchObject({ DeletionPolicy: 'Retain', Properties: { DeletionProtection: 'ACTIVE' } });
    const [, disposable] = only(synthesizeServer({ removalPolicy: RemovalPolicy.DESTROY }).template, 'AWS::Cognito::UserPool');
    expect(disposable).toMatchObject({ DeletionPolicy: 'Delete', Properties: { DeletionProtection: 'INACTIVE' } });
  });

  test('has managed login under a host name that no other stack and no other server has', () => {
    const [, domain] = only(managed.template, 'AWS::Cognito::UserPoolDomain');
    expect(domain.Properties).toMatchObject({
      ManagedLoginVersion: 2,
      Domain: { 'Fn::Join': ['', [expect.stringMatching(/^mcp-[0-9a-f]{8}-$/), { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }]] },
    });
    managed.template.hasResourceProperties('AWS::Cognito::ManagedLoginBranding', { UseCognitoProvidedValues: true });
  });

  test('knows the server as a public client with the code flow and one way back', () => {
    expect(rendered(client.Properties)).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      CallbackURLs: [`${issuer}/callback/managed`],
      LogoutURLs: [`${issuer}/signed-out`],
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect(configurationOf(managed).signIn).toEqual([{
      id: 'managed',
      name: 'your account',
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/serversigninuserpool',
      clientId: 'serversigninuserpoolclientmanaged',
      scopes: ['openid', 'email', 'profile'],
      offlineAccess: true,
      groupsClaim: 'cognito:groups',
    }]);
  });

  test('needs no custom resource', () => {
    expect(Object.values(managed.template.toJSON().Resources as { [id: string]: { Type: string } }).filter(({ Type }) => /^Custom::|CustomResource/.test(Type))).toEqual([]);
  });

  test('can be had', () => {
    expect(rendered(managed.stack.resolve(managed.server.userPool!.userPoolId))).toBe('{ServerSignInUserPool}');
  });

  test('may be stricter, or open', () => {
    const { template } = oauthServer({
      signIn: SignIn.managed({ mfa: cognito.Mfa.REQUIRED, selfSignUp: true, featurePlan: cognito.FeaturePlan.PLUS, domainPrefix: 'weather-sign-in' }),
    });
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'ON', AdminCreateUserConfig: { AllowAdminCreateUserOnly: false }, UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolDomain', { Domain: 'weather-sign-in' });
  });

  test('fails under a plan without managed login', () => {
    expect(() => signInOf(SignIn.managed({ featurePlan: cognito.FeaturePlan.LITE }))).toThrow(/NoManagedLogin: featurePlan is LITE/);
  });

  test.each(['my-aws', 'amazonia', 'cognito1', 'Upper', '-x', 'x'.repeat(64), ''])('fails with the host name "%s"', (domainPrefix) => {
    expect(() => signInOf(SignIn.managed({ domainPrefix }))).toThrow(/InvalidDomainPrefix: domainPrefix is "/);
  });
});

test('the app client that people sign in through lets the server look at them again as long as any of their grants lives', () => {
  const [, { Properties: client }] = only(managed.template, 'AWS::Cognito::UserPoolClient');
  expect(client).toMatchObject({
    IdTokenValidity: 5, AccessTokenValidity: 5, TokenValidityUnits: { IdToken: 'minutes', AccessToken: 'minutes', RefreshToken: 'minutes' },
  });
  expect(client.RefreshTokenValidity * 60).toBeGreaterThan(GRANT_LIFETIME_SECONDS + 3600);
});

describe('a user pool of your own', () => {
  const ownPool = (stack: Stack) => cognito.UserPool.fromUserPoolArn(stack, 'Own', 'arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_AbCdEf');

  test('gets a client, and no more', () => {
    const own = oauthServer((stack) => ({ signIn: SignIn.cognitoUserPool(ownPool(stack), { displayName: 'Staff' }) }));
    own.template.resourceCountIs('AWS::Cognito::UserPool', 0);
    own.template.hasResourceProperties('AWS::Cognito::UserPoolClient', { UserPoolId: 'eu-central-1_AbCdEf', GenerateSecret: false });
    expect(configurationOf(own).signIn).toMatchObject([{ name: 'Staff', issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf' }]);
  });

  test('may have a client already, with a secret', () => {
    const own = oauthServer((stack) => ({
      signIn: SignIn.cognitoUserPool(ownPool(stack), {
        userPoolClient: cognito.UserPoolClient.fromUserPoolClientId(stack, 'Client', '4abc'),
        clientSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:cognito-a1b2c3'),
        clientSecretField: 'secret',
      }),
    }));
    own.template.resourceCountIs('AWS::Cognito::UserPoolClient', 0);
    expect(configurationOf(own).signIn).toMatchObject([
      { clientId: '4abc', clientSecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:cognito-a1b2c3', clientSecretField: 'secret' },
    ]);
    expect(JSON.stringify(own.template.findResources('AWS::IAM::Policy'))).toContain('secret:cognito-a1b2c3');
  });
});

describe('an OpenID provider', () => {
  test('is described to the authorization server, which may read the secret', () => {
    const server = oauthServer((stack) => ({
      signIn: oidc({
        clientSecret: new secretsmanager.Secret(stack, 'Secret'), clientSecretField: 'value', scopes: ['openid', 'groups'], subjectClaim: 'oid', groupsClaim: 'groups', allowedTenants: ['t1'], hostedDomain: 'example.com',
      }),
    }));
    expect(configurationOf(server).signIn).toEqual([{
      id: 'login-example-com',
      name: 'Example Inc.',
      issuer: 'https://login.example.com',
      clientId: 'mcp',
      clientSecretArn: 'secret',
      clientSecretField: 'value',
      scopes: ['openid', 'groups'],
      subjectClaim: 'oid',
      groupsClaim: 'groups',
      allowedTenants: ['t1'],
      hostedDomain: 'example.com',
    }]);
    server.template.resourceCountIs('AWS::Cognito::UserPool', 0);
    const [, policy] = only(server.template, 'AWS::IAM::Policy', (_, id) => id.startsWith('ServerOAuthRole'));
    expect(rendered(policy.Properties.PolicyDocument.Statement)).toContainEqual(expect.objectContaining({ Resource: '{Secret}' }));
  });

  test('has its secret named to tools that read the template, for where there is no Secrets Manager', () => {
    const server = oauthServer((stack) => ({
      signIn: oidc({ clientSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'prod/sign-in'), clientSecretField: 'value' }),
    }));
    const [, oauthFunction] = only(server.template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerOAuthFunction'));
    expect(rendered((oauthFunction.Metadata as { RemoteMcpServer: unknown }).RemoteMcpServer)).toEqual({
      secrets: [
        { arn: '{ServerSigningSecret}' },
        { arn: '{ServerInitialAccessToken}' },
        { arn: 'arn:{AWS::Partition}:secretsmanager:{AWS::Region}:{AWS::AccountId}:secret:prod/sign-in', field: 'value' },
      ],
    });
  });

  test('is told to tools that read the template', () => {
    const rules = { subjectClaim: 'oid', groupsClaim: 'roles', allowedTenants: ['one'], hostedDomain: 'example.org' };
    const signIn = oidc({ ...rules, scopes: ['openid', 'offline_access'] });
    const { template } = oauthServer({ signIn, groupScopes: { staff: ['mcp'] } });
    const metadata = only(template, 'AWS::ApiGateway::Stage')[1].Metadata as { RemoteMcpServer: object };
    expect(metadata.RemoteMcpServer).toMatchObject({
      identityProviders: [{ issuer: 'https://login.example.com', ...rules, rechecksUsers: true }], groupScopes: { staff: ['mcp'] },
    });
  });

  test.each(['http://login.example.com', 'login.example.com', 'https://login.example.com?tenant=1', 'https://login.example.com/#x'])('fails with the issuer %s', (text) => {
    expect(() => signInOf(oidc({ issuer: text }))).toThrow(/InvalidIssuer: the issuer of "Example Inc\." is "/);
  });

  test.each(['common', 'organizations', 'consumers'])('fails where Microsoft\'s issuer "%s" lets in every tenant', (tenant) => {
    const entra = `https://login.microsoftonline.com/${tenant}/v2.0`;
    expect(() => signInOf(oidc({ issuer: entra }))).toThrow(/NoAllowedTenants/);
    expect(signInOf(oidc({ issuer: entra, allowedTenants: ['8f2c'] }))).toHaveLength(1);
  });

  test('is warned of where everybody with a Google account could sign in', () => {
    const warnings = (hostedDomain?: string) => {
      const { stack } = oauthServer({ signIn: oidc({ displayName: 'Google', issuer: 'https://accounts.google.com', hostedDomain }) });
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('AnybodySignsIn: .*"Google"'));
    };
    expect(warnings()).toHaveLength(1);
    expect(warnings('example.com')).toHaveLength(0);
  });

  test('fails without the scope openid', () => {
    expect(() => signInOf(oidc({ scopes: ['email'] }))).toThrow(/OpenIdScopeMissing/);
  });

  test.each([
    ['https://example.okta.com', 'example-okta-com'],
    ['https://example.okta.com/oauth2/default', 'example-okta-com-oauth2-default'],
    ['https://Example.eu.auth0.com/', 'example-eu-auth0-com'],
    ['https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0', 'login-microsoftonline-com-11111111-2222-3333-4444-555555555555-v2-0'],
  ])('comes back to a callback named by its issuer %s, whatever people call it', (text, id) => {
    expect(signInOf(oidc({ issuer: text }))).toMatchObject([{ id }]);
    expect(signInOf(oidc({ issuer: text, displayName: 'Another name' }))).toMatchObject([{ id }]);
  });

  test('needs a callback id where its issuer is known only at deployment', () => {
    const unknown = Lazy.string({ produce: () => 'https://login.example.com' });
    expect(() => signInOf(oidc({ issuer: unknown }))).toThrow(/UnknownCallbackId: the issuer of "Example Inc\."/);
    expect(signInOf(oidc({ issuer: unknown, callbackId: 'corp' }))).toMatchObject([{ id: 'corp', issuer: 'https://login.example.com' }]);
  });

  test.each(['', 'a/b', 'Upper', 'x'.repeat(101)])('fails with the callback id "%s"', (callbackId) => {
    expect(() => signInOf(oidc({ callbackId }))).toThrow(/InvalidCallbackId/);
  });
});

describe('several sign-ins', () => {
  test('are a choice', () => {
    const server = oauthServer({ signIn: SignIn.anyOf([SignIn.managed(), oidc(), oidc({ callbackId: 'second' })]) });
    expect(configurationOf(server).signIn.map(({ id }) => id)).toEqual(['managed', 'login-example-com', 'second']);
    expect(rendered(server.stack.resolve(server.server.userPool!.userPoolId))).toBe('{ServerSignInUserPool}');
  });

  const ids = (signIn: SignIn, type: string) => Object.keys(resources(oauthServer({ signIn }).template, type));

  test.each(['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient', 'AWS::Cognito::UserPoolDomain'])('leave the managed %s what it is, whoever joins and in whatever order', (type) => {
    const alone = ids(SignIn.managed(), type);
    expect(alone).toHaveLength(1);
    expect(ids(SignIn.anyOf([SignIn.managed(), oidc()]), type)).toEqual(alone);
    expect(ids(SignIn.anyOf([oidc(), SignIn.anyOf([SignIn.managed()])]), type)).toEqual(alone);
  });

  test('let a managed user pool stand beside one of yours, and name the managed one as the server\'s', () => {
    const server = oauthServer((stack) => ({
      signIn: SignIn.anyOf([SignIn.cognitoUserPool(new cognito.UserPool(stack, 'Own')), SignIn.managed()]),
    }));
    expect(configurationOf(server).signIn.map(({ id }) => id)).toEqual(['cognito', 'managed']);
    expect(rendered(server.stack.resolve(server.server.userPool!.userPoolId))).toBe('{ServerSignInUserPool}');
  });

  test('name none of several user pools of yours as the server\'s', () => {
    const server = oauthServer((stack) => ({
      signIn: SignIn.anyOf(['cognito', 'partners'].map((callbackId) => SignIn.cognitoUserPool(new cognito.UserPool(stack, callbackId), { callbackId }))),
    }));
    expect(configurationOf(server).signIn.map(({ id }) => id)).toEqual(['cognito', 'partners']);
    expect(server.server.userPool).toBeUndefined();
  });

  test('fail where there is none', () => {
    expect(() => signInOf(SignIn.anyOf([]))).toThrow(/NoSignIns/);
  });

  test('fail where two are managed, or two user pools have one callback', () => {
    expect(() => signInOf(SignIn.anyOf([SignIn.managed(), SignIn.managed()]))).toThrow(/SeveralManagedSignIns/);
    expect(() => oauthServer((stack) => ({
      signIn: SignIn.anyOf(['One', 'Two'].map((id) => SignIn.cognitoUserPool(new cognito.UserPool(stack, id)))),
    }))).toThrow(/DuplicateCallbackId: two sign-ins have the callback id "cognito"/);
  });

  test('fail where two would come back to the same place', () => {
    expect(() => signInOf(SignIn.anyOf([oidc(), oidc()]))).toThrow(/DuplicateCallbackId: two sign-ins have the callback id "login-example-com"/);
  });
});

test('nobody signs in where only machines call', () => {
  const server = oauthServer({ signIn: SignIn.none() });
  expect(configurationOf(server).signIn).toEqual([]);
  expect(resources(server.template, 'AWS::Cognito::UserPool')).toEqual({});
  const { grant_types_supported: grants, scopes_supported: scopes } = JSON.parse(
    mockReply(server.template, 'GET', '/.well-known/oauth-authorization-server').body);
  expect(grants).toEqual(['client_credentials']);
  expect(scopes).toEqual(['mcp']);
  expect(server.server.userPool).toBeUndefined();
});

test('a sign-in of your own has a callback, too, that must be one segment of a URL', () => {
  class OwnSignIn extends SignIn {
    public bind(): SignInConfig {
      return { providers: [{ id: 'a/b', displayName: 'Own', issuer: 'https://login.example.com', clientId: 'mcp', scopes: ['openid'] }] };
    }
  }
  expect(() => signInOf(new OwnSignIn())).toThrow(/InvalidCallbackId: the callback id of "Own" is "a\/b"/);
});
