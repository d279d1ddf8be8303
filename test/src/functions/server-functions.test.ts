import * as path from 'node:path';
import { App, Fn, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpAuthorization, McpCode, McpConnection, McpEndpoint, McpTool, RemoteMcpServer, RemoteMcpServerProps } from '../../../src';
import { KEEP_WARM_EVENT } from '../../../src/contract/keep-warm';
import { only, rendered, resources, SynthesizedServer, synthesizeServer } from '../../support/synthesized-server';

const functionOf = ({ template }: SynthesizedServer, name: string) => only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith(`Server${name}Function`))[1].Properties;
const aliasOf = ({ template }: SynthesizedServer, name: string) => only(template, 'AWS::Lambda::Alias', (_, id) => id.startsWith(`Server${name}Function`))[1].Properties;
const provisionedOf = (server: SynthesizedServer, name: string) => aliasOf(server, name).ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions;

/** With tools of code and of an API. */
const tools = () => [
  McpTool.fromCode('add', McpCode.fromFile(path.join(__dirname, '..', '..', '..', 'examples', 'code-tools', 'tools', 'add-days.mjs')), { description: 'Adds.' }),
  McpTool.fromHttp('list', McpConnection.toUrl('https://api.example.com:8443'), { description: 'Lists.', url: '/items' }),
];

describe('a server whose functions are said how to run', () => {
  let server: SynthesizedServer;
  beforeAll(() => {
    server = synthesizeServer((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
      return {
        tools: tools(),
        functions: {
          architecture: lambda.Architecture.X86_64,
          keepWarm: true,
          mcp: { vpc, memorySize: 1769, reservedConcurrentExecutions: 50, provisionedConcurrentExecutions: 5 },
          authorizer: { vpc, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Own', 'sg-12345')], memorySize: 256 },
          oauth: { reservedConcurrentExecutions: 20 },
        },
        connector: { vpc, provisionedConcurrentExecutions: 1 },
      };
    });
  });

  test('gives each what is said of it, and no other', () => {
    expect(['Mcp', 'Authorizer', 'OAuth', 'DocumentFetcher', 'Connector'].map((name) => {
      const { MemorySize, ReservedConcurrentExecutions, VpcConfig } = functionOf(server, name);
      return [MemorySize, ReservedConcurrentExecutions, VpcConfig !== undefined, provisionedOf(server, name)];
    })).toEqual([
      [1769, 50, true, 5],
      [256, undefined, true, undefined],
      [1024, 20, false, undefined],
      [256, undefined, false, undefined],
      [512, undefined, true, 1],
    ]);
  });

  test('has every function and every layer for the same processor', () => {
    const functions = Object.entries(resources(server.template, 'AWS::Lambda::Function')).filter(([id]) => id.startsWith('Server'));
    expect(functions.map(([, { Properties }]) => Properties.Architectures)).toEqual(functions.map(() => ['x86_64']));
    const layers = Object.values(resources(server.template, 'AWS::Lambda::LayerVersion'));
    expect(layers.map(({ Properties }) => Properties.CompatibleArchitectures)).toEqual(layers.map(() => ['x86_64']));
    expect([functions.length, layers.length]).toEqual([5, 3]);
  });

  test('reaches AWS from its VPC, and nothing else: the connector also its APIs', () => {
    const ports = (rules: { CidrIp?: string; FromPort: number }[]) => rules.filter(({ CidrIp }) => CidrIp).map(({ FromPort }) => FromPort);
    const egress = Object.fromEntries(Object.entries(resources(server.template, 'AWS::EC2::SecurityGroup')).map(([id, { Properties }]) => [
      id.replace(/^Server(\w+?)Function.*$/, '$1'), ports(Properties.SecurityGroupEgress),
    ]));
    expect(egress).toEqual({ Mcp: [443], Connector: [443, 8443] });
    expect(functionOf(server, 'Authorizer').VpcConfig.SecurityGroupIds).toEqual(['sg-12345']);
  });

  test('lets the roles of these functions make network interfaces, and their code none', () => {
    const effects = Object.entries(resources(server.template, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('Server')).map(([id, { Properties }]) => [
      id.replace(/^Server(\w+?)Role.*$/, '$1'),
      (Properties.PolicyDocument.Statement as { Effect: string; Action: unknown }[]).filter(({ Action }) => JSON.stringify(Action).includes('ec2:')).map(({ Effect }) => Effect),
    ]);
    expect(Object.fromEntries(effects)).toEqual({ Mcp: ['Allow', 'Deny'], Authorizer: ['Allow', 'Deny'], OAuth: [], DocumentFetcher: [], Connector: ['Allow', 'Deny'] });
  });

  test('has a schedule that calls the functions of an MCP request by their aliases, and may call only these', () => {
    const [rule, { Properties }] = only(server.template, 'AWS::Events::Rule');
    expect(Properties.ScheduleExpression).toBe('rate(5 minutes)');
    const aliases = ['Mcp', 'Authorizer', 'Connector'].map((name) => rendered({ Ref: only(server.template, 'AWS::Lambda::Alias', (_, id) => id.startsWith(`Server${name}`))[0] }));
    const called = (Properties.Targets as { Arn: unknown; Input: string }[]).map(({ Arn, Input }) => [rendered(Arn), JSON.parse(Input)]);
    expect(called).toEqual(aliases.map((alias) => [alias, KEEP_WARM_EVENT]));
    const permissions = Object.values(resources(server.template, 'AWS::Lambda::Permission')).filter(({ Properties: { Principal } }) => Principal === 'events.amazonaws.com');
    expect(permissions.map(({ Properties: { FunctionName, SourceArn } }) => [rendered(FunctionName), rendered(SourceArn)]))
      .toEqual(aliases.map((alias) => [alias, rendered({ 'Fn::GetAtt': [rule, 'Arn'] })]));
  });
});

test('a database lets the code of tools in, and that code is let out to it', () => {
  const stack = new Stack(new App(), 'Weather');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  const { mcpFunction } = new RemoteMcpServer(stack, 'Server', { tools: tools(), functions: { mcp: { vpc } } });
  new ec2.SecurityGroup(stack, 'Database', { vpc }).connections.allowFrom(mcpFunction, ec2.Port.tcp(5432));

  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 5432, ToPort: 5432 });
  template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', { FromPort: 5432, ToPort: 5432 });
});

