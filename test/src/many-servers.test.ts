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
