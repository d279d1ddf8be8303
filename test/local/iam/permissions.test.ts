import { describe, expect, test } from '@jest/globals';
import { readCloudAssembly } from '../../../local/cloud-assembly/cloud-assembly';
import { type Access, Permissions } from '../../../local/iam/permissions';
import { writeAssembly } from '../../support/local/assembly';
import { deploymentOf } from '../../support/local/deployment';

const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const allow = (Action: string | string[], Resource: unknown, more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });
const BASIC = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']] };
const role = (properties: object = {}) => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: policy(), ManagedPolicyArns: [BASIC], ...properties } });

/** What the function of a role may do. */
function deployed(resources: object, permissions = new Permissions()) {
  const Resources = {
    Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: att('Role') } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'items' } },
    ...resources,
  };
  const deployment = deploymentOf(readCloudAssembly(writeAssembly({ Main: { Resources } })));
  const arn = String(deployment.stacks()[0].getAtt('Fn', 'Arn'));
  const end = permissions.deploy(deployment);
  const caller = permissions.callerOf(permissions.credentialsOf(arn).accessKeyId)!;
  return {
    end,
    refusal: (action: string, resource: string) => caller.refusal({ action, resource }),
    may: (action: string, resource: string) => caller.may({ action, resource }),
  };
}

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/items';

describe('a function may do what the policies of its role allow', () => {
  test.each<[string, object]>([
    ['in the role', { Role: role({ Policies: [{ PolicyName: 'own', PolicyDocument: policy(allow('dynamodb:GetItem', att('Table'))) }] }) }],
    ['beside it', { Role: role(), Policy: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: policy(allow('dynamodb:GetItem', [att('Table')])) } } }],
    ['attached by name', { Role: role({ RoleName: 'r' }), Policy: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: 'r', PolicyDocument: policy(allow('dynamodb:GetItem', att('Table'))) } } }],
    ['of its own kind', { Role: role({ ManagedPolicyArns: [{ Ref: 'Policy' }] }), Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policy(allow('dynamodb:GetItem', att('Table'))) } } }],
    ['of a resource that only a deployment knows', { Role: role({ Policies: [{ PolicyDocument: policy(allow('dynamodb:GetItem', att('Nobody'))) }] }) }],
  ])('%s', (_, resources) => {
    const { refusal } = deployed(resources);
    expect(refusal('dynamodb:GetItem', TABLE)).toBeUndefined();
    expect(refusal('dynamodb:PutItem', TABLE)).toMatch(
      /^User: arn:aws:sts::000000000000:assumed-role\/.+\/Main-Fn-\w+ is not authorized to perform: dynamodb:PutItem on resource: .*table\/items because no identity-based policy allows the dynamodb:PutItem action$/,
    );
  });

  test('but not what one of them denies', () => {
    const { refusal } = deployed({ Role: role({ Policies: [{ PolicyDocument: policy(allow('*', '*'), { Effect: 'Deny', Action: 'dynamodb:*', Resource: att('Table') }) }] }) });
    expect(refusal('s3:GetObject', 'arn:aws:s3:::b/k')).toBeUndefined();
    expect(refusal('dynamodb:GetItem', TABLE)).toMatch(/with an explicit deny in a policy$/);
  });

  test('what is denied of something that only a deployment knows is denied to nobody', () => {
    const { refusal } = deployed({ Role: role({ Policies: [{ PolicyDocument: policy(allow('*', '*'), { Effect: 'Deny', Action: '*', Resource: att('Nobody') }) }] }) });
    expect(refusal('dynamodb:GetItem', TABLE)).toBeUndefined();
  });
});

test.each<[string, object]>([
  ['imported', {}],
  ['with a policy of AWS that is not in the assembly', { Role: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess'] }) }],
])('of a role that is %s nothing is known, and nothing refused', (_, resources) => {
  const seen: Access[] = [];
  const { refusal, may } = deployed(resources, new Permissions((access) => seen.push(access)));
  expect(refusal('dynamodb:PutItem', TABLE)).toBeUndefined();
  expect(may('dynamodb:PutItem', TABLE)).toBeUndefined();
  expect(seen).toEqual([]);
});

describe('policies of resources count, too', () => {
  const bucketPolicy = (Principal: unknown, Effect = 'Allow') => ({
    Role: role(), Bucket: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: policy({ Effect, Principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }) } },
  });

  test.each<[string, unknown, boolean]>([
    ['the role', { AWS: att('Role') }, true], ['everybody', '*', true], ['everybody of AWS', { AWS: '*' }, true],
    ['the account, which leaves it to the role', { AWS: 'arn:aws:iam::000000000000:root' }, false], ['a service', { Service: 'lambda.amazonaws.com' }, false],
  ])('where they name %s', (_, principal, expected) => {
    expect(deployed(bucketPolicy(principal)).may('s3:GetObject', 'arn:aws:s3:::b/k')).toBe(expected);
  });

  test('a permission of a function allows the role that it names', () => {
    const { may } = deployed({
      Role: role(),
      Permission: { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'other', Principal: att('Role') } },
      Gateway: { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'third', Principal: 'apigateway.amazonaws.com' } },
    });
    expect(['other', 'third'].map((name) => may('lambda:InvokeFunction', `arn:aws:lambda:us-east-1:000000000000:function:${name}`))).toEqual([true, false]);
  });
});

test('during an exchange a function may do what either deployment allows, and afterwards what the new one does', () => {
  const permissions = new Permissions();
  const reads = (action: string) => ({ Role: role({ Policies: [{ PolicyDocument: policy(allow(action, '*')) }] }) });
  const before = deployed(reads('dynamodb:GetItem'), permissions);
  const after = deployed(reads('dynamodb:Query'), permissions);
  expect(['dynamodb:GetItem', 'dynamodb:Query'].map((action) => after.may(action, TABLE))).toEqual([true, true]);
  before.end();
  expect(['dynamodb:GetItem', 'dynamodb:Query'].map((action) => after.may(action, TABLE))).toEqual([false, true]);
});

test('who listens hears of each decision', () => {
  const seen: Access[] = [];
  const { refusal, may } = deployed({ Role: role({ RoleName: 'r' }) }, new Permissions((access) => seen.push(access)));
  may('dynamodb:GetItem', TABLE);
  refusal('dynamodb:GetItem', TABLE);
  expect(seen).toEqual([{
    action: 'dynamodb:GetItem', resource: TABLE, functionArn: expect.stringContaining(':function:Main-Fn-'), roleArn: 'arn:aws:iam::000000000000:role/r', allowed: false,
  }]);
});
