import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { McpCode, McpResultCache, McpTool, McpToolBindOptions, McpToolConfig, McpToolTarget, RemoteMcpServer } from '../../../src';
import { only, rendered, resources, synthesizeServer, toolFunction } from '../../support/synthesized-server';
import { temporaryDirectory } from '../../support/temporary-directory';

const directory = temporaryDirectory('tool-code-layer');

function code(text: string, environment?: { [name: string]: string }): McpCode {
  const file = path.join(directory, `${fs.readdirSync(directory).length}.mjs`);
  fs.writeFileSync(file, text);
  return McpCode.fromFile(file, { environment });
}

const ONE = 'export default () => 1;';
const described = { description: 'd' };
const codeTool = (name: string, of: McpCode = code(ONE)) => McpTool.fromCode(name, of, described);
const mcpFunction = (template: Template) => only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith('ServerMcpFunction'))[1].Properties;
const toolCodeLayer = (template: Template) => Object.entries(resources(template, 'AWS::Lambda::LayerVersion')).filter(([id]) => id.startsWith('ServerMcpToolCode'));
const fill = (fn: lambda.Function, count: number) => Array.from({ length: count }, (_, index) => (
  fn.addLayers(lambda.LayerVersion.fromLayerVersionArn(fn, `L${index}`, `arn:aws:lambda:eu-west-1:123456789012:layer:l${index}:1`))));

test('a server without such tools has no such layer', () => {
  const { template } = synthesizeServer((stack) => ({ tools: [McpTool.fromFunction('a', toolFunction(stack), described)] }));
  expect([toolCodeLayer(template), mcpFunction(template).Layers.length]).toEqual([[], 1]);
});

test('all code is in one layer, each piece once, and its place is in the wiring', () => {
  const shared = code(ONE);
  const { template, app } = synthesizeServer({ tools: [codeTool('a', shared), codeTool('b', shared), codeTool('c', code(ONE)), codeTool('d', code('export default () => 2;'))] });
  const [[, { Properties: { Content } }]] = toolCodeLayer(template);
  const asset = path.join(app.outdir, `asset.${Content.S3Key.replace('.zip', '')}`, 'nodejs/node_modules/remote-mcp-tools');
  const ids = fs.readdirSync(asset).sort();
  expect(ids).toHaveLength(2);
  const { targets } = JSON.parse(/serve\((.*)\);/.exec(rendered(mcpFunction(template).Code.ZipFile))![1]);
  expect(targets).toEqual(Object.fromEntries(ids.map((id) => [id, { kind: 'code', module: `${id}/index.mjs` }])));
});

test('a tool with code needs no permission, and its code is granted what its author grants', () => {
  const { template } = synthesizeServer({ tools: [codeTool('a')] });
  expect(JSON.stringify(only(template, 'AWS::IAM::Policy', (_, id) => id.startsWith('ServerMcpRole')))).not.toContain('lambda:');

  class Reader extends McpTool {
    constructor() {
      super('read', described);
    }

    public bind(_scope: Construct, { invoker }: McpToolBindOptions): McpToolConfig {
      iam.Grant.addToPrincipal({ grantee: invoker, actions: ['s3:GetObject'], resourceArns: ['arn:aws:s3:::docs/*'] });
      return { target: McpToolTarget.fromCode(code(ONE, { BUCKET: 'docs' })) };
    }
  }
  const own = synthesizeServer({ tools: [new Reader()] }).template;
  const [, policy] = only(own, 'AWS::IAM::Policy', (_, id) => id.startsWith('ServerMcpRole'));
  expect(policy.Properties.PolicyDocument.Statement).toContainEqual({ Action: 's3:GetObject', Effect: 'Allow', Resource: 'arn:aws:s3:::docs/*' });
  expect(mcpFunction(own).Environment.Variables).toMatchObject({ BUCKET: 'docs' });
});

test('environment variables may be known to the deployment alone', () => {
  const { template } = synthesizeServer((stack) => ({ tools: [codeTool('a', code(ONE, { TABLE: new CfnParameter(stack, 'Table').valueAsString }))] }));
  expect(mcpFunction(template).Environment.Variables.TABLE).toEqual({ Ref: 'Table' });
});

test.each([
  [{ MCP_RESOURCE: 'x' }, /^InvalidEnvironmentVariable: the tool "b": the code sets the environment variable "MCP_RESOURCE", which the server needs itself; choose another name/],
  [{ AWS_REGION: 'x' }, /^InvalidEnvironmentVariable: .*"AWS_REGION", which Lambda does not allow/],
  [{ 'MY-NAME': 'x' }, /^InvalidEnvironmentVariable: .*"MY-NAME"/],
  [{ MODE: 'other' }, /^ConflictingEnvironmentVariable: .*"MODE" to different values, "one" and "other"; all code shares one environment/],
])('the environment %j is refused', (environment, message) => {
  expect(() => synthesizeServer({ tools: [codeTool('a', code(ONE, { MODE: 'one' })), codeTool('b', code(ONE, environment))] })).toThrow(message);
});

test('a version is published of other code', () => {
  const versionOf = (text: string) => only(synthesizeServer({ tools: [codeTool('a', code(text))] }).template, 'AWS::Lambda::Version', (_, id) => id.startsWith('ServerMcp'))[0];
  expect(versionOf(ONE)).toBe(versionOf(ONE));
  expect(versionOf(ONE)).not.toBe(versionOf('export default () => 2;'));
});

test('the layer is said to be one too many at synthesis', () => {
  const server = new RemoteMcpServer(new Stack(new App(), 'Weather'), 'Server');
  fill(server.mcpFunction, 4);
  expect(() => server.addTool(codeTool('a'))).toThrow(/^TooManyLayers: .*has 5, which is all that Lambda allows .*; remove a layer, or run the tool by McpTool\.fromFunction\(\)/);
});

test('more code than a function may have is said at synthesis', () => {
  const server = new RemoteMcpServer(new Stack(new App(), 'Weather'), 'Server');
  const large = (id: string) => Object.assign(code(ONE), { _prepare: () => ({ id, module: 'index.mjs', bytes: 200 * 1024 * 1024, environment: {}, write: () => undefined }) });
  server.addTool(codeTool('a', large('large')));
  expect(() => server.addTool(codeTool('b', large('other')))).toThrow(/^ToolCodeTooLarge: the tool "b": the code of all tools has 419430400 bytes, and a function with all of its layers may have 262144000/);
});

describe('a result cache', () => {
  const cached = (resultCache: McpResultCache, readOnly?: boolean) => synthesizeServer({ tools: [McpTool.fromCode('a', code(ONE), { description: 'd', readOnly, resultCache })] });

  test('is for tools that only read', () => {
    cached(McpResultCache.perCaller(Duration.minutes(1)), true);
    expect(() => cached(McpResultCache.perCaller(Duration.minutes(1)))).toThrow(/^ResultCacheOfWriter: the tool "a" has a resultCache but is not readOnly: a repeated call would not run it; declare readOnly: true/);
  });

  test.each([Duration.seconds(0), Duration.millis(1500), Duration.days(2)])('does not last %s', (ttl) => {
    expect(() => cached(McpResultCache.acrossCallers(ttl), true)).toThrow(/^InvalidResultCache: .*give whole seconds, from 1 to 86400/);
  });
});
