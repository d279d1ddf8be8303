import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { McpAudit, McpAuthorization, McpReports, McpSubscriptions, McpTask, McpTool, PreRegisteredClient, RemoteMcpServer, RemoteMcpServerProps, SigningSecret } from '../../src';
import { only, rendered, resources, synthesizeServer, toolFunction } from '../support/synthesized-server';

/** A server that keeps everything that a server can keep. */
function everything(stack: Stack): RemoteMcpServerProps {
  return {
    removalPolicy: RemovalPolicy.DESTROY,
    tools: [McpTool.fromFunction('work', toolFunction(stack), {
      description: 'Takes its time', confirm: 'Now?', cancellable: true, task: McpTask.optional(), reports: McpReports.fromTable(),
    })],
    authorization: McpAuthorization.oauth({ clients: [PreRegisteredClient.machine('ci')] }),
    subscriptions: McpSubscriptions.polling(),
    signingSecret: SigningSecret.generated({ rotateEvery: Duration.days(90) }),
    audit: McpAudit.logGroup(),
  };
}

const KEY = '{Key.Arn}';

let template: Template;
beforeAll(() => {
  const stack = new Stack(new App(), 'Weather');
  const server = new RemoteMcpServer(stack, 'Server', { ...everything(stack), encryptionKey: new kms.Key(stack, 'Key') });
  server.grants.publishChanges(toolFunction(stack, 'Publisher'));
  server.registry!.grantReadData(toolFunction(stack, 'Auditor'));
  template = Template.fromStack(stack);
});

/** The permissions of a role that have to do with the key, as `via: actions`. */
function keyPermissions(role: string): string[] {
  const policies = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith(role));
  return policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown; Condition?: any }[])
    .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:')))
    .map(({ Action, Resource, Condition }) => {
      expect(rendered(Resource)).toBe(KEY);
      return `${Condition === undefined ? 'any' : rendered(Condition.StringEquals['kms:ViaService'])}: ${[Action].flat().join(' ')}`;
    }).sort();
}

const READS = 'dynamodb.{AWS::Region}.amazonaws.com: kms:Decrypt kms:DescribeKey';
const WRITES = `${READS} kms:Encrypt kms:GenerateDataKey kms:ReEncryptFrom kms:ReEncryptTo`;
const SECRETS = 'secretsmanager.{AWS::Region}.amazonaws.com: kms:Decrypt';

test.each([
  ['AWS::DynamoDB::GlobalTable', 4, ({ Replicas: [{ SSESpecification }] }: any) => SSESpecification.KMSMasterKeyId],
  ['AWS::SecretsManager::Secret', 4, ({ KmsKeyId }: any) => KmsKeyId],
  ['AWS::S3::Bucket', 1, ({ BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault }] } }: any) => ServerSideEncryptionByDefault.KMSMasterKeyID],
  ['AWS::Logs::LogGroup', 11, ({ KmsKeyId }: any) => KmsKeyId],
])('every %s of the server is encrypted with the key', (type, count, keyOf) => {
  const made = Object.entries(resources(template, type)).filter(([id]) => id.startsWith('Server'));
  expect(made).toHaveLength(count);
  expect(made.filter(([, { Properties }]) => rendered(keyOf(Properties)) !== KEY).map(([id]) => id)).toEqual([]);
});

test('the environment of every function of the server is encrypted with the key', () => {
  const functions = Object.entries(resources(template, 'AWS::Lambda::Function')).filter(([id]) => id.startsWith('Server'));
  expect(functions.map(([, { Properties }]) => rendered(Properties.KmsKeyArn))).toEqual(functions.map(() => KEY));
  expect(functions).toHaveLength(7);
});

test('a role may use the key for what it may read and write, through the service that holds it', () => {
  expect(keyPermissions('ServerAuthorizerRole')).toEqual([READS]);
  expect(keyPermissions('ServerOAuthRole')).toEqual([WRITES, SECRETS]);
  expect(keyPermissions('ServerDocumentFetcherRole')).toEqual([]);
  expect(keyPermissions('ServerMcpRole')).toEqual([WRITES, 's3.{AWS::Region}.amazonaws.com: kms:Decrypt', SECRETS]);
  expect(keyPermissions('ServerTasksRunnerRole')).toEqual([WRITES, 's3.{AWS::Region}.amazonaws.com: kms:Decrypt kms:GenerateDataKey']);
});

