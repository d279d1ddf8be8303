import { partitionOf } from '../../cloud-assembly/environment';
import { arn, physicalName, shortId, type ResourceIdentity, type ResourceNames } from '../../cloud-assembly/physical-ids';
import type { LocalService } from '../service/service';

const topicArn = (topic: ResourceIdentity) => arn(topic, 'sns', physicalName(topic, 'TopicName'));
const queueUrl = (queue: ResourceIdentity) => `https://sqs.${queue.environment.region}.amazonaws.com/${queue.environment.account}/${physicalName(queue, 'QueueName')}`;

const byShortId: ResourceNames = { ref: shortId };

/** What is named in templates and does not run here, or runs in the gateway itself. */
export const names: LocalService = {
  resources: {
    'AWS::ApiGateway::Authorizer': { ...byShortId, attributes: { AuthorizerId: shortId } },
    'AWS::ApiGateway::Deployment': { ...byShortId, attributes: { DeploymentId: shortId } },
    'AWS::ApiGateway::DomainName': {
      nameProperty: 'DomainName',
      attributes: {
        RegionalDomainName: (domain) => `d-${shortId(domain)}.execute-api.${domain.environment.region}.amazonaws.com`,
        RegionalHostedZoneId: () => 'Z1UJRXOUMOOFQ8',
      },
    },
    'AWS::ApiGateway::Resource': { ...byShortId, attributes: { ResourceId: shortId } },
    'AWS::ApiGateway::RestApi': { ...byShortId, attributes: { RestApiId: shortId, RootResourceId: (api) => `${shortId(api)}root` } },
    'AWS::ApiGateway::Stage': { nameProperty: 'StageName' },
    'AWS::CloudFront::Distribution': { ...byShortId, attributes: { Id: shortId, DomainName: (distribution) => `d${shortId(distribution)}.cloudfront.net` } },
    'AWS::CloudWatch::Alarm': { nameProperty: 'AlarmName' },
    'AWS::IAM::Role': {
      nameProperty: 'RoleName',
      arn: (role) => `arn:${partitionOf(role.environment.region).name}:iam::${role.environment.account}:role/${physicalName(role, 'RoleName')}`,
      attributes: { RoleId: shortId },
    },
    'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', arn: (group) => arn(group, 'logs', `log-group:${physicalName(group, 'LogGroupName')}:*`) },
    'AWS::SNS::Topic': {
      nameProperty: 'TopicName', ref: topicArn, arn: topicArn, attributes: { TopicArn: topicArn, TopicName: (topic) => physicalName(topic, 'TopicName') },
    },
    'AWS::SQS::Queue': {
      nameProperty: 'QueueName',
      ref: queueUrl,
      arn: (queue) => arn(queue, 'sqs', physicalName(queue, 'QueueName')),
      attributes: { QueueName: (queue) => physicalName(queue, 'QueueName'), QueueUrl: queueUrl },
    },
    'AWS::SSM::Parameter': { nameProperty: 'Name', attributes: { Type: (parameter) => String(parameter.property('Type')), Value: (parameter) => String(parameter.property('Value')) } },
  },
};
