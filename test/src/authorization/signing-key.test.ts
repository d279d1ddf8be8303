import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { McpAuthorization, RemoteMcpServer, SigningKey } from '../../../src';
import { DEPLOYMENT_METADATA_KEY } from '../../../src/contract/deployment';
import { only, rendered, resources, synthesizeServer } from '../../support/synthesized-server';

const P256 = { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY };
const FOREIGN = 'arn:aws:kms:eu-west-1:444455556666:key/1234abcd';
const ENV = { account: '111122223333', region: 'eu-west-1' };

const synthesized = (keyOf: (stack: Stack) => SigningKey) => synthesizeServer(
  (stack) => ({ authorization: McpAuthorization.oauth({ signingKey: keyOf(stack) }) }),
).template;
type Synthesized = ReturnType<typeof synthesized>;
const oauthFunction = (template: Synthesized) => only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerOAuth'))[1];
const metadata = (template: Synthesized) => (oauthFunction(template).Metadata as { readonly [key: string]: any })[DEPLOYMENT_METADATA_KEY];
const configuration = (template: Synthesized) => rendered(oauthFunction(template).Properties.Environment.Variables.OAUTH_CONFIGURATION) as string;

/** Who may do what with keys, by the beginnings of the roles' ids. */
function keyStatements(template: Synthesized): readonly (readonly [string, any])[] {
  return Object.entries(resources(template, 'AWS::IAM::Policy')).flatMap(([id, { Properties }]) => (
    (rendered(Properties.PolicyDocument.Statement) as { readonly Action: string | string[] }[])
      .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:'))).map((statement) => [id.replace(/(?<=Role).*/, ''), statement] as const)
  ));
}

describe('a signing key in KMS', () => {
  const template = synthesized((stack) => SigningKey.fromKms(new kms.Key(stack, 'Signing', P256), { next: kms.Key.fromKeyArn(stack, 'Next', FOREIGN) }));

  test('may be used by the OAuth function only, to sign what it signs and to read its public half; the next one signs nothing', () => {
    expect(keyStatements(template)).toEqual([
      ['ServerOAuthRole', { Effect: 'Allow', Action: 'kms:GetPublicKey', Resource: ['{Signing.Arn}', FOREIGN] }],
      ['ServerOAuthRole', {
        Effect: 'Allow', Action: 'kms:Sign', Resource: '{Signing.Arn}', Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' } },
      }],
    ]);
  });

  test('is named in the function\'s configuration, and in what says which stand-ins it needs elsewhere', () => {
    expect(configuration(template)).toContain(`"signingKeyArn":"{Signing.Arn}","nextSigningKeyArn":"${FOREIGN}"`);
    expect(rendered(metadata(template).signingKeys)).toEqual(['{Signing.Arn}', FOREIGN]);
  });

  test('leaves its own policy as it is: the key may be in a stack that was deployed before', () => {
    const [, { Properties }] = only(template, 'AWS::KMS::Key');
    expect(JSON.stringify(Properties.KeyPolicy)).not.toMatch(/Lambda|OAuth/);
  });

  test('does not take the place of the signing secret, of which everything else is made', () => {
    expect(oauthFunction(template).Properties.Environment.Variables.SIGNING_SECRET_ARN).toBeDefined();
  });
});

test.each<[string, () => Synthesized]>([
  ['without a choice', () => synthesizeServer().template],
  ['with a key of the signing secret', () => synthesized(() => SigningKey.fromSigningSecret())],
])('%s, nothing in the template is about KMS', (_name, synthesize) => {
  const template = synthesize();
  expect(keyStatements(template)).toEqual([]);
  expect(configuration(template)).not.toContain('igningKeyArn');
  expect(metadata(template)).not.toHaveProperty('signingKeys');
});