test('so may a function that reports, whoever publishes changes, and whoever the registry is granted to', () => {
  expect(keyPermissions('ServerToolReports')).toEqual([WRITES]);
  expect(keyPermissions('Publisher')).toEqual([WRITES]);
  expect(keyPermissions('Auditor')).toEqual(['any: kms:Decrypt kms:DescribeKey']);
});

test('CloudWatch Logs may use the key for the log groups of the account', () => {
  const [, key] = only(template, 'AWS::KMS::Key');
  const statements = (key.Properties.KeyPolicy.Statement as { Sid?: string; Principal: unknown; Condition: unknown }[]).filter(({ Sid }) => Sid === 'LogGroupsOfRemoteMcpServer');
  expect(statements).toHaveLength(1);
  expect(rendered(statements[0].Condition)).toEqual({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:{AWS::Partition}:logs:{AWS::Region}:{AWS::AccountId}:log-group:*' } });
});

test('servers may share a key', () => {
  const stack = new Stack(new App(), 'Weather');
  const encryptionKey = new kms.Key(stack, 'Key');
  new RemoteMcpServer(stack, 'One', { encryptionKey });
  new RemoteMcpServer(stack, 'Two', { encryptionKey });
  const [, key] = only(Template.fromStack(stack), 'AWS::KMS::Key');
  expect(JSON.stringify(key).match(/LogGroupsOfRemoteMcpServer/g)).toHaveLength(1);
});

test('an imported key gets a warning that says what its policy must allow', () => {
  const { stack } = synthesizeServer((scope) => ({ encryptionKey: kms.Key.fromKeyArn(scope, 'Imported', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd') }));
  Annotations.fromStack(stack).hasWarning('/Weather/Server', Match.stringLikeRegexp('"Weather/Imported" must let logs'));
});

test('a key of another Region is refused', () => {
  const stack = new Stack(new App(), 'Weather', { env: { region: 'eu-west-1' } });
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Imported', 'arn:aws:kms:us-east-1:111122223333:key/1234abcd');
  expect(() => new RemoteMcpServer(stack, 'Server', { encryptionKey })).toThrow(/the key "Weather\/Imported" is in us-east-1, and the server in eu-west-1; .*replica.* \[at Weather\/Server\]/);
});

test('without one, nothing is about keys', () => {
  expect(JSON.stringify(synthesizeServer(everything).template)).not.toMatch(/kms:|KmsKey|KMSMasterKey/);
});

test('a key may be in another stack', () => {
  const app = new App();
  const encryptionKey = new kms.Key(new Stack(app, 'Keys'), 'Key');
  const stack = new Stack(app, 'Weather');
  new RemoteMcpServer(stack, 'Server', { ...everything(stack), encryptionKey });
  expect(() => app.synth()).not.toThrow();
});

test.each<[string, (stack: Stack) => kms.IKey, RegExp]>([
  ['signs', (stack) => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY }), /InvalidEncryptionKey: the key "Weather\/Key" of encryptionKey has the spec ECC_NIST_P256 and the usage SIGN_VERIFY.*leave out its keySpec and keyUsage \[at Weather\/Server\]/],
  ['is asymmetric', (stack) => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.RSA_4096 }), /InvalidEncryptionKey: .* RSA_4096/],
  ['makes codes', (stack) => new kms.Key(stack, 'Key', { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC }), /InvalidEncryptionKey: .* HMAC_256/],
  ['is disabled', (stack) => new kms.Key(stack, 'Key', { enabled: false }), /InvalidEncryptionKey: .* is disabled/],
  ['is an alias', (stack) => new kms.Alias(stack, 'Alias', { aliasName: 'alias/data', targetKey: new kms.Key(stack, 'Key') }), /EncryptionKeyAlias: the key "Weather\/Alias" of encryptionKey is an alias/],
  ['is an imported alias', (stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/data'), /EncryptionKeyAlias/],
])('a key that %s cannot encrypt what the server keeps', (_, keyIn, message) => {
  const stack = new Stack(new App(), 'Weather');
  expect(() => new RemoteMcpServer(stack, 'Server', { encryptionKey: keyIn(stack) })).toThrow(message);
});
