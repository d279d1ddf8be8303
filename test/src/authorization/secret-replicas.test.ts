import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { GeneratedSecretOptions, InitialAccessToken, McpAuthorization, RemoteMcpServer, RemoteMcpServerProps, SignIn, SigningSecret } from '../../../src';
import { rendered, resources } from '../../support/synthesized-server';

/** Secrets that servers in two Regions share. */

const ACCOUNT = '111122223333';
const REPLICA = { region: 'eu-west-1' };

function serverIn(region: string | undefined, props: (stack: Stack) => RemoteMcpServerProps): Template {
  const stack = new Stack(new App(), `Weather-${region}`, region === undefined ? {} : { env: { account: ACCOUNT, region } });
  new RemoteMcpServer(stack, 'Server', props(stack));
  return Template.fromStack(stack);
}

const secretsOf = (template: Template) => Object.entries(resources(template, 'AWS::SecretsManager::Secret'))
  .map(([id, { Properties: { Name, ReplicaRegions } }]) => [id.replace(/[0-9A-F]{8}$/, ''), Name, ReplicaRegions && rendered(ReplicaRegions)]);

const both = (options: GeneratedSecretOptions = {}): RemoteMcpServerProps => ({
  signingSecret: SigningSecret.generated({ ...options, secretName: options.secretName && `${options.secretName}/signing` }),
  authorization: McpAuthorization.oauth({ signIn: SignIn.none(), initialAccessToken: InitialAccessToken.generated({ ...options, secretName: options.secretName && `${options.secretName}/token` }) }),
});

test('what servers in two Regions share is replicated under its name', () => {
  expect(secretsOf(serverIn('eu-central-1', () => both({ secretName: 'mcp', replicaRegions: [REPLICA] })))).toEqual([
    ['ServerSigningSecret', 'mcp/signing', [{ Region: 'eu-west-1' }]], ['ServerInitialAccessToken', 'mcp/token', [{ Region: 'eu-west-1' }]],
  ]);
});

test('nothing is replicated or named unless it is said', () => {
  expect(secretsOf(serverIn('eu-central-1', () => both()))).toEqual([['ServerSigningSecret', undefined, undefined], ['ServerInitialAccessToken', undefined, undefined]]);
});

