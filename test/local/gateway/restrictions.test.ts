import { expect, test } from '@jest/globals';
import { readCloudAssembly } from '../../../local/cloud-assembly/cloud-assembly';
import { describeEndpoint, selectRestApi } from '../../../local/cloud-assembly/endpoint';
import { readRestApi } from '../../../local/gateway/rest-api';
import { mockApi, writeAssembly } from '../../support/local/assembly';
import { deploymentOf } from '../../support/local/deployment';

const policy = (key: string, value: unknown) => ({ Policy: { Statement: [{ Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Condition: { NotEquals: { [key]: value } } }] } });

/** What the gateway says of an API that has more properties, and of a domain before it. */
function warningsOf(properties: object, domain: object = {}): readonly string[] {
  const deployment = deploymentOf(readCloudAssembly(writeAssembly({
    Main: {
      Resources: {
        ...mockApi(),
        Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'api', ...properties } },
        Domain: { Type: 'AWS::ApiGateway::DomainName', Properties: { DomainName: 'mcp.example.com', ...domain } },
        Mapping: { Type: 'AWS::ApiGateway::BasePathMapping', Properties: { DomainName: { Ref: 'Domain' }, RestApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } } },
      },
    },
  })));
  return readRestApi(describeEndpoint(deployment, selectRestApi(deployment))).warnings;
}

test.each<[string, object, object, string]>([
  ['addresses', policy('aws:SourceIp', ['198.51.100.0/24']), {}, 'Main/Api answers certain addresses only, which is not checked here'],
  ['VPC endpoints', policy('aws:SourceVpce', ['vpce-1']), {}, 'Main/Api answers certain VPC endpoints only, which is not checked here'],
  ['certificates', {}, { MutualTlsAuthentication: { TruststoreUri: 's3://trust/ca.pem' } }, 'mcp.example.com asks clients for certificates, which are not checked here'],
])('an API is served that asks for certain %s, and the gateway says that it does not', (_, properties, domain, warning) => {
  expect(warningsOf(properties, domain)).toEqual([warning]);
});

test('nothing is said of an API that only a distribution may call: the gateway stands in the place of both', () => {
  expect(warningsOf(policy('aws:Referer', '{{resolve:secretsmanager:x:SecretString:::}}'))).toEqual([]);
});
