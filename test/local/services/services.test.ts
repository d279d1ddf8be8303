import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readCloudAssembly } from '../../../local/cloud-assembly/cloud-assembly';
import { generateSecretString } from '../../../local/services/secrets-manager/generated-password';
import { givenValues } from '../../../local/services/secrets-manager/given-values';
import { secretFields } from '../../../local/services/secrets-manager/secret-fields';
import { Secrets } from '../../../local/services/secrets-manager/secrets';
import { writeAssembly } from '../../support/local/assembly';
import { deploymentOf } from '../../support/local/deployment';
import { Fixture, serveFixture } from '../../support/local/gateway-fixture';
import { json, send } from '../../support/local/http';
import { temporaryDirectory } from '../../support/temporary-directory';

describe('services of a served API', () => {
  let fixture: Fixture;
  let seen: { [name: string]: any };
  beforeAll(async () => {
    fixture = await serveFixture();
    seen = json(await send(`${fixture.url}/services`));
  }, 90_000);
  afterAll(() => fixture.stop());

  test('DynamoDB has the tables of the template, with their indexes', () => {
    expect(seen.items).toEqual([{ pk: { S: 'a' }, sk: { S: 'b' }, kind: { S: 'k' } }]);
  });

  test('Secrets Manager has the current version of generated secrets', () => {
    const value = JSON.parse(seen.secret.SecretString as string) as { user: string; password: string };
    expect(value).toEqual({ user: 'me', password: expect.stringMatching(/^[A-Za-z0-9]{40}$/) });
    expect(seen.secret).toMatchObject({ ARN: seen.arn, VersionStages: ['AWSCURRENT'] });
    expect(seen.described).toMatchObject({ ARN: seen.arn, VersionIdsToStages: { [seen.secret.VersionId as string]: ['AWSCURRENT'] } });
  });

  test('Secrets Manager has no previous version', () => {
    expect(seen.previous).toMatchObject({ status: 400, body: { __type: 'ResourceNotFoundException' } });
  });

  test('dynamic references have the value of the secret', () => {
    expect(seen.resolved).toBe((JSON.parse(seen.secret.SecretString as string) as { password: string }).password);
  });

  test('Lambda runs functions, and says which failed', () => {
    expect(seen.invoked).toEqual({ status: 200, body: 'plain', failed: null });
    expect(seen.thrown).toMatchObject({ status: 200, body: { errorType: 'Error', errorMessage: 'broken on purpose' }, failed: 'Unhandled' });
    expect(seen.unknown).toMatchObject({ status: 404, body: { __type: 'ResourceNotFoundException' } });
  });
});