test('replicas have keys of their Regions, and the server that reads one may use its key', () => {
  const keyIn = (stack: Stack, region: string) => kms.Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:${ACCOUNT}:key/mrk-1234`);
  const home = serverIn('eu-central-1', (stack) => ({
    encryptionKey: new kms.Key(stack, 'Key'), ...both({ secretName: 'mcp', replicaRegions: [{ ...REPLICA, encryptionKey: keyIn(stack, 'eu-west-1') }] }),
  }));
  expect(secretsOf(home)[0]).toEqual(['ServerSigningSecret', 'mcp/signing', [{ Region: 'eu-west-1', KmsKeyId: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/mrk-1234` }]]);

  const away = serverIn('eu-west-1', (stack) => ({
    authorization: McpAuthorization.oauth({ signIn: SignIn.none() }),
    signingSecret: SigningSecret.fromSecret(secretsmanager.Secret.fromSecretAttributes(stack, 'Signing', {
      secretPartialArn: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:mcp/signing`, encryptionKey: keyIn(stack, 'eu-west-1'),
    })),
  }));
  const policies = JSON.stringify(rendered(resources(away, 'AWS::IAM::Policy')));
  expect(policies).toContain(`arn:aws:kms:eu-west-1:${ACCOUNT}:key/mrk-1234`);
  expect(policies).toContain('secretsmanager.eu-west-1.amazonaws.com');
});

test('a secret is rotated in its Region, and the server that reads a replica knows the next key', () => {
  const home = serverIn('eu-central-1', () => ({ signingSecret: SigningSecret.generated({ secretName: 'mcp/signing', rotateEvery: Duration.days(90), replicaRegions: [REPLICA] }) }));
  const away = serverIn('eu-west-1', (stack) => ({
    signingSecret: SigningSecret.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Signing', 'mcp/signing'), { rotatedElsewhere: true }),
  }));
  expect([home, away].map((template) => Object.keys(resources(template, 'AWS::SecretsManager::RotationSchedule')).length)).toEqual([1, 0]);
  expect([home, away].map((template) => JSON.stringify(template.toJSON()).includes('rotatesSigningSecret'))).toEqual([true, true]);
  expect(JSON.stringify(away.toJSON())).not.toMatch(/PutSecretValue|eu-central-1/);
});

type Options = (stack: Stack) => GeneratedSecretOptions;
const SIGNING = { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY };
const key = (stack: Stack, region: string) => kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${region}:${ACCOUNT}:key/1234`);

test.each<[string, string | undefined, Options, RegExp]>([
  ['a replica in the Region of the secret', 'eu-west-1', () => ({ replicaRegions: [REPLICA] }), /ReplicaInOwnRegion: the signing secret is in eu-west-1, and so is one of its replicas/],
  ['two replicas in a Region', 'eu-central-1', () => ({ replicaRegions: [REPLICA, REPLICA] }), /DuplicateReplicaRegion: the signing secret has two replicas in eu-west-1/],
  ['replicas of a stack for any Region', undefined, () => ({ replicaRegions: [REPLICA] }), /ReplicasOfUnknownRegion: .* give the stack an env with a region/],
  ['a misspelt Region', 'eu-central-1', () => ({ replicaRegions: [{ region: 'eu-west1' }] }), /InvalidRegion: a replica of the signing secret is in "eu-west1", which names no AWS Region; did you mean "eu-west-1"\?/],
  ['a zone', 'eu-central-1', () => ({ replicaRegions: [{ region: 'eu-west-1a' }] }), /InvalidRegion: .* did you mean "eu-west-1"\?/],
  ['the name of a city', 'eu-central-1', () => ({ replicaRegions: [{ region: 'Frankfurt' }] }), /InvalidRegion: .* write a name such as "eu-west-1"/],
  ['a Region of another partition', 'eu-central-1', () => ({ replicaRegions: [{ region: 'cn-north-1' }] }), /ReplicaInOtherPartition: the signing secret is in eu-central-1 \(aws\), and one of its replicas in cn-north-1 \(aws-cn\)/],
  ['a key that signs', 'eu-central-1', (stack) => ({ replicaRegions: [{ ...REPLICA, encryptionKey: new kms.Key(new Stack(stack.node.root as App, 'Away', { env: { account: ACCOUNT, region: 'eu-west-1' } }), 'Key', SIGNING) }] }), /InvalidEncryptionKey: the key "Away\/Key" of the replica of the signing secret in eu-west-1 has the spec ECC_NIST_P256/],
  ['a key of another Region', 'eu-central-1', (stack) => ({ replicaRegions: [{ ...REPLICA, encryptionKey: key(stack, 'eu-central-1') }] }), /ReplicaKeyOfOtherRegion: the key "Weather-eu-central-1\/Key" of the replica of the signing secret in eu-west-1 is in eu-central-1/],
  ['a name that Secrets Manager refuses', 'eu-central-1', () => ({ secretName: 'the secret' }), /InvalidSecretName: the signing secret is named "the secret"; use 1 to 512/],
  ['a name that ends as ARNs do', 'eu-central-1', () => ({ secretName: 'mcp-secret' }), /InvalidSecretName: .* hyphen and six characters/],
])('%s: refused', (_, region, options, message) => {
  expect(() => serverIn(region, (stack) => ({ signingSecret: SigningSecret.generated(options(stack)) }))).toThrow(new RegExp(`${message.source}.*\\[at Weather`));
});

/** What synthesis says of a replica. */
function saidOf(region: (stack: Stack) => string): string[] {
  const stack = new Stack(new App(), 'Weather', { env: { account: ACCOUNT, region: 'eu-central-1' } });
  new RemoteMcpServer(stack, 'Server', both({ replicaRegions: [{ region: region(stack) }] }));
  return (stack.node.root as App).synth().getStackArtifact(stack.artifactId).messages.map(({ entry }) => String(entry.data)).filter((message) => message.includes('replica'));
}

test.each<[string, string, RegExp]>([
  ['that may be newer than the CDK', 'eu-north-2', /^a replica of the signing secret is in "eu-north-2", a Region that this version of aws-cdk-lib does not know; did you mean "eu-north-1"\? If the Region is newer, acknowledge this/],
  ['that is near none', 'xx-galactic-1', /does not know; check its name\. If the Region is newer/],
])('a Region %s is warned of', (_, region, warning) => {
  expect(saidOf(() => region)[0]).toMatch(warning);
});

test('a Region that only the deployment knows is left to it', () => {
  expect(saidOf((stack) => new CfnParameter(stack, 'Away').valueAsString)).toEqual([]);
});

test('the key of a replica may be an alias: nothing here is granted on it', () => {
  const template = serverIn('eu-central-1', (stack) => {
    const away = new Stack(stack.node.root as App, 'Away', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    return both({ replicaRegions: [{ ...REPLICA, encryptionKey: kms.Alias.fromAliasName(away, 'Alias', 'alias/mcp') }] });
  });
  expect(JSON.stringify(secretsOf(template))).toContain('alias/mcp');
});

test('a replica without a key is refused where the server has one', () => {
  expect(() => serverIn('eu-central-1', (stack) => ({ encryptionKey: new kms.Key(stack, 'Key'), ...both({ replicaRegions: [REPLICA] }) })))
    .toThrow(/ReplicaWithoutKey: the server has an encryptionKey, and the replica of the signing secret in eu-west-1 .*\{ region: 'eu-west-1', encryptionKey: … \}/);
});

test('one field of a secret is not rotated elsewhere', () => {
  expect(() => serverIn('eu-west-1', (stack) => ({
    signingSecret: SigningSecret.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Signing', 'mcp'), { field: 'key', rotatedElsewhere: true }),
  }))).toThrow(/RotatedField: rotatedElsewhere is said of the field "key"/);
});
