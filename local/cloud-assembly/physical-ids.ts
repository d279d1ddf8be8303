import { createHash } from 'node:crypto';
import { Json } from './template';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

/** What a resource is called here. */
export interface ResourceIdentity {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Resolves a property on demand: names may hold references. */
  readonly property: (name: string) => unknown;
}

const NAME_PROPERTIES: { readonly [type: string]: string } = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::Lambda::LayerVersion': 'LayerName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::ApiGateway::DomainName': 'DomainName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::CloudWatch::Alarm': 'AlarmName',
};

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const arn = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

function physicalName(resource: ResourceIdentity): string {
  const property = NAME_PROPERTIES[resource.type];
  const given = property === undefined ? undefined : resource.property(property);
  if (typeof given === 'string' && given !== '') return given;
  const suffix = digest(`${resource.stack}/${resource.logicalId}`).slice(0, 8);
  return `${resource.stack}-${resource.logicalId}`.slice(0, 55) + `-${suffix}`;
}

const shortId = (resource: ResourceIdentity) => BigInt(`0x${digest(`${resource.stack}/${resource.logicalId}`)}`).toString(36).slice(0, 10);
const secretArn = (resource: ResourceIdentity) => arn('secretsmanager', `secret:${physicalName(resource)}-${shortId(resource).slice(0, 6)}`);

const userPoolId = (resource: ResourceIdentity) => `${REGION}_${shortId(resource).slice(0, 9)}`;

type Identify = (resource: ResourceIdentity) => string;

const ARNS: { readonly [type: string]: Identify } = {
  'AWS::Lambda::Function': (r) => arn('lambda', `function:${physicalName(r)}`),
  'AWS::Lambda::Alias': (r) => `${String(r.property('FunctionName'))}:${String(r.property('Name'))}`,
  'AWS::Lambda::Version': (r) => `${String(r.property('FunctionName'))}:1`,
  'AWS::Lambda::LayerVersion': (r) => arn('lambda', `layer:${physicalName(r)}:1`),
  'AWS::DynamoDB::Table': (r) => arn('dynamodb', `table/${physicalName(r)}`),
  'AWS::DynamoDB::GlobalTable': (r) => arn('dynamodb', `table/${physicalName(r)}`),
  'AWS::SecretsManager::Secret': secretArn,
  'AWS::IAM::Role': (r) => `arn:aws:iam::${ACCOUNT}:role/${physicalName(r)}`,
  'AWS::SNS::Topic': (r) => arn('sns', physicalName(r)),
  'AWS::SQS::Queue': (r) => arn('sqs', physicalName(r)),
  'AWS::S3::Bucket': (r) => `arn:aws:s3:::${physicalName(r)}`,
  'AWS::Logs::LogGroup': (r) => arn('logs', `log-group:${physicalName(r)}:*`),
  'AWS::KMS::Key': (r) => arn('kms', `key/${physicalName(r)}`),
  'AWS::Cognito::UserPool': (r) => arn('cognito-idp', `userpool/${userPoolId(r)}`),
};

/** Resources whose Ref is not their name. */
const REFS: { readonly [type: string]: Identify } = {
  'AWS::Lambda::Alias': ARNS['AWS::Lambda::Alias'],
  'AWS::Lambda::Version': ARNS['AWS::Lambda::Version'],
  'AWS::Lambda::LayerVersion': ARNS['AWS::Lambda::LayerVersion'],
  'AWS::SecretsManager::Secret': secretArn,
  'AWS::SNS::Topic': ARNS['AWS::SNS::Topic'],
  'AWS::SQS::Queue': (r) => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${physicalName(r)}`,
  'AWS::ApiGateway::RestApi': shortId,
  'AWS::ApiGateway::Resource': shortId,
  'AWS::ApiGateway::Deployment': shortId,
  'AWS::ApiGateway::Authorizer': shortId,
  'AWS::Cognito::UserPool': userPoolId,
  'AWS::Cognito::UserPoolClient': shortId,
};

const ATTRIBUTES: { readonly [typeAndAttribute: string]: Identify } = {
  'AWS::ApiGateway::RestApi.RootResourceId': (r) => `${shortId(r)}root`,
  'AWS::ApiGateway::RestApi.RestApiId': shortId,
  'AWS::ApiGateway::Deployment.DeploymentId': shortId,
  'AWS::ApiGateway::Authorizer.AuthorizerId': shortId,
  'AWS::ApiGateway::Resource.ResourceId': shortId,
  'AWS::ApiGateway::DomainName.RegionalDomainName': (r) => `d-${shortId(r)}.execute-api.${REGION}.amazonaws.com`,
  'AWS::ApiGateway::DomainName.RegionalHostedZoneId': () => 'Z1UJRXOUMOOFQ8',
  'AWS::SecretsManager::Secret.Id': secretArn,
  'AWS::Lambda::Version.Version': () => '1',
  'AWS::Lambda::Version.FunctionArn': ARNS['AWS::Lambda::Version'],
  'AWS::Lambda::Alias.AliasArn': ARNS['AWS::Lambda::Alias'],
  'AWS::DynamoDB::Table.StreamArn': (r) => `${ARNS['AWS::DynamoDB::Table'](r)}/stream/local`,
  'AWS::DynamoDB::GlobalTable.StreamArn': (r) => `${ARNS['AWS::DynamoDB::Table'](r)}/stream/local`,
  'AWS::DynamoDB::GlobalTable.TableId': shortId,
  'AWS::IAM::Role.RoleId': shortId,
  'AWS::SNS::Topic.TopicName': physicalName,
  'AWS::SNS::Topic.TopicArn': ARNS['AWS::SNS::Topic'],
  'AWS::SQS::Queue.QueueName': physicalName,
  'AWS::SQS::Queue.QueueUrl': REFS['AWS::SQS::Queue'],
  'AWS::S3::Bucket.RegionalDomainName': (r) => `${physicalName(r)}.s3.${REGION}.amazonaws.com`,
  'AWS::S3::Bucket.DomainName': (r) => `${physicalName(r)}.s3.amazonaws.com`,
  'AWS::KMS::Key.KeyId': physicalName,
  'AWS::Cognito::UserPool.UserPoolId': userPoolId,
  'AWS::Cognito::UserPool.ProviderName': (r) => `cognito-idp.${REGION}.amazonaws.com/${userPoolId(r)}`,
  'AWS::Cognito::UserPool.ProviderURL': (r) => `https://cognito-idp.${REGION}.amazonaws.com/${userPoolId(r)}`,
  'AWS::Cognito::UserPoolClient.ClientId': shortId,
};

export function refOf(resource: ResourceIdentity): string {
  return (REFS[resource.type] ?? physicalName)(resource);
}

/** @returns undefined for an attribute that is not known here */
export function attributeOf(resource: ResourceIdentity, attribute: string): string | undefined {
  const known = ATTRIBUTES[`${resource.type}.${attribute}`];
  if (known !== undefined) return known(resource);
  if (attribute !== 'Arn') return undefined;
  const [, service = 'unknown'] = resource.type.toLowerCase().split('::');
  return (ARNS[resource.type] ?? ((r: ResourceIdentity) => arn(service, physicalName(r))))(resource);
}

export const PSEUDO_PARAMETERS: Json = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NotificationARNs': [],
};
