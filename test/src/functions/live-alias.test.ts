import { App, Aspects, Duration, Environment, IAspect, NestedStack, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { IConstruct } from 'constructs';
import { McpAuthorization, McpFirewall, McpSchema, McpTool, RemoteMcpServer, RemoteMcpServerProps } from '../../../src';
import { only, rendered, resources, toolFunction } from '../../support/synthesized-server';

const NAMES = ['Mcp', 'Authorizer', 'OAuth', 'DocumentFetcher'] as const;
type Name = typeof NAMES[number];

/** What an app does otherwise. */
interface Variant {
  readonly toolFunction?: (stack: Stack) => lambda.IFunction;
  readonly tool?: { readonly title?: string; readonly inputSchema?: McpSchema; readonly requiredScopes?: string[] };
  readonly props?: Partial<RemoteMcpServerProps>;
  readonly afterwards?: (server: RemoteMcpServer, stack: Stack) => void;
}

const scopes = [{ name: 'read', description: 'Read' }, { name: 'write', description: 'Write' }];

function serverWith(stack: Stack, variant: Variant): void {
  const tool = McpTool.fromFunction('forecast', (variant.toolFunction ?? toolFunction)(stack), {
    description: 'Weather', inputSchema: McpSchema.fromJson({ type: 'object', properties: { city: { type: 'string' } } }), requiredScopes: ['read'], ...variant.tool,
  });
  const server = new RemoteMcpServer(stack, 'Server', { authorization: McpAuthorization.oauth({ scopes }), tools: [tool], ...variant.props });
  variant.afterwards?.(server, stack);
}

function synthesize(variant: Variant, context: { [flag: string]: unknown } = {}): Template {
  const stack = new Stack(new App({ context }), 'Weather');
  serverWith(stack, variant);
  return Template.fromStack(stack);
}

/** The versions that the aliases lead to. */
function versions(template: Template): { readonly [name: string]: string } {
  return Object.fromEntries(NAMES.map((name) => {
    const [, { Properties }] = only(template, 'AWS::Lambda::Alias', (_, logicalId) => logicalId.startsWith(`Server${name}Function`));
    const [version, attribute] = Properties.FunctionVersion['Fn::GetAtt'];
    expect([Properties.Name, attribute]).toEqual(['live', 'Version']);
    expect(resources(template, 'AWS::Lambda::Version')[version].Properties.FunctionName).toEqual(Properties.FunctionName);
    return [name, version];
  }));
}

const replacement = (id: string, functionName?: string) => (stack: Stack) => new lambda.Function(stack, id, {
  functionName, runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => ({ sunny: true });'),
});

const memory: IAspect = {
  visit(node: IConstruct): void {
    if (node instanceof lambda.CfnFunction) {
      node.memorySize = 2048;
    }
  },
};

const FLAGS: readonly { readonly [flag: string]: boolean }[] = [
  {},
  { [cxapi.LAMBDA_RECOGNIZE_LAYER_VERSION]: true },
  { [cxapi.LAMBDA_RECOGNIZE_LAYER_VERSION]: false, [cxapi.LAMBDA_RECOGNIZE_VERSION_PROPS]: false },
];

describe.each(FLAGS)('with the feature flags %j', (flags) => {
  const before = versions(synthesize({}, flags));

  test.each<[string, readonly Name[], Variant]>([
    ['nothing', [], {}],
    ['a tag', [], { afterwards: (_, stack) => Tags.of(stack).add('commit', 'f00') }],
    ['the code of a tool', [], {
      toolFunction: (stack) => {
        const fn = toolFunction(stack); fn.addEnvironment('UNIT', 'celsius'); return fn;
      },
    }],
    ['the firewall', [], { props: { firewall: McpFirewall.none() } }],
    ['the title of a tool', ['Mcp'], { tool: { title: 'Forecast' } }],
    ['the schema of a tool', ['Mcp'], { tool: { inputSchema: McpSchema.fromJson({ type: 'object' }) } }],
    ['the function of a tool', ['Mcp'], { toolFunction: replacement('Other') }],
    ['the function of a tool, replaced behind its logical id', ['Mcp'], { toolFunction: replacement('Forecast', 'forecast') }],
    ['the scopes of a tool', ['Mcp', 'Authorizer'], { tool: { requiredScopes: ['write'] } }],
    ['the tools, by one more', ['Mcp', 'Authorizer'], {
      afterwards: (server, stack) => server.addTool(McpTool.fromFunction('climate', toolFunction(stack, 'Climate'), { description: 'Climate', requiredScopes: ['write'] })),
    }],
    ['the time that tools have', ['Mcp'], { props: { toolTimeout: Duration.minutes(2) } }],
    ['the origins', ['Mcp'], { props: { allowedOrigins: ['https://app.example.com'] } }],
    ['the title of the server', ['Mcp', 'OAuth'], { props: { title: 'Weather' } }],
    ['the life of access tokens', ['OAuth'], { props: { authorization: McpAuthorization.oauth({ scopes, accessTokenLifetime: Duration.minutes(15) }) } }],
    ['every function, by an aspect', NAMES, { afterwards: (_, stack) => Aspects.of(stack).add(memory) }],
  ])('a change of %s publishes new versions of %j and of no other function', (_, changed, variant) => {
    const after = versions(synthesize(variant, flags));
    expect(NAMES.filter((name) => before[name] !== after[name])).toEqual(changed);
  });
});

test('in a nested stack, a function that is replaced in its parent publishes a new version too', () => {
  const version = (fn: (stack: Stack) => lambda.IFunction) => {
    const parent = new Stack(new App(), 'Parent');
    const nested = new NestedStack(parent, 'Nested');
    serverWith(nested, { toolFunction: () => fn(parent) });
    return versions(Template.fromStack(nested)).Mcp;
  };
  expect(version(toolFunction)).toBe(version(toolFunction));
  expect(version(replacement('Forecast', 'forecast'))).not.toBe(version(toolFunction));
});

test('where an app says the account and the Region that its stack has anyway, each function with a new version has changed itself', () => {
  const deployed = (env?: Environment) => {
    const stack = new Stack(new App(), 'Weather', { env });
    serverWith(stack, {});
    const template = Template.fromStack(stack);
    return { versions: versions(template), functions: (name: Name) => only(template, 'AWS::Lambda::Function', (_, id) => id.startsWith(`Server${name}Function`))[1].Properties };
  };
  const [before, after] = [deployed(), deployed({ account: '111111111111', region: 'eu-central-1' })];
  const renewed = NAMES.filter((name) => before.versions[name] !== after.versions[name]);
  expect(renewed).toEqual(NAMES);
  expect(renewed.filter((name) => before.functions(name).Description === after.functions(name).Description)).toEqual([]);
});

test('a version that is left stays for the calls that began on it, one of a failed deployment does not', () => {
  const found = Object.values(resources(synthesize({}), 'AWS::Lambda::Version'));
  expect(found).toHaveLength(NAMES.length);
  expect(found.map(({ DeletionPolicy, UpdateReplacePolicy }) => [DeletionPolicy, UpdateReplacePolicy]))
    .toEqual(NAMES.map(() => ['RetainExceptOnCreate', 'Retain']));
});

describe('what a function may do', () => {
  const policyOf = (template: Template, name: Name) => only(template, 'AWS::IAM::Policy', (_, logicalId) => logicalId.startsWith(`Server${name}Role`));
  const before = synthesize({});

  test('is added before the alias moves, and what it may no longer do goes afterwards', () => {
    const [oldId, oldPolicy] = policyOf(before, 'Mcp');
    const [newId, newPolicy] = policyOf(synthesize({ toolFunction: replacement('Other') }), 'Mcp');
    expect(newId).not.toBe(oldId);
    expect(newPolicy.Properties.PolicyName).not.toBe(oldPolicy.Properties.PolicyName);
    expect(rendered(oldPolicy.Properties.PolicyDocument.Statement)).toContainEqual({ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: '{Forecast.Arn}' });
  });

  test('is another policy where a function is replaced behind its logical id, and the same where nothing changes', () => {
    expect(policyOf(synthesize({ toolFunction: replacement('Forecast', 'forecast') }), 'Mcp')[0]).not.toBe(policyOf(before, 'Mcp')[0]);
    expect(NAMES.map((name) => policyOf(synthesize({}), name)[0])).toEqual(NAMES.map((name) => policyOf(before, name)[0]));
  });

  test('is changed in place where two policies would exceed what a role may have', () => {
    const many = (count: number) => policyOf(synthesize({
      afterwards: (server, stack) => Array.from({ length: count }).forEach((_, number) => server.addTool(
        McpTool.fromFunction(`tool_${number}`, toolFunction(stack, `Tool${number}`), { description: 'One of many' }),
      )),
    }), 'Mcp')[0];
    expect(many(60)).toBe(many(61));
    expect(many(3)).not.toBe(many(4));
  });
});
