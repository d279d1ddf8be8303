import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duration, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { McpCertificateAuthorities, McpClientAuthenticationMethod, McpConnection, McpConnectionProps, McpCredentials, McpTool, RemoteMcpServerProps } from '../../../src';
import { CONNECTOR_MODULE_LAYER_PATH, ConnectorWiring } from '../../../src/contract/connector/layer';
import { selfSignedCertificate } from '../../lambda-src/document-fetcher/support/certificate';
import { only, rendered, resources, SynthesizedServer, synthesizeServer } from '../../support/synthesized-server';
import { temporaryDirectory } from '../../support/temporary-directory';

const CA = selfSignedCertificate('ca.example');

const ofConnector = (_: unknown, logicalId: string) => logicalId.startsWith('ServerConnector');
const tool = (name: string, connection: McpConnection) => McpTool.fromHttp(name, connection, { description: 'd', url: '/items' });
const API = 'https://api.example.com/v1';

function serverOf(connections: (stack: Stack) => readonly McpConnection[], props: (stack: Stack) => RemoteMcpServerProps = () => ({})): SynthesizedServer {
  return synthesizeServer((stack) => ({ ...props(stack), tools: connections(stack).map((connection, index) => tool(`tool_${index}`, connection)) }));
}

const statements = ({ template }: SynthesizedServer): { Action: string; Resource: string }[] =>
  Object.entries(resources(template, 'AWS::IAM::Policy')).filter(([logicalId]) => logicalId.startsWith('ServerConnector'))
    .flatMap(([, { Properties }]) => rendered(Properties.PolicyDocument.Statement));

test('a server without tools that call APIs has no resource of it', () => {
  const { template, server } = synthesizeServer();

  expect(server.connectorFunction).toBeUndefined();
  expect(Object.keys(template.toJSON().Resources).filter((logicalId) => /Connector/.test(logicalId))).toEqual([]);
});

test('one function runs the tools of all connections, and is called by its alias', () => {
  const server = serverOf(() => [McpConnection.toUrl(API), McpConnection.toUrl('https://other.example.com')]);

  const [, { Properties }] = only(server.template, 'AWS::Lambda::Function', ofConnector);
  expect(Properties.Timeout).toBe(59);
  expect(Properties.VpcConfig).toBeUndefined();
  only(server.template, 'AWS::Lambda::Alias', ofConnector);
  expect(server.server.alarms.length).toBe(Object.keys(resources(server.template, 'AWS::CloudWatch::Alarm')).length);
  expect(Object.keys(resources(server.template, 'AWS::CloudWatch::Alarm')).filter((logicalId) => /Connector(?:Errors|Throttles)/.test(logicalId))).toHaveLength(2);
});

test('it may read exactly the secrets of its connections, and decrypt with their keys', () => {
  const server = serverOf((stack) => [
    McpConnection.toUrl(API, { credentials: McpCredentials.bearer(secretsmanager.Secret.fromSecretNameV2(stack, 'Named', 'prod/token')) }),
    McpConnection.toUrl('https://b.example.com', { credentials: McpCredentials.basic(new secretsmanager.Secret(stack, 'Own', { encryptionKey: new kms.Key(stack, 'Key') })) }),
  ]);

  const granted = statements(server);
  expect(granted.filter(({ Action }) => Action === 'secretsmanager:GetSecretValue').map(({ Resource }) => Resource).sort())
    .toEqual([expect.stringMatching(/secret:prod\/token-\?{6}$/), expect.stringMatching(/^\{?Own/)]);
  expect(granted.flatMap(({ Action }) => Action).filter((action) => action.startsWith('secretsmanager:') && action !== 'secretsmanager:GetSecretValue')).toEqual([]);
  expect(granted.filter(({ Action }) => Action === 'kms:Decrypt')).toHaveLength(1);
});

test('its metadata names each secret and field, which no made-up value replaces', () => {
  const { template } = serverOf((stack) => [
    McpConnection.toUrl(API, { credentials: McpCredentials.basic(secretsmanager.Secret.fromSecretNameV2(stack, 'Login', 'prod/login')) }),
  ]);

  const [, { Metadata }] = only(template, 'AWS::Lambda::Function', ofConnector);
  expect((Metadata as { RemoteMcpServer: { secrets: object[] } }).RemoteMcpServer.secrets).toEqual([
    { arn: expect.anything(), field: 'username', foreign: true }, { arn: expect.anything(), field: 'password', foreign: true },
  ]);
});

test('it may be in a VPC, with more memory and another timeout', () => {
  const server = serverOf(() => [McpConnection.toUrl(API)], (stack) => ({
    connector: { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }), memorySize: 1024, timeout: Duration.seconds(10) },
  }));

  const [, { Properties }] = only(server.template, 'AWS::Lambda::Function', ofConnector);
  expect(Properties).toMatchObject({ MemorySize: 1024, Timeout: 10 });
  expect(Properties.VpcConfig.SubnetIds).toHaveLength(2);
  expect(Properties.VpcConfig.SecurityGroupIds).toHaveLength(1);
});