test('a key that is next to the one of the signing secret is published, and not used', () => {
  const template = synthesized((stack) => SigningKey.fromSigningSecret({ next: new kms.Key(stack, 'Next', P256) }));
  expect(keyStatements(template)).toEqual([['ServerOAuthRole', { Effect: 'Allow', Action: 'kms:GetPublicKey', Resource: '{Next.Arn}' }]]);
  expect(configuration(template)).toContain('"nextSigningKeyArn":"{Next.Arn}"');
});

test.each<[string, (stack: Stack) => SigningKey, RegExp]>([
  ['a key that encrypts', (stack) => SigningKey.fromKms(new kms.Key(stack, 'Key')), /InvalidSigningKey: the signing key "Weather\/Key" has the spec SYMMETRIC_DEFAULT and the usage ENCRYPT_DECRYPT; make it with keySpec: kms\.KeySpec\.ECC_NIST_P256/],
  ['a key of another curve', (stack) => SigningKey.fromKms(new kms.Key(stack, 'Key', { ...P256, keySpec: kms.KeySpec.ECC_NIST_P384 })), /InvalidSigningKey: .* ECC_NIST_P384/],
  ['a key of RSA', (stack) => SigningKey.fromKms(new kms.Key(stack, 'Key', { ...P256, keySpec: kms.KeySpec.RSA_2048 })), /InvalidSigningKey: .* RSA_2048/],
  ['a key for key agreement', (stack) => SigningKey.fromKms(new kms.Key(stack, 'Key', { ...P256, keyUsage: kms.KeyUsage.KEY_AGREEMENT })), /InvalidSigningKey: .* KEY_AGREEMENT/],
  ['a next key that encrypts', (stack) => SigningKey.fromSigningSecret({ next: new kms.Key(stack, 'Key') }), /InvalidSigningKey/],
  ['an alias', (stack) => SigningKey.fromKms(new kms.Alias(stack, 'Alias', { aliasName: 'alias/signing', targetKey: new kms.Key(stack, 'Key', P256) })), /SigningKeyAlias: the signing key "Weather\/Alias" is an alias/],
  ['an imported alias', (stack) => SigningKey.fromKms(kms.Alias.fromAliasName(stack, 'Alias', 'alias/signing')), /SigningKeyAlias/],
  ['a key of another Region', (stack) => SigningKey.fromKms(kms.Key.fromKeyArn(stack, 'Key', FOREIGN.replace('eu-west-1', 'us-east-1'))), /OtherRegion: the signing key "Weather\/Key" is in us-east-1, and the server in eu-west-1; give a key of the Region of the server/],
  ['one key twice', (stack) => {
    const key = new kms.Key(stack, 'Key', P256);
    return SigningKey.fromKms(key, { next: key });
  }, /SameSigningKey: the key "Weather\/Key" signs and is next/],
])('%s is refused', (_name, keyOf, message) => {
  const stack = new Stack(new App(), 'Weather', { env: ENV });
  expect(() => new RemoteMcpServer(stack, 'Server', { authorization: McpAuthorization.oauth({ signingKey: keyOf(stack) }) })).toThrow(message);
});

test.each<[string, (stack: Stack) => kms.IKey]>([
  ['of another account', (stack) => kms.Key.fromKeyArn(stack, 'Key', FOREIGN)],
  ['that only the deployment knows', (stack) => kms.Key.fromKeyArn(stack, 'Key', stack.formatArn({ service: 'kms', resource: 'key', resourceName: '1234abcd' }))],
  ['of several Regions', (stack) => new kms.Key(stack, 'Key', { ...P256, multiRegion: true })],
  ['that the app declares as CloudFormation does', (stack) => kms.Key.fromCfnKey(new kms.CfnKey(stack, 'Cfn', {
    keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY', keyPolicy: { Statement: [{ Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: `arn:aws:iam::${ENV.account}:root` } }] },
  }))],
])('a key %s is accepted', (_name, keyOf) => {
  const stack = new Stack(new App(), 'Weather', { env: ENV });
  expect(() => new RemoteMcpServer(stack, 'Server', { authorization: McpAuthorization.oauth({ signingKey: SigningKey.fromKms(keyOf(stack)) }) })).not.toThrow();
});
