import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AwsCredentials, createCredentials } from '../../../local/aws/credentials';
import { readCloudAssembly } from '../../../local/cloud-assembly/cloud-assembly';
import { Permissions } from '../../../local/iam/permissions';
import { SERVICES } from '../../../local/services';
import type { RunningService } from '../../../local/services/service/service';
import { writeAssembly } from '../../support/local/assembly';
import { deploymentOf } from '../../support/local/deployment';
import { send } from '../../support/local/http';
import { signedHeaders } from '../../support/local/signed';
import { temporaryDirectory } from '../../support/temporary-directory';

const table = (TableName: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }, { AttributeName: 'kind', AttributeType: 'S' }],
    GlobalSecondaryIndexes: [{ IndexName: 'byKind', KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }], Projection: { ProjectionType: 'ALL' } }],
  },
});
const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const allow = (Action: string | string[], Resource: unknown, Condition?: object) => ({ Effect: 'Allow', Action, Resource, ...Condition && { Condition } });
const BUCKET = 'arn:aws:s3:::documents';

const RESOURCES = {
  Items: table('items'),
  Calls: table('calls'),
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'mine' } },
  Other: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'theirs' } },
  Tool: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'tool' } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'documents' } },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [{
        PolicyDocument: {
          Statement: [
            allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchWriteItem'], att('Items')),
            allow(['dynamodb:UpdateItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], att('Calls'), {
              'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mine#*'] }, 'Null': { 'dynamodb:LeadingKeys': 'false' },
            }),
            allow('secretsmanager:GetSecretValue', [{ Ref: 'Secret' }, 'arn:aws:secretsmanager:us-east-1:000000000000:secret:elsewhere-??????']),
            allow('lambda:InvokeFunction', { 'Fn::Join': ['', [att('Tool'), ':live']] }),
            allow('states:StartExecution', 'arn:aws:states:us-east-1:000000000000:stateMachine:machine', { StringEquals: { 'states:StateMachineQualifier': 'live' } }),
            allow(['s3:GetObject'], `${BUCKET}/public/*`),
            allow('s3:ListBucket', BUCKET, { StringLike: { 's3:prefix': 'public/*' } }),
          ],
        },
      }],
    },
  },
  Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'fn', Role: att('Role') } },
};

