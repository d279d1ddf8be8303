import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { InitialAccessToken, McpAuthorization, SigningSecret } from '../../../src';
import { only, rendered, resources, Resource, synthesizeServer } from '../../support/synthesized-server';

const minimal = synthesizeServer();

const environment = (functionId: string, { template } = minimal) =>
  rendered(only(template, 'AWS::Lambda::Function', (_, logicalId) => logicalId.startsWith(functionId))[1].Properties.Environment.Variables);

const statements = (roleId: string, { template } = minimal): any[] =>
  rendered(only(template, 'AWS::IAM::Policy', (_, logicalId) => logicalId.startsWith(roleId))[1].Properties.PolicyDocument.Statement);

const existingSecret = (stack: Stack) =>
  secretsmanager.Secret.fromSecretCompleteArn(stack, 'Own', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:own-a1b2c3');

describe('the registry', () => {
  const table = only(minimal.template, 'AWS::DynamoDB::GlobalTable')[1];

  test('is on demand, encrypted, recoverable, protected from deletion, and forgets what has expired', () => {
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [{ DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  test('outlives the stack', () => {
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('goes with the stack, with the generated secrets, where the app says so', () => {
    const { template } = synthesizeServer({ removalPolicy: RemovalPolicy.DESTROY });
    const [, disposable] = only(template, 'AWS::DynamoDB::GlobalTable');
    expect(disposable.DeletionPolicy).toBe('Delete');
    expect(disposable.Properties.Replicas[0].DeletionProtectionEnabled).toBe(false);
    expect(Object.values(resources(template, 'AWS::SecretsManager::Secret')).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete', 'Delete']);
  });
});

describe('privileges', () => {
  const actionsOn = (resource: string, roleId: string) => statements(roleId).filter(({ Resource: on }) => on === resource).flatMap(({ Action }) => Action);

  test('the authorizer reads the registry and cannot write', () => {
    expect(actionsOn('{ServerRegistryTable.Arn}', 'ServerAuthorizerRole')).toEqual(['dynamodb:BatchGetItem']);
  });

  test('neither the authorizer nor the MCP function sees a secret', () => {
    const actions = ['ServerAuthorizerRole', 'ServerMcpRole'].flatMap((role) => statements(role).flatMap(({ Action }) => Action));
    expect(actions.filter((action) => action.startsWith('secretsmanager:'))).toEqual([]);
  });

  test('the MCP function cannot reach the registry', () => {
    expect(JSON.stringify(statements('ServerMcpRole'))).not.toContain('dynamodb');
    expect(JSON.stringify(environment('ServerMcpFunction'))).not.toContain('Registry');
  });

  test('the OAuth function can call the document fetcher, and no other function', () => {
    const calls = statements('ServerOAuthRole').filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith('lambda:')));
    expect(calls).toEqual([{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: '{ServerDocumentFetcherFunctionAliaslive}' }]);
  });

  test('the document fetcher can write its log and its traces, and nothing else', () => {
    expect(statements('ServerDocumentFetcherRole')).toEqual([
      { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Effect: 'Allow', Resource: '{ServerDocumentFetcherLogs.Arn}' },
      { Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Effect: 'Allow', Resource: '*' },
    ]);
  });

  test('nothing but tracing, which AWS gives no resources, is granted on everything', () => {
    const everything = ['ServerAuthorizerRole', 'ServerMcpRole', 'ServerOAuthRole', 'ServerDocumentFetcherRole']
      .flatMap((role) => statements(role)).filter(({ Resource: on }) => [on].flat().some((arn: string) => arn.includes('*')));
    expect(new Set(everything.flatMap(({ Action }) => Action))).toEqual(new Set(['xray:PutTraceSegments', 'xray:PutTelemetryRecords']));
  });

  test('no function has a managed policy', () => {
    const roles = Object.values(resources(minimal.template, 'AWS::IAM::Role'))
      .filter(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service === 'lambda.amazonaws.com');
    expect(roles).toHaveLength(4);
    expect(roles.filter(({ Properties }) => Properties.ManagedPolicyArns !== undefined)).toEqual([]);
  });
});

describe('the access token', () => {
  const lifetime = (accessTokenLifetime?: Duration) =>
    environment('ServerOAuthFunction', synthesizeServer({ authorization: McpAuthorization.oauth({ accessTokenLifetime }) })).OAUTH_ACCESS_TOKEN_LIFETIME;

  test('lives an hour unless told otherwise', () => {
    expect(lifetime()).toBe('3600');
    expect(lifetime(Duration.minutes(5))).toBe('300');
  });

  test.each([Duration.seconds(59), Duration.hours(25), Duration.millis(90_500)])('fails when it lives %s', (accessTokenLifetime) => {
    expect(() => lifetime(accessTokenLifetime)).toThrow(/InvalidAccessTokenLifetime: accessTokenLifetime is .* seconds; choose .*\[at Weather\/Server\]/);
  });
});

describe('the signing secret', () => {
  const secrets = (server = minimal): Resource[] => Object.values(resources(server.template, 'AWS::SecretsManager::Secret'));

  test('is generated in Secrets Manager, long enough for any key', () => {
    expect(secrets()).toHaveLength(2);
    expect(secrets()[0].Properties.GenerateSecretString).toEqual({ PasswordLength: 64, ExcludePunctuation: true });
    expect(environment('ServerOAuthFunction')).toMatchObject({ SIGNING_SECRET_ARN: '{ServerSigningSecret}', SIGNING_SECRET_FIELD: '' });
  });

  test('may be your own, or a field of your own', () => {
    const own = synthesizeServer((stack) => ({ signingSecret: SigningSecret.fromSecret(existingSecret(stack), { field: 'mcp' }) }));
    expect(environment('ServerOAuthFunction', own)).toMatchObject({
      SIGNING_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:own-a1b2c3', SIGNING_SECRET_FIELD: 'mcp',
    });
    expect(statements('ServerOAuthRole', own)).toContainEqual(expect.objectContaining({
      Action: 'secretsmanager:GetSecretValue', Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:own-a1b2c3',
    }));
    expect(secrets(own)).toHaveLength(1);
    expect(own.server.signingSecret!.secretArn).toBe('arn:aws:secretsmanager:eu-west-1:111122223333:secret:own-a1b2c3');
  });

  test('fails when its field has no name', () => {
    expect(() => SigningSecret.fromSecret(existingSecret(new Stack()), { field: '' })).toThrow(/InvalidSigningSecretField: the signing secret's field is ""/);
  });

  test('known only by name is readable under the ARN that Secrets Manager will have given it', () => {
    const named = synthesizeServer((stack) => ({ signingSecret: SigningSecret.fromSecret(secretsmanager.Secret.fromSecretNameV2(stack, 'Own', 'prod/mcp')) }));
    expect(JSON.stringify(statements('ServerOAuthRole', named))).toContain(':secret:prod/mcp-??????');
  });
});

describe('the initial access token', () => {
  test('is generated', () => {
    expect(environment('ServerOAuthFunction').INITIAL_ACCESS_TOKEN_SECRET_ARN).toBe('{ServerInitialAccessToken}');
    expect(minimal.server.initialAccessTokenSecret).toBeDefined();
  });

  test('may be your own', () => {
    const own = synthesizeServer((stack) => ({
      authorization: McpAuthorization.oauth({ initialAccessToken: InitialAccessToken.fromSecret(existingSecret(stack)) }),
    }));
    expect(environment('ServerOAuthFunction', own).INITIAL_ACCESS_TOKEN_SECRET_ARN).toBe('arn:aws:secretsmanager:eu-west-1:111122223333:secret:own-a1b2c3');
  });

  test('may be left out: then nothing announces it', () => {
    const without = synthesizeServer({ authorization: McpAuthorization.oauth({ initialAccessToken: InitialAccessToken.none() }) });
    expect(environment('ServerOAuthFunction', without).INITIAL_ACCESS_TOKEN_SECRET_ARN).toBe('');
    expect(without.server.initialAccessTokenSecret).toBeUndefined();
    expect(Object.keys(without.template.findOutputs('*')).filter((name) => name.includes('InitialAccessToken'))).toEqual([]);
  });
});
