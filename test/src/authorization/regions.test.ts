import { App, Stack, StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { InitialAccessToken, McpAuthorization, OAuthAuthorizationOptions, PreRegisteredClient, RemoteMcpServer, SignIn, SigningSecret } from '../../../src';

/** What AWS would refuse only at deployment, or only when a person signs in. */

const ENV = { region: 'eu-west-1', account: '111122223333' };

type Options = (stack: Stack) => OAuthAuthorizationOptions & { readonly signingSecret?: SigningSecret };

function server(options: Options, stackProps: StackProps = { env: ENV }): void {
  const stack = new Stack(new App(), 'Weather', stackProps);
  const { signingSecret, ...authorization } = options(stack);
  new RemoteMcpServer(stack, 'Server', { authorization: McpAuthorization.oauth(authorization), signingSecret });
}

const secret = (stack: Stack, region = 'us-east-1', account = ENV.account) =>
  secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', `arn:aws:secretsmanager:${region}:${account}:secret:mcp-a1b2c3`);
const pool = (stack: Stack, region = 'us-east-1', account = ENV.account) =>
  cognito.UserPool.fromUserPoolArn(stack, 'Pool', `arn:aws:cognito-idp:${region}:${account}:userpool/${region}_AbCdEf`);
const client = (stack: Stack) => cognito.UserPoolClient.fromUserPoolClientId(stack, 'Client', '4abc');
const oidc = (clientSecret: secretsmanager.ISecret) => SignIn.oidc({ displayName: 'Staff', issuer: 'https://login.example.com', clientId: 'mcp', clientSecret });

test.each<[string, Options, RegExp]>([
  ['a signing secret', (stack) => ({ signingSecret: SigningSecret.fromSecret(secret(stack)) }), /the signing secret, "Weather\/Secret", is in us-east-1, and the server in eu-west-1; replicate it/],
  ['an initial access token', (stack) => ({ initialAccessToken: InitialAccessToken.fromSecret(secret(stack)) }), /the initial access token, .* is in us-east-1/],
  ['a provider\'s client secret', (stack) => ({ signIn: oidc(secret(stack)) }), /the client secret of the sign-in "Staff", .* is in us-east-1/],
  ['an app client\'s secret', (stack) => ({
    signIn: SignIn.cognitoUserPool(pool(stack), { userPoolClient: client(stack), clientSecret: secret(stack) }),
  }), /the client secret of the sign-in "your account", .* is in us-east-1/],
  ['a declared client\'s secret', (stack) => ({ clients: [PreRegisteredClient.machine('ci', { secret: secret(stack) })] }), /the secret of the client "ci", .* is in us-east-1/],
  ['a user pool', (stack) => ({ signIn: SignIn.cognitoUserPool(pool(stack)) }), /the user pool "us-east-1_AbCdEf" is in us-east-1, and the server in eu-west-1; .*userPoolClient/],
  ['a user pool by its id', (stack) => ({ signIn: SignIn.cognitoUserPool(cognito.UserPool.fromUserPoolId(stack, 'Pool', 'us-east-1_AbCdEf')) }), /the user pool "us-east-1_AbCdEf" is in us-east-1/],
  ['a user pool of another stack', (stack) => {
    const other = new Stack(stack.node.root as App, 'Elsewhere', { env: { ...ENV, region: 'us-east-1' }, crossRegionReferences: true });
    return { signIn: SignIn.cognitoUserPool(new cognito.UserPool(other, 'People')) };
  }, /the user pool "Elsewhere\/People" is in us-east-1/],
])('%s of another Region is refused', (_, options, message) => {
  expect(() => server(options)).toThrow(new RegExp(`OtherRegion: ${message.source}`));
});

test('a user pool of another account is refused', () => {
  expect(() => server((stack) => ({ signIn: SignIn.cognitoUserPool(pool(stack, ENV.region, '444455556666')) })))
    .toThrow(/OtherAccount: the user pool "eu-west-1_AbCdEf" belongs to the account 444455556666, and the server to 111122223333; .*userPoolClient/);
});

test.each<[string, StackProps, Options]>([
  ['a user pool elsewhere with an app client', { env: ENV }, (stack) => ({ signIn: SignIn.cognitoUserPool(pool(stack, 'us-east-1', '444455556666'), { userPoolClient: client(stack) }) })],
  ['a secret of another account', { env: ENV }, (stack) => ({ signIn: oidc(secret(stack, ENV.region, '444455556666')) })],
  ['what is here', { env: ENV }, (stack) => ({ signIn: SignIn.anyOf([SignIn.cognitoUserPool(pool(stack, ENV.region)), oidc(secret(stack, ENV.region))]) })],
  ['a user pool in a stack of any Region', {}, (stack) => ({ signIn: SignIn.cognitoUserPool(pool(stack)) })],
])('%s is accepted', (_, stackProps, options) => {
  expect(() => server(options, stackProps)).not.toThrow();
});