test('without a word there is no VPC, no concurrency set aside, no schedule', () => {
  const server = synthesizeServer({ tools: tools() });
  for (const name of ['Mcp', 'Authorizer', 'OAuth', 'DocumentFetcher', 'Connector']) {
    const { Architectures, ReservedConcurrentExecutions, VpcConfig } = functionOf(server, name);
    expect([Architectures, ReservedConcurrentExecutions, VpcConfig, provisionedOf(server, name)]).toEqual([['arm64'], undefined, undefined, undefined]);
  }
  expect(Object.keys(resources(server.template, 'AWS::Events::Rule'))).toEqual([]);
});

test('what only the deployment knows is not judged', () => {
  const reserved = Token.asNumber(Fn.importValue('Reserved'));
  const server = synthesizeServer({ tools: tools(), functions: { mcp: { reservedConcurrentExecutions: reserved, provisionedConcurrentExecutions: 5 } } });
  expect(rendered(functionOf(server, 'Mcp').ReservedConcurrentExecutions)).toEqual({ 'Fn::ImportValue': 'Reserved' });
});

test.each<[string, (vpc: ec2.IVpc, endpoint: ec2.IVpcEndpoint) => RemoteMcpServerProps]>([
  ['the VPC "Network/Vpc" of functions.mcp', (vpc) => ({ functions: { mcp: { vpc } } })],
  ['the VPC "Network/Vpc" of connector', (vpc) => ({ connector: { vpc } })],
  ['the interface endpoint "Network/Vpc/Api"', (_vpc, endpoint) => ({ endpoint: McpEndpoint.privateApi({ vpcEndpoints: [endpoint] }) })],
])('OtherRegion: %s', (what, props) => {
  const app = new App();
  const account = '111122223333';
  const vpc = new ec2.Vpc(new Stack(app, 'Network', { env: { account, region: 'us-east-1' } }), 'Vpc');
  const endpoint = vpc.addInterfaceEndpoint('Api', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY });

  expect(() => new RemoteMcpServer(new Stack(app, 'Weather', { env: { account, region: 'eu-west-1' } }), 'Server', props(vpc, endpoint)))
    .toThrow(`OtherRegion: ${what} is in us-east-1, and the server in eu-west-1`);
});

const subnets = { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } };

test.each<[string, string, RemoteMcpServerProps]>([
  ['InvalidFunctionMemory', 'functions.mcp.memorySize is 64', { functions: { mcp: { memorySize: 64 } } }],
  ['InvalidFunctionMemory', 'functions.oauth.memorySize is 512.5', { functions: { oauth: { memorySize: 512.5 } } }],
  ['InvalidFunctionMemory', 'connector.memorySize is 10241', { connector: { memorySize: 10_241 } }],
  ['InvalidFunctionConcurrency', 'functions.authorizer.reservedConcurrentExecutions is 0', { functions: { authorizer: { reservedConcurrentExecutions: 0 } } }],
  ['InvalidFunctionConcurrency', 'functions.mcp.provisionedConcurrentExecutions is -1', { functions: { mcp: { provisionedConcurrentExecutions: -1 } } }],
  ['InvalidFunctionConcurrency', 'functions.mcp provisions 5 instances, and reserves concurrency for 4', { functions: { mcp: { reservedConcurrentExecutions: 4, provisionedConcurrentExecutions: 5 } } }],
  ['InvalidFunctionNetwork', 'give functions.authorizer.vpc', { functions: { authorizer: subnets } }],
  ['InvalidFunctionNetwork', 'give connector.vpc', { connector: subnets }],
  ['NoSuchFunction', 'functions.authorizer', { functions: { authorizer: {} }, authorization: McpAuthorization.none() }],
  ['NoSuchFunction', 'functions.oauth', { functions: { oauth: {} }, authorization: McpAuthorization.external({ issuer: 'https://login.example.com/tenant' }) }],
])('%s: %s', (code, message, props) => {
  expect(() => synthesizeServer(props)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
});