describe('a function may do with the local services what its role allows, and is refused as AWS refuses', () => {
  const permissions = new Permissions();
  const services = new Map<string, RunningService>();
  const shared = { ...createCredentials(), permissions };
  let own: AwsCredentials;
  beforeAll(async () => {
    const buckets = temporaryDirectory('buckets');
    mkdirSync(path.join(buckets, 'documents', 'public'), { recursive: true });
    writeFileSync(path.join(buckets, 'documents', 'public', 'a'), 'A');
    const deployment = deploymentOf(readCloudAssembly(writeAssembly({ Main: { Resources: RESOURCES } })));
    permissions.deploy(deployment);
    own = permissions.credentialsOf(String(deployment.stacks()[0].getAtt('Fn', 'Arn')));
    const functions = { versionOf: (name: string) => (name.includes('tool') ? '1' : undefined), invoke: () => Promise.reject(new Error('invoked')) };
    for (const service of SERVICES.filter(({ endpointVariable }) => /_(DYNAMODB|SECRETS_MANAGER|LAMBDA|SFN|S3)$/.test(endpointVariable ?? ''))) {
      const started = await service.start!(functions, shared, { bucketsDirectory: buckets, secretsFile: path.join(buckets, 'none') });
      await started.deploy({ deployment, endpoints: [] });
      services.set(service.endpointVariable!.replace('AWS_ENDPOINT_URL_', ''), started);
    }
  });
  afterAll(() => Promise.all([...services.values()].map((service) => service.close())));

  interface Call {
    readonly method?: string;
    readonly target?: string;
    readonly body?: string;
    readonly credentials?: AwsCredentials;
  }

  async function call(service: string, place: string, { method = 'POST', target = '', body = '', credentials = own }: Call = {}) {
    const url = `${services.get(service)!.url}${place}`;
    const signed = signedHeaders(url, credentials, { method, body, service: service.toLowerCase(), headers: target === '' ? [] : ['X-Amz-Target', target] });
    const { status, text, headers } = await send(url, { method, body: body === '' ? undefined : body, headers: signed });
    return { status, text, error: headers['x-amzn-errortype'] ?? /<Code>(\w+)/.exec(text)?.[1] };
  }

  const dynamo = (operation: string, request: object, credentials?: AwsCredentials) => call('DYNAMODB', '/', { target: `DynamoDB_20120810.${operation}`, body: JSON.stringify(request), credentials });
  const key = (pk: string) => ({ pk: { S: pk } });
  const DENIED = 'com.amazon.coral.service#AccessDeniedException';

  test.each<[string, string, object, boolean]>([
    ['a granted action', 'GetItem', { TableName: 'items', Key: key('a') }, true],
    ['a table by its ARN', 'GetItem', { TableName: 'arn:aws:dynamodb:us-east-1:000000000000:table/other', Key: key('a') }, false],
    ['another action', 'PutItem', { TableName: 'items', Item: key('a') }, false],
    ['a scan', 'Scan', { TableName: 'items' }, false],
    ['another table', 'GetItem', { TableName: 'calls', Key: key('a') }, false],
    ['an index', 'Query', { TableName: 'items', IndexName: 'byKind', KeyConditionExpression: 'kind = :k', ExpressionAttributeValues: { ':k': { S: 'k' } } }, false],
    ['a batch of a granted table', 'BatchWriteItem', { RequestItems: { items: [{ PutRequest: { Item: key('a') } }] } }, true],
    ['a batch with another table', 'BatchWriteItem', { RequestItems: { items: [{ PutRequest: { Item: key('a') } }], calls: [{ DeleteRequest: { Key: key('mine#1') } }] } }, false],
    ['an item under its own key', 'UpdateItem', { TableName: 'calls', Key: key('mine#1') }, true],
    ['an item under another key', 'UpdateItem', { TableName: 'calls', Key: key('theirs#1') }, false],
    ['items under its own keys', 'BatchGetItem', { RequestItems: { calls: { Keys: [key('mine#1'), key('mine#2')] } } }, true],
    ['items of which one is another\'s', 'BatchGetItem', { RequestItems: { calls: { Keys: [key('mine#1'), key('theirs#2')] } } }, false],
    ['a query of its own key', 'Query', { TableName: 'calls', KeyConditionExpression: '#p = :p', ExpressionAttributeNames: { '#p': 'pk' }, ExpressionAttributeValues: { ':p': { S: 'mine#1' } } }, true],
    ['a query of another key', 'Query', { TableName: 'calls', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'theirs#1' } } }, false],
  ])('tables: %s', async (_, operation, request, allowed) => {
    const { status, error } = await dynamo(operation, request);
    expect({ status, error }).toEqual(allowed ? { status: 200, error: undefined } : { status: 400, error: DENIED });
  });

  test('secrets: the granted one, by its ARN or name, and no other', async () => {
    const read = (SecretId: string, operation = 'GetSecretValue') => call('SECRETS_MANAGER', '/', { target: `secretsmanager.${operation}`, body: JSON.stringify({ SecretId }) });
    expect((await read('mine')).status).toBe(200);
    expect((await read('arn:aws:secretsmanager:us-east-1:000000000000:secret:elsewhere')).error).toBe('ResourceNotFoundException');
    for (const answer of [await read('theirs'), await read('mine', 'DescribeSecret')]) {
      expect(answer).toMatchObject({ status: 400, error: 'AccessDeniedException' });
      expect(answer.text).not.toContain('SecretString');
    }
  });

  test('functions: the granted alias, by name or ARN, and neither the function itself nor another', async () => {
    const invoke = (name: string, query = '') => call('LAMBDA', `/2015-03-31/functions/${encodeURIComponent(name)}/invocations${query}`, { body: '{}' });
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:tool';
    // Whoever may do it hears that the function does not run here.
    for (const answer of [await invoke('tool:live'), await invoke('tool', '?Qualifier=live'), await invoke(`${arn}:live`), await invoke('000000000000:function:tool:live')]) {
      expect(answer.error).toBe('InternalServiceError');
    }
    for (const name of ['tool', arn, 'tool:1', 'other']) {
      expect(await invoke(name)).toMatchObject({ status: 403, error: 'AccessDeniedException' });
    }
  });

  test('state machines: the granted alias, and not the machine itself', async () => {
    const start = (stateMachineArn: string) => call('SFN', '/', { target: 'AWSStepFunctions.StartExecution', body: JSON.stringify({ stateMachineArn }) });
    const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';
    expect((await start(`${arn}:live`)).error).toBe('StateMachineDoesNotExist');
    expect((await start(arn)).error).toBe('AccessDeniedException');
    expect(await call('SFN', '/', { target: 'AWSStepFunctions.StopExecution', body: JSON.stringify({ executionArn: arn.replace('stateMachine', 'execution') }) })).toMatchObject({ error: 'AccessDeniedException' });
  });

  test('objects: those under the granted prefix; who may not list all is not told whether another exists', async () => {
    const get = (place: string) => call('S3', place, { method: 'GET' });
    expect(await get('/documents/public/a')).toMatchObject({ status: 200, text: 'A' });
    expect(await get('/documents?list-type=2&prefix=public%2F')).toMatchObject({ status: 200 });
    for (const place of ['/documents/private/a', '/documents/public/none', '/documents?list-type=2', '/documents?list-type=2&prefix=private%2F']) {
      expect(await get(place)).toMatchObject({ status: 403, error: 'AccessDenied' });
    }
    expect(await call('S3', '/documents/public/a', { method: 'PUT', body: 'B' })).toMatchObject({ status: 403, error: 'AccessDenied' });
  });

  test('credentials of no function are let in as before', async () => {
    expect((await dynamo('Scan', { TableName: 'items' }, shared)).status).toBe(200);
  });
});
