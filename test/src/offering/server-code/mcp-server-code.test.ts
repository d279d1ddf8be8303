import * as fs from 'node:fs';
import * as path from 'node:path';
import { Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { buildSync } from 'esbuild';
import { McpAuthorization, McpCode, McpIcon, McpPrompt, McpPromptMessage, McpResource, McpServerCode, McpServerCodeProps, McpTool, RemoteMcpServer } from '../../../../src';
import { requiredScopes } from '../../../../src/contract/authorizer/access-policy';
import { only, rendered, resources, synthesizeServer, SynthesizedServer, toolFunction } from '../../../support/synthesized-server';
import { temporaryDirectory } from '../../../support/temporary-directory';

const authorization = McpAuthorization.oauth({ scopes: [{ name: 'read' }, { name: 'write', includes: ['read'] }] });
const isMcpFunction = (_: unknown, logicalId: string) => logicalId.startsWith('ServerMcpFunction');

function file(): string {
  const name = path.join(temporaryDirectory('server-code'), 'server.mjs');
  fs.writeFileSync(name, 'export default () => undefined;\n');
  return name;
}

const sdkServer = (props?: McpServerCodeProps) => McpServerCode.fromSdkServer(McpCode.fromFile(file()), props);

/** The files of the layers of the MCP function. */
function layerFiles({ app, template }: SynthesizedServer): string[] {
  const { directory } = app.synth();
  return Object.entries(resources(template, 'AWS::Lambda::LayerVersion')).filter(([id]) => id.startsWith('ServerMcp')).flatMap(([, { Properties }]) => (
    fs.readdirSync(path.join(directory, `asset.${Properties.Content.S3Key.replace('.zip', '')}`), { recursive: true }).map(String)
  ));
}

const wiringOf = ({ template }: SynthesizedServer) => (
  JSON.parse(/\.serve\((.*), \(url\)/.exec(rendered(only(template, 'AWS::Lambda::Function', isMcpFunction)[1].Properties.Code.ZipFile))![1])
);

test('a module runs in the function that answers MCP: with our bundle instead of the catalogue, and its scopes', () => {
  const synthesized = synthesizeServer({
    authorization, serverCode: sdkServer({ toolScopes: { drop: ['write'] }, promptScopes: { audit: ['write'] }, resourceScopes: { 'docs://SECRET/a': ['write'], 'docs://x/{name}': ['read'] } }),
  });
  const files = layerFiles(synthesized);
  expect(files).toContain('nodejs/node_modules/remote-mcp-server-code/index.js');
  expect(files.filter((name) => name.startsWith('nodejs/node_modules/remote-mcp-server/'))).toEqual([]);
  const { target, accessPolicy } = wiringOf(synthesized);
  expect(target).toEqual({ kind: 'module', file: expect.stringMatching(/^remote-mcp-tools\/\w{16}\/index\.mjs$/) });
  expect(files).toContain(`nodejs/node_modules/${target.file}`);
  expect(accessPolicy).toEqual({
    scopes: [{ name: 'read' }, { name: 'write', includes: ['read'] }],
    tools: { drop: ['write'] },
    prompts: { audit: ['write'] },
    resources: { 'docs://secret/a': ['write'] },
    resourceTemplates: [{ pattern: expect.stringMatching(/\[xX\]/), requiredScopes: ['read'] }],
  });
});

describe('a file that somebody bundled', () => {
  const factory = (version: string, more = '') => `import { McpServer } from '${version}'; ${more} export default () => new McpServer({ name: 'notes', version: '1' });`;
  const handler = "export { createMcpHandler } from '@modelcontextprotocol/server';";

  test.each<[string, string, boolean, boolean]>([
    ['of version 2', factory('@modelcontextprotocol/server'), false, true],
    ['of version 2, minified', factory('@modelcontextprotocol/server'), true, true],
    ['of version 2 with createMcpHandler beside it', factory('@modelcontextprotocol/server', handler), false, false],
    ['of version 2 with createMcpHandler beside it, minified', factory('@modelcontextprotocol/server', handler), true, false],
    ['of version 1', factory('@modelcontextprotocol/sdk/server/mcp.js'), false, false],
  ])('%s', (_what, contents, minify, isWarnedOf) => {
    const { outputFiles: [{ text }] } = buildSync({
      stdin: { contents, resolveDir: __dirname }, bundle: true, format: 'esm', platform: 'node', write: false, minify, logLevel: 'silent', banner: { js: 'const require = globalThis.require;' },
    });
    const name = file();
    fs.writeFileSync(name, text);
    const { stack } = synthesizeServer({ authorization, serverCode: McpServerCode.fromSdkServer(McpCode.fromFile(name)) });
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('is on version 2 of the official SDK and has no "createMcpHandler"'));
    expect(warnings).toHaveLength(isWarnedOf ? 1 : 0);
  });
});

test('the authorizer goes by the same policy, and there is none where nothing is required', () => {
  const policies = (synthesized: SynthesizedServer) => Object.keys(resources(synthesized.template, 'AWS::Lambda::LayerVersion')).filter((id) => id.startsWith('ServerAccessPolicy'));
  expect(policies(synthesizeServer({ authorization, serverCode: sdkServer({ toolScopes: { drop: ['write'] } }) }))).toHaveLength(1);
  const open = synthesizeServer({ serverCode: sdkServer() });
  expect(policies(open)).toEqual([]);
  expect(wiringOf(open).accessPolicy).toBeUndefined();
});

test('what is declared to require nothing is an exception to a template that requires something', () => {
  const policy = (resourceScopes: { [uri: string]: string[] }) => (
    wiringOf(synthesizeServer({ authorization: McpAuthorization.oauth({ scopes: [{ name: 'read' }] }), serverCode: sdkServer({ resourceScopes }) })).accessPolicy
  );
  const exceptions = policy({ 'docs://x/{+path}': ['read'], 'docs://x/readme': [], 'docs://x/public/{name}': [], 'docs://y/readme': [] });
  expect(['docs://x/secret', 'docs://X/README', 'docs://x/readme', 'docs://x/public/a', 'docs://y/readme'].map((name) => requiredScopes(exceptions, { method: 'resources/read', name })))
    .toEqual([['read'], ['read'], [], [], []]);
  expect(Object.keys(exceptions.resources)).toEqual(['docs://x/readme']);
  expect(policy({ 'docs://x/readme': [], 'docs://x/{name}': [] })).toBeUndefined();
});

test.each([
  ['URIs', 'docs://X/a', 'docs://x/a'],
  ['templates', 'docs://x/{a}', 'docs://x/{b}'],
])('two %s of the same resources are refused', (_, one, other) => {
  expect(() => synthesizeServer({ authorization, serverCode: sdkServer({ resourceScopes: { [one]: ['write'], [other]: [] } }) }))
    .toThrow(`DuplicateResourceUri: resourceScopes names the same resources as "${one}" and "${other}"`);
});

test.each([
  ['function', (fn: lambda.Function) => fn, '{Forecast.Arn}'],
  ['alias', (fn: lambda.Function) => fn.addAlias('stable'), '{ForecastAliasstable}'],
  ['version', (fn: lambda.Function) => fn.currentVersion, expect.stringMatching(/^\{ForecastCurrentVersion/)],
])('a function of one\'s own is invoked as it is given (%s), watched, and nothing else is permitted', (_, chosen, arn) => {
  const synthesized = synthesizeServer((stack: Stack) => ({ serverCode: McpServerCode.fromFunction(chosen(toolFunction(stack))) }));
  const { template } = synthesized;
  expect(wiringOf(synthesized).target).toEqual({ kind: 'function', functionArn: arn });
  const [, policy] = only(template, 'AWS::IAM::Policy', (__, id) => id.startsWith('ServerMcp'));
  const statements = rendered(policy.Properties.PolicyDocument.Statement).filter(({ Action }: { Action: string }) => Action === 'lambda:InvokeFunction');
  expect(statements).toEqual([{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: arn }]);
  expect(Object.keys(resources(template, 'AWS::CloudWatch::Alarm')).filter((id) => /ServerCode(Errors|Throttles)/.test(id))).toHaveLength(2);
  expect(layerFiles(synthesized)).toContain('nodejs/node_modules/remote-mcp-server-code/index.js');
});

test('the page at the MCP URL says nothing of an offer that it does not know', () => {
  const { template } = synthesizeServer({ authorization: McpAuthorization.none(), serverCode: sdkServer() });
  expect(JSON.stringify(template.toJSON())).not.toContain('Nothing yet');
});

test.each<[string, object]>([
  ['tools', { tools: [] }],
])('empty %s are given beside it without harm', (_, props) => {
  expect(() => synthesizeServer({ serverCode: sdkServer(), ...props })).not.toThrow();
});

test.each<[string, (stack: Stack) => object]>([
  ['tools', (stack) => ({ tools: [McpTool.fromFunction('a', toolFunction(stack), { description: 'A.' })] })],
  ['resources', () => ({ resources: [McpResource.fromText('docs://a', { text: 'a', name: 'a' })] })],
  ['prompts', () => ({ prompts: [McpPrompt.fromMessages('a', { messages: [McpPromptMessage.text('a')] })] })],
  ['instructions', () => ({ instructions: 'Use it.' })],
  ['icons', () => ({ icons: [McpIcon.fromUrl('https://example.com/a.png')] })],
])('%s cannot be given beside it', (prop, others) => {
  expect(() => synthesizeServer((stack) => ({ serverCode: sdkServer(), ...others(stack) })))
    .toThrow(`ServerCodeIsExclusive: ${prop} is given beside serverCode`);
});

test('nothing can be added later', () => {
  const { server, stack, app } = synthesizeServer({ serverCode: sdkServer() });
  const tool = McpTool.fromFunction('a', toolFunction(stack), { description: 'A.' });
  expect(() => server.addTool(tool)).toThrow('ServerCodeIsExclusive: something is added to a server that has serverCode');
  expect(() => server.addPrompt(McpPrompt.fromMessages('a', { messages: [McpPromptMessage.text('a')] }))).toThrow('ServerCodeIsExclusive');
  Aspects.of(app).add({
    visit: (node: IConstruct) => {
      if (node instanceof RemoteMcpServer) {
        expect(() => node.addResource(McpResource.fromText('docs://a', { text: 'a', name: 'a' }))).toThrow('ServerCodeIsExclusive');
      }
    },
  });
  expect.assertions(3);
  app.synth({ force: true });
});

test.each<[string, McpServerCodeProps, string]>([
  ['a scope that the server does not declare', { toolScopes: { drop: ['admin'] } }, 'UnknownScope: toolScopes says that "drop" requires the scope "admin"'],
  ['a tool with an impossible name', { toolScopes: { 'a b': ['write'] } }, 'InvalidToolName: toolScopes names "a b"'],
  ['a resource that is no URI', { resourceScopes: { readme: ['write'] } }, 'InvalidResourceUri: resourceScopes names "readme"'],
  ['a template that cannot be matched', { resourceScopes: { 'docs://{?a}': ['write'] } }, 'InvalidUriTemplate: resourceScopes names the template "docs://{?a}"'],
])('%s is refused', (_, props, message) => {
  expect(() => synthesizeServer({ authorization, serverCode: sdkServer(props) })).toThrow(message);
});
