import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { McpTool, RemoteMcpServer } from '../../../src';
import { only, rendered, resources, synthesizeServer, toolFunction } from '../../support/synthesized-server';

const code = (template: Template) =>
  rendered(only(template, 'AWS::Lambda::Function', (_, logicalId) => logicalId.startsWith('ServerMcpFunction'))[1].Properties.Code.ZipFile);

const layer = (template: Template) => only(template, 'AWS::Lambda::LayerVersion')[1].Properties.Content.S3Key;

test('all functions run on Node.js 24 on arm64, traced, with JSON logs in groups of their own', () => {
  const { template } = synthesizeServer();
  const functions = Object.values(resources(template, 'AWS::Lambda::Function'));
  expect(functions).toHaveLength(4);
  for (const { Properties } of functions) {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.stringContaining('Logs') } },
    });
  }
  expect(new Set(functions.map(({ Properties }) => Properties.LoggingConfig.LogGroup.Ref)).size).toBe(4);
});

test('a tool\'s ARN is wired in at deployment', () => {
  const { template } = synthesizeServer((stack) => ({ tools: [McpTool.fromFunction('forecast', toolFunction(stack), { description: 'Weather' })] }));
  expect(code(template)).toContain('{Forecast.Arn}');
  expect(code(template)).toMatch(/^exports\.handler = require\('remote-mcp-server'\)\.serve\(.*\);\n$/);
});

test('a tool may be added after the server was made, even from another scope', () => {
  const app = new App();
  const stack = new Stack(app, 'Weather');
  const server = new RemoteMcpServer(stack, 'Server');
  server.addTool(McpTool.fromFunction('forecast', toolFunction(stack), { description: 'Weather' }));
  const template = Template.fromStack(stack);
  expect(code(template)).toContain('{Forecast.Arn}');
  expect(layer(template)).not.toBe(layer(synthesizeServer().template));
});

test('the same offer gives the same layer, another offer another', () => {
  const withDescription = (description: string) => layer(synthesizeServer((stack) => ({
    tools: [McpTool.fromFunction('forecast', toolFunction(stack), { description })],
  })).template);
  expect(withDescription('Weather')).toBe(withDescription('Weather'));
  expect(withDescription('Weather')).not.toBe(withDescription('Climate'));
});

test('the layer is still there to be deployed where the app does not stage its assets', () => {
  const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } });
  const stack = new Stack(app, 'Weather');
  new RemoteMcpServer(stack, 'Server');
  const { directory } = app.synth();
  const { files } = JSON.parse(readFileSync(path.join(directory, 'Weather.assets.json'), 'utf8'));
  const directories: string[] = Object.values<{ source: { path: string; packaging: string } }>(files)
    .filter(({ source }) => source.packaging === 'zip').map(({ source }) => path.resolve(directory, source.path));
  expect(directories).toHaveLength(4);
  expect(directories.filter((source) => !existsSync(source))).toEqual([]);
  // Whoever does not stage has to remove what was made for this assembly alone.
  directories.filter((source) => source.startsWith(tmpdir())).forEach((source) => rmSync(source, { recursive: true }));
});

test('the environment does not grow with the tools', () => {
  const variables = (template: Template) =>
    only(template, 'AWS::Lambda::Function', (_, logicalId) => logicalId.startsWith('ServerMcpFunction'))[1].Properties.Environment.Variables;
  const { template } = synthesizeServer((stack) => ({ tools: [McpTool.fromFunction('forecast', toolFunction(stack), { description: 'Weather' })] }));
  expect(variables(template)).toEqual(variables(synthesizeServer().template));
});

test('a request may last as long as the tool timeout says, for function and gateway alike', () => {
  const { template } = synthesizeServer({ toolTimeout: Duration.minutes(15) });
  template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 900 });
  template.hasResourceProperties('AWS::ApiGateway::Method', { Integration: { ResponseTransferMode: 'STREAM', TimeoutInMillis: 900_000 } });
});

test.each([Duration.millis(500), Duration.millis(1500), Duration.minutes(16)])('fails when the tool timeout is %s', (toolTimeout) => {
  expect(() => synthesizeServer({ toolTimeout })).toThrow(/InvalidToolTimeout: toolTimeout is .* seconds; choose whole seconds from 1 second to 15 minutes/);
});

test('an ARN that is a parameter is not looked into', () => {
  const app = new App();
  const stack = new Stack(app, 'Weather');
  const origin = new CfnParameter(stack, 'Origin').valueAsString;
  new RemoteMcpServer(stack, 'Server', { allowedOrigins: [origin] });
  const [, mcp] = only(Template.fromStack(stack), 'AWS::Lambda::Function', (_, logicalId) => logicalId.startsWith('ServerMcpFunction'));
  expect(mcp.Properties.Environment.Variables.MCP_ALLOWED_ORIGINS).toEqual({ Ref: 'Origin' });
});
