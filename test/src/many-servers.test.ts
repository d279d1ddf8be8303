import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { McpAuthorization, RemoteMcpServer, RemoteMcpServerProps } from '../../src';
import { fullServer } from '../support/reference-servers';

/** CloudFormation's. */
const RESOURCES_OF_A_STACK = 500;

const DOCUMENTATION = readFileSync(path.join(__dirname, '..', '..', 'docs', 'operations.md'), 'utf8');

function resourcesOf(props: RemoteMcpServerProps, servers: number): number {
  const stack = new Stack(new App(), 'Weather');
  Array.from({ length: servers }, (_, index) => new RemoteMcpServer(stack, `Server${index}`, props));
  return Object.keys(Template.fromStack(stack).toJSON().Resources).length;
}

/** What the documentation says of a server: its resources, and how many like it a stack holds. */
function documented(server: string): number[] {
  const [, resources, servers] = new RegExp(`^\\| ${server} \\| (\\d+) \\| (\\d+) \\|$`, 'm').exec(DOCUMENTATION) ?? [];
  return [Number(resources), Number(servers)];
}

test.each<[string, RemoteMcpServerProps]>([
  ['every default', {}],
  ['`McpAuthorization.external\\(\\)`', { authorization: McpAuthorization.external({ issuer: 'https://login.example.com/tenant' }) }],
])('a stack holds as many servers with %s as the documentation says, and not one more', (server, props) => {
  const [resources, servers] = documented(server);
  expect(resourcesOf(props, 1)).toBe(resources);
  expect(resourcesOf(props, servers)).toBeLessThanOrEqual(RESOURCES_OF_A_STACK);
  expect(() => resourcesOf(props, servers + 1)).toThrow('500');
});

test('a server with every prop has as many resources as the documentation says', () => {
  const { server } = fullServer();
  const resources = server.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length;
  expect([resources, Math.floor(RESOURCES_OF_A_STACK / resources)]).toEqual(documented('every prop, .* among them'));
});

test('an app can be deployed as several stacks of one account: what it names, beside what belongs to one of its own resources, has the name of the stack', () => {
  const [beta, prod] = ['weather-beta', 'weather-prod'].map((stackName) => namesOf(fullServer(stackName).template));

  expect(beta.length).toBeGreaterThan(0);
  expect(beta.filter((name) => prod.includes(name))).toEqual([]);
});

/** Names of something that they are unique within; what a person chose; and those that need not be unique. */
const OTHER_NAMES = [
  'AWS::ApiGateway::Authorizer', 'AWS::ApiGateway::BasePathMapping', 'AWS::ApiGateway::DomainName', 'AWS::ApiGateway::Stage', 'AWS::IAM::Policy', 'AWS::Lambda::Alias',
  'AWS::Route53::RecordSet',
];

function namesOf(template: Template): string[] {
  const resources = Object.values<{ Type: string; Properties?: { [property: string]: unknown } }>(template.toJSON().Resources);
  return resources.filter(({ Type }) => !OTHER_NAMES.includes(Type)).flatMap(({ Type, Properties = {} }) => (
    Object.entries(Properties).filter(([property, value]) => /^([A-Z][a-z]+)?Name$/.test(property) && typeof value === 'string' && property !== 'MetricName').map(([property, value]) => `${Type} ${property} ${value}`)
  ));
}