describe('generated secrets', () => {
  test('have the length and the characters that the template asks for', () => {
    const secret = generateSecretString({ PasswordLength: 500, ExcludePunctuation: true, ExcludeUppercase: true, ExcludeCharacters: 'abc0' });
    expect(secret).toMatch(/^[d-z1-9]{500}$/);
  });

  test('have a character of every kind', () => {
    const secret = generateSecretString({ PasswordLength: 5, IncludeSpace: true });
    expect([/[a-z]/, /[A-Z]/, /[0-9]/, /[!-/:-@[-`{-~]/, / /].every((kind) => kind.test(secret))).toBe(true);
  });

  test('differ', () => {
    expect(generateSecretString({})).not.toBe(generateSecretString({}));
  });
});

describe('secrets', () => {
  const declared = (deployment: ReturnType<typeof deploymentOf>) => {
    const all = new Secrets();
    all.addDeclared(deployment);
    return all;
  };

  const secrets = (properties: object) => {
    const template = { Resources: { Secret: { Type: 'AWS::SecretsManager::Secret', Properties: properties } } };
    return declared(deploymentOf(readCloudAssembly(writeAssembly({ Main: template }))));
  };

  test('may have their value in the template', () => {
    expect(secrets({ Name: 'given', SecretString: 'open sesame' }).value('given')).toBe('open sesame');
  });

  test('that the assembly reads but does not hold get a value, with the fields that are read', () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:elsewhere-a1b2c3';
    const deployment = deploymentOf(readCloudAssembly(writeAssembly({
      Main: {
        Resources: {
          Own: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'mine' } },
          Reader: {
            Type: 'AWS::Lambda::Function',
            Metadata: {
              RemoteMcpServer: {
                secrets: [{ arn, field: 'a' }, { arn, field: 'b' }, { arn: { 'Fn::Sub': 'arn:aws:secretsmanager:${AWS::Region}:000000000000:secret:whole' } }, { arn: { Ref: 'Own' } }],
              },
            },
          },
          Other: { Type: 'AWS::Lambda::Function' },
        },
      },
    })));
    const all = declared(deployment);
    all.addStandIns(secretFields(deployment));
    expect(JSON.parse(all.value(arn)!)).toEqual({ a: expect.stringMatching(/^[A-Za-z0-9]{64}$/), b: expect.stringMatching(/^[A-Za-z0-9]{64}$/) });
    expect(all.value('arn:aws:secretsmanager:us-east-1:000000000000:secret:whole')).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(all.value(String(deployment.stacks()[0].ref('Own')))).toBe('mine');
    expect(() => all.getSecretValue({ SecretId: 'another' })).toThrow(/can't find the specified secret/);
  });

  test('have replicas of the same value, under ARNs of other Regions', () => {
    const all = secrets({ Name: 'mcp/signing', GenerateSecretString: {}, ReplicaRegions: [{ Region: 'eu-west-1' }] });
    const primary = all.arnOf('mcp/signing');
    const replica = primary.replace('us-east-1', 'eu-west-1');
    for (const id of [replica, replica.slice(0, -7), 'mcp/signing']) {
      expect(all.value(id)).toBe(all.value(primary));
      expect(all.primaryOf(id)).toBe(primary);
    }
    // What policies of that Region name.
    expect([all.arnOf(replica), all.arnOf(replica.slice(0, -7))]).toEqual([replica, replica]);
    expect(all.value(primary.replace('us-east-1', 'eu-west-2'))).toBeUndefined();
    expect(secrets({ Name: 'mcp/signing' }).primaryOf('mcp/signing')).toBeUndefined();
  });

  test('of other accounts have no value for dynamic references', () => {
    expect(secrets({}).dynamicReference('secretsmanager:elsewhere:SecretString:::')).toBeUndefined();
    expect(secrets({}).dynamicReference('ssm:/a/parameter')).toBeUndefined();
  });
});

describe('secrets whose values the user gives', () => {
  const file = (text: string) => {
    const path = join(temporaryDirectory('secrets'), 'secrets.json');
    writeFileSync(path, text);
    return path;
  };

  test('are named by ARN, name or the ids of their constructs; fields are an object', () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/login';
    const secrets = new Secrets();
    secrets.addStandIns([{ arn: `${arn}-AbCdEf` }, { arn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/key', foreign: true }, { arn: 'other', foreign: true }]);

    const unknown = secrets.give(givenValues(file(JSON.stringify({ [arn]: { username: 'a', password: 'b' }, 'prod/key': 'k', 'prod/kye': 'x', 'constructor': 'y' }))));

    expect(secrets.value(`${arn}-AbCdEf`)).toBe('{"username":"a","password":"b"}');
    expect(secrets.value('prod/key')).toBe('k');
    expect(unknown).toEqual(['prod/kye', 'constructor']);
    expect(secrets.origins(new Set(['other', 'prod/key']))).toEqual([{ name: 'other', isGiven: false }, { name: 'prod/key', isGiven: true }]);
  });

  test('become the current version, and what they were the previous one', () => {
    const secrets = new Secrets();
    secrets.addStandIns([{ arn: 'key', foreign: true }]);
    secrets.give(new Map([['key', 'first']]));
    secrets.give(new Map([['key', 'second']]));
    secrets.give(new Map([['key', 'second']]));

    const previous = secrets.getSecretValue({ SecretId: 'key', VersionStage: 'AWSPREVIOUS' });
    expect(previous).toMatchObject({ SecretString: 'first', VersionStages: ['AWSPREVIOUS'] });
    expect(secrets.getSecretValue({ SecretId: 'key' })).toMatchObject({ SecretString: 'second', VersionStages: ['AWSCURRENT'] });
    expect(secrets.getSecretValue({ SecretId: 'key', VersionId: previous.VersionId })).toEqual(previous);
    expect(secrets.describeSecret({ SecretId: 'key' }).VersionIdsToStages).toMatchObject({ [String(previous.VersionId)]: ['AWSPREVIOUS'] });
    expect(() => secrets.getSecretValue({ SecretId: 'key', VersionStage: 'AWSPENDING' })).toThrow(/staging label: AWSPENDING/);
  });

  test.each(['[]', 'null', 'canary', '{"a":1}', '{"a":null}'])('are an error that quotes no value where the file is %s', (text) => {
    expect(() => givenValues(file(text))).toThrow(expect.objectContaining({ code: 'SecretsFileInvalid', message: expect.not.stringContaining('canary') }));
  });

  test('are none where there is no file', () => {
    expect(givenValues(join(temporaryDirectory('secrets'), 'secrets.json')).size).toBe(0);
  });
});
