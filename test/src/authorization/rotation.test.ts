import { Duration } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { SigningSecret, SigningSecretConfig } from '../../../src';
import { only, rendered, resources, synthesizeServer } from '../../support/synthesized-server';

const SECRET = '{ServerSigningSecret}';

describe('a signing secret that is rotated', () => {
  const { template } = synthesizeServer((stack) => ({
    encryptionKey: new kms.Key(stack, 'Key'), signingSecret: SigningSecret.generated({ rotateEvery: Duration.days(90) }),
  }));

  test('has a schedule and a function, called by its alias', () => {
    const [, schedule] = only(template, 'AWS::SecretsManager::RotationSchedule');
    expect(rendered(schedule.Properties)).toEqual({
      SecretId: SECRET, RotationLambdaARN: '{ServerRotationFunctionAliaslive}', RotationRules: { AutomaticallyAfterDays: 90 },
    });
  });

  test('is written by that function only, which may do nothing else', () => {
    const [, policy] = only(template, 'AWS::IAM::Policy', (_, id) => id.startsWith('ServerRotationRole'));
    const granted = (rendered(policy.Properties.PolicyDocument.Statement) as { Action: string | string[]; Resource: string }[]).map(({ Action, Resource }) => [[Action].flat().join(' '), Resource]);
    expect(granted.filter(([action]) => !action.startsWith('xray:'))).toEqual([
      ['logs:CreateLogStream logs:PutLogEvents', '{ServerRotationLogs.Arn}'],
      ['secretsmanager:GetSecretValue', SECRET],
      ['kms:Decrypt', '{Key.Arn}'],
      ['secretsmanager:DescribeSecret secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage', SECRET],
      ['kms:GenerateDataKey', '{Key.Arn}'],
    ]);
    const writers = Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([, { Properties }]) => JSON.stringify(Properties).includes('PutSecretValue'));
    expect(writers.map(([id]) => id)).toEqual([expect.stringMatching(/^ServerRotationRole/)]);
  });

  test('lets nobody but Secrets Manager call that function, for this secret of this account', () => {
    const permissions = Object.values(resources(template, 'AWS::Lambda::Permission')).map(({ Properties }) => rendered(Properties)).filter(({ FunctionName }) => FunctionName.includes('Rotation'));
    expect(permissions).toEqual([{
      Action: 'lambda:InvokeFunction', FunctionName: '{ServerRotationFunctionAliaslive}', Principal: 'secretsmanager.amazonaws.com', SourceArn: SECRET, SourceAccount: '{AWS::AccountId}',
    }]);
  });

  test('waits for both, because Secrets Manager rotates at once', () => {
    const [, schedule] = only(template, 'AWS::SecretsManager::RotationSchedule');
    expect(schedule.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^ServerRotationPermission/), expect.stringMatching(/^ServerRotationRole.*Policy/)]));
  });

  test('is read with its next value by the authorization server, and watched', () => {
    const [, oauth] = only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerOAuth'));
    expect(rendered(oauth.Properties.Environment.Variables.OAUTH_CONFIGURATION)).toContain('"rotatesSigningSecret":true');
    expect(Object.keys(resources(template, 'AWS::CloudWatch::Alarm')).filter((id) => id.includes('Rotation'))).toHaveLength(2);
  });
});

test('without a schedule, nothing writes the signing secret', () => {
  const { template } = synthesizeServer();
  expect(Object.keys(resources(template, 'AWS::SecretsManager::RotationSchedule'))).toEqual([]);
  expect(JSON.stringify(template.toJSON())).not.toMatch(/PutSecretValue|rotatesSigningSecret/);
});

test.each([[Duration.days(29), /29 days; choose whole days from 30 to 1000/], [Duration.days(1001), /1001 days/], [Duration.hours(24 * 30 + 1), /30\.04\d* days/]])('an interval of %s is refused', (rotateEvery, message) => {
  expect(() => synthesizeServer({ signingSecret: SigningSecret.generated({ rotateEvery }) })).toThrow(message);
});

test('one field of a secret is not rotated: the server would write the others', () => {
  class Own extends SigningSecret {
    public bind(): SigningSecretConfig {
      return { secret: new secretsmanager.Secret(stack, 'Own'), field: 'mcp', rotateEvery: Duration.days(90) };
    }
  }
  const { stack } = synthesizeServer();
  expect(() => synthesizeServer({ signingSecret: new Own() })).toThrow(/RotatedField|rotateEvery is given for the field "mcp"/);
});