test('its role lets Lambda make its network interfaces, and its own code none', () => {
  const network = (server: SynthesizedServer) => statements(server).filter(({ Action }) => JSON.stringify(Action).includes('ec2:'));

  const [allowed, denied] = network(serverOf(() => [McpConnection.toUrl(API)], (stack) => ({ connector: { vpc: new ec2.Vpc(stack, 'Vpc') } })));
  expect(allowed).toMatchObject({ Effect: 'Allow', Action: expect.arrayContaining(['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface']), Resource: '*' });
  expect(denied).toMatchObject({ Effect: 'Deny', Action: (allowed as { Action: unknown }).Action, Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } } });
  expect(network(serverOf(() => [McpConnection.toUrl(API)]))).toEqual([]);
});

describe('its way out of a VPC', () => {
  const egressOf = (connections: (stack: Stack) => readonly McpConnection[], own = false) => {
    const { template } = serverOf(connections, (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      return { connector: { vpc, ...own ? { securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Own', 'sg-12345')] } : {} } };
    });
    return Object.values(resources(template, 'AWS::EC2::SecurityGroup')).map(({ Properties }) => (Properties.SecurityGroupEgress as { CidrIp?: string; FromPort: number; ToPort: number }[])
      .filter(({ CidrIp }) => CidrIp !== undefined).map(({ FromPort, ToPort }) => (FromPort === ToPort ? FromPort : `${FromPort}-${ToPort}`)));
  };

  test('leads to the ports of its connections, of their token endpoints, and of AWS', () => {
    expect(egressOf((stack) => [
      McpConnection.toUrl('http://orders.internal:8080/v1', { privateNetwork: true, additionalOrigins: ['http://files.internal'] }),
      McpConnection.toUrl(API, {
        credentials: McpCredentials.oauthClientCredentials({ tokenEndpoint: 'https://login.internal:9443/t', clientSecret: new secretsmanager.Secret(stack, 'Client') }),
      }),
    ])).toEqual([[443, 8080, 80, 9443]]);
  });

  test('leads to every port where only the deployment knows it', () => {
    expect(egressOf(() => [McpConnection.toUrl(Fn.importValue('ApiUrl'), { privateNetwork: true })])).toEqual([[443, '0-65535']]);
  });

  test('is that of the security groups that are given', () => {
    expect(egressOf(() => [McpConnection.toUrl(API)], true)).toEqual([]);
  });

  test('is refused where there are subnets or security groups, and no VPC', () => {
    expect(() => serverOf(() => [McpConnection.toUrl(API)], () => ({ connector: { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } } })))
      .toThrow(expect.objectContaining({ code: 'InvalidFunctionNetwork' }));
  });

  test.each([['http://orders.internal:8080', ['orders.internal']], ['http://localhost:4000', []]])('is missed by a connection to %s', (url, expected) => {
    const { stack } = serverOf(() => [McpConnection.toUrl(url, { privateNetwork: true })]);
    const warned = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('in a private network, and the connector in none'));
    expect(warned.map(({ entry }) => /http:\/\/([^:]+)/.exec(String(entry.data))![1])).toEqual(expected);
  });
});

describe('certificate authorities', () => {
  const layerOf = ({ app, template }: SynthesizedServer) => {
    const [, { Properties }] = only(template, 'AWS::Lambda::LayerVersion', ofConnector);
    return path.join(app.synth().directory, `asset.${Properties.Content.S3Key.replace('.zip', '')}`, CONNECTOR_MODULE_LAYER_PATH);
  };
  const certificateAuthorities = ({ template }: SynthesizedServer) => {
    const [, { Properties }] = only(template, 'AWS::Lambda::Function', ofConnector);
    const { connections } = JSON.parse(/serve\((.*)\);/.exec(rendered(Properties.Code.ZipFile))![1]) as ConnectorWiring;
    return Object.values(connections).map((connection) => connection.certificateAuthorities);
  };

  test('are a file beside the bundle, one for the same certificates, without what stands between them', () => {
    const directory = temporaryDirectory('authorities');
    const file = path.join(directory, 'ca.pem');
    fs.writeFileSync(file, `# A comment\r\n${CA.cert}`);
    const server = serverOf((stack) => [
      McpConnection.toUrl(API, { certificateAuthorities: McpCertificateAuthorities.fromFile(file) }),
      McpConnection.toUrl('https://b.example.com', { certificateAuthorities: McpCertificateAuthorities.fromText(CA.cert) }),
      McpConnection.toUrl('https://c.example.com', { certificateAuthorities: McpCertificateAuthorities.fromAsset(new Asset(stack, 'Ca', { path: file })) }),
    ]);

    const [first, ...others] = certificateAuthorities(server) as { readonly file: string }[];
    expect(first.file).toMatch(/^authorities\/[0-9a-f]{16}\.pem$/);
    expect(others).toEqual([first, first]);
    expect(fs.readFileSync(path.join(layerOf(server), first.file), 'utf8')).toBe(CA.cert);
  });

  test('that only the deployment knows are a text', () => {
    const { template } = serverOf(() => [McpConnection.toUrl(API, { certificateAuthorities: McpCertificateAuthorities.fromText(Fn.ref('Ca')) })]);

    expect(rendered(only(template, 'AWS::Lambda::Function', ofConnector)[1].Properties.Code.ZipFile)).toContain('"certificateAuthorities":{"text":"{Ca}"}');
  });
});

test.each([29, 30])('its timeout of %i seconds is refused where a request to the server may take 29', (seconds) => {
  expect(() => serverOf(() => [McpConnection.toUrl(API)], () => ({ connector: { timeout: Duration.seconds(seconds) }, toolTimeout: Duration.seconds(29) })))
    .toThrow(expect.objectContaining({ code: 'InvalidConnectorTimeout' }));
});

test.each<[string, string, string, McpConnectionProps]>([
  ['InvalidConnectionUrl', 'is no URL', 'api.example.com', {}],
  ['InvalidConnectionUrl', 'is no URL', 'ftp://api.example.com', {}],
  ['InvalidConnectionUrl', 'holds credentials', 'https://user:canary@api.example.com', {}],
  ['InvalidConnectionUrl', 'has a fragment', 'https://api.example.com/#a', {}],
  ['InvalidConnectionUrl', 'has a wildcard', 'https://*.example.com', {}],
  ['InvalidConnectionUrl', 'is not encrypted', 'http://api.example.com', {}],
  ['InvalidConnectionUrl', 'is a service of the machine that asks', 'http://169.254.169.254/latest', { privateNetwork: true }],
  ['InvalidConnectionUrl', 'is a service of the machine that asks', 'http://0xa9fea9fe', { privateNetwork: true }],
  ['InvalidConnectionUrl', 'is a service of the machine that asks', 'https://[fd00:ec2::254]', { privateNetwork: true }],
  ['InvalidConnectionUrl', 'has a dot segment', 'https://api.example.com/a/%2e%2E/b', {}],
  ['InvalidConnectionUrl', 'is more than an origin', API, { additionalOrigins: ['https://b.example.com/path'] }],
  ['InvalidCertificateAuthorities', 'of a connection are not PEM', API, { certificateAuthorities: McpCertificateAuthorities.fromText('ca.pem') }],
  ['InvalidCertificateAuthorities', 'of the file "no.pem" cannot be read', API, { certificateAuthorities: McpCertificateAuthorities.fromFile('no.pem') }],
  ['InvalidCertificateAuthorities', 'number 2 of 2', API, { certificateAuthorities: McpCertificateAuthorities.fromText(`${CA.cert}${CA.cert.replace(/\n./, '\nA')}`) }],
  ['InvalidCertificateAuthorities', 'come with a private key', API, { certificateAuthorities: McpCertificateAuthorities.fromText(`${CA.cert}${CA.key}`) }],
])('%s: %s (%s)', (code, message, url, props) => {
  const server = () => serverOf(() => [McpConnection.toUrl(url, props)]);
  expect(server).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  expect(server).not.toThrow('canary');
});

test.each<[string, (secret: secretsmanager.ISecret) => McpCredentials]>([
  ['a header that HTTP uses', (secret) => McpCredentials.apiKeyHeader('Host', secret)],
  ['a header with a space', (secret) => McpCredentials.apiKeyHeader('x key', secret)],
  ['a cookie with a semicolon', (secret) => McpCredentials.apiKeyCookie('a;b', secret)],
  ['a parameter without a name', (secret) => McpCredentials.apiKeyQuery('', secret)],
  ['a token endpoint without encryption', (clientSecret) => McpCredentials.oauthClientCredentials({ tokenEndpoint: 'http://login.example.com/token', clientSecret })],
  ['a token endpoint with a query', (clientSecret) => McpCredentials.oauthClientCredentials({ tokenEndpoint: 'https://login.example.com/token?a=b', clientSecret })],
])('InvalidCredentials: %s', (_what, credentials) => {
  expect(() => serverOf((stack) => [McpConnection.toUrl(API, { credentials: credentials(secretsmanager.Secret.fromSecretNameV2(stack, 'Key', 'key')) })]))
    .toThrow(expect.objectContaining({ code: 'InvalidCredentials' }));
});

test('an OAuth client reads id and secret from the fields of its secret, unless the id is given', () => {
  const secretsOf = (options: { clientId?: string }) => {
    const { template } = serverOf((stack) => [McpConnection.toUrl(API, {
      credentials: McpCredentials.oauthClientCredentials({
        tokenEndpoint: 'https://login.example.com/token',
        clientSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'Client', 'client'),
        authenticationMethod: McpClientAuthenticationMethod.CLIENT_SECRET_POST,
        ...options,
      }),
    })]);
    const [, { Metadata }] = only(template, 'AWS::Lambda::Function', ofConnector);
    return (Metadata as { RemoteMcpServer: { secrets: { field?: string }[] } }).RemoteMcpServer.secrets.map(({ field }) => field);
  };

  expect(secretsOf({})).toEqual(['client_id', 'client_secret']);
  expect(secretsOf({ clientId: 'app' })).toEqual([undefined]);
});

test('a misspelt Region of signatures is refused', () => {
  const signed = (region?: string) => serverOf(() => [McpConnection.toUrl(API, { credentials: McpCredentials.sigV4({ service: 's3', region }) })]);
  expect(() => signed('us-east1')).toThrow(/InvalidRegion: the tool "tool_0": the service "s3" that requests are signed for is in "us-east1", which names no AWS Region; did you mean "us-east-1"\? \[at Weather\/Server/);
  expect(() => [signed('eu-west-1'), signed()]).not.toThrow();
});
