import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Aspects, IAspect, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Construct, IConstruct } from 'constructs';
import { McpPrompt, McpPromptMessage, McpResource, McpTool, RemoteMcpServer } from '../../src';
import { ACCESS_POLICY_LAYER_PATH } from '../../src/contract/authorizer/access-policy';
import { CATALOGUE_FILE } from '../../src/contract/mcp/catalogue';
import { MCP_MODULE_LAYER_PATH } from '../../src/contract/mcp/layer';
import { rendered, Resource, toolFunction } from '../support/synthesized-server';

const STABILIZED = { '@aws-cdk/core:aspectStabilization': true };

/** Adds to the server when it visits a node, once. */
class AddOn implements IAspect {
  private isDone = false;

  constructor(private readonly isPlace: (node: IConstruct) => boolean, private readonly add: () => void) {}

  public visit(node: IConstruct): void {
    if (!this.isDone && this.isPlace(node)) {
      this.isDone = true;
      this.add();
    }
  }
}

interface Parts {
  readonly tools: string[];
  readonly prompts: string[];
  readonly resources: string[];
  readonly wired: string;
  readonly granted: string;
  readonly required: object | undefined;
}

/** What each part of a synthesized server says of what is offered. */
function partsOf(template: Template, assembly: CloudAssembly): Parts {
  const { Resources } = template.toJSON() as { Resources: { [logicalId: string]: Resource } };
  const find = (type: string, prefix: string) => Object.entries(Resources).find(([id, { Type }]) => Type === type && id.startsWith(prefix))?.[1];
  const file = (layer: string, name: string) => {
    const found = find('AWS::Lambda::LayerVersion', layer);
    return found && JSON.parse(readFileSync(path.join(assembly.directory, `asset.${found.Properties.Content.S3Key.replace('.zip', '')}`, name), 'utf8'));
  };
  const catalogue = file('ServerMcpModule', path.join(MCP_MODULE_LAYER_PATH, CATALOGUE_FILE));
  return {
    tools: Object.keys(catalogue.tools),
    prompts: Object.keys(catalogue.prompts),
    resources: Object.keys(catalogue.resources),
    wired: rendered(find('AWS::Lambda::Function', 'ServerMcpFunction')!.Properties.Code.ZipFile),
    granted: JSON.stringify(rendered(find('AWS::IAM::Policy', 'ServerMcpRole')!.Properties)),
    required: file('ServerAccessPolicy', ACCESS_POLICY_LAYER_PATH)?.tools,
  };
}

function addAll(server: RemoteMcpServer, scope: Stack): void {
  server.addTool(McpTool.fromFunction('late', toolFunction(scope, 'Late'), { description: 'Comes late', requiredScopes: ['mcp'] }));
  server.addResource(McpResource.fromText('docs://late', { name: 'late', text: 'Late' }));
  server.addPrompt(McpPrompt.fromMessages('late', { messages: [McpPromptMessage.text('Late')] }));
}

const COMPLETE: Parts = {
  tools: ['late'],
  prompts: ['late'],
  resources: ['docs://late'],
  wired: expect.stringContaining('{Late.Arn}'),
  granted: expect.stringContaining('{Late.Arn}'),
  required: { late: ['mcp'] },
};

describe.each([['with', STABILIZED], ['without', {}]])('%s stabilized Aspects, what is added by an Aspect', (_name, context) => {
  test.each([0, 200, 500, 1000, 1_000_000])('of the priority %i is in every part', (priority) => {
    const app = new App({ context });
    const stack = new Stack(app, 'Weather');
    const server = new RemoteMcpServer(stack, 'Server');
    Aspects.of(app).add(new AddOn((node) => node === server, () => addAll(server, stack)), { priority });
    expect(partsOf(Template.fromStack(stack), app.synth())).toEqual(COMPLETE);
  });

  test.each(['before', 'after'])('that visits a part of the app %s the server is in every part', (place) => {
    const app = new App({ context });
    const earlier = new Construct(new Stack(app, 'Earlier'), 'Place');
    const stack = new Stack(app, 'Weather');
    const server = new RemoteMcpServer(stack, 'Server');
    const later = new Construct(new Stack(app, 'Later'), 'Place');
    Aspects.of(app).add(new AddOn((node) => node === (place === 'before' ? earlier : later), () => addAll(server, stack)));
    expect(partsOf(Template.fromStack(stack), app.synth())).toEqual(COMPLETE);
  });

  test('of a nested Stage is in every part', () => {
    const app = new App({ context });
    const stage = new Stage(app, 'Production');
    const stack = new Stack(stage, 'Weather');
    const server = new RemoteMcpServer(stack, 'Server');
    Aspects.of(stage).add(new AddOn((node) => node === stack, () => addAll(server, stack)));
    expect(partsOf(Template.fromStack(stack), app.synth())).toEqual(COMPLETE);
  });

  test('of the app is refused where the Stage that holds the server was synthesized before', () => {
    const app = new App({ context });
    const stack = new Stack(new Stage(app, 'Production'), 'Weather');
    const server = new RemoteMcpServer(stack, 'Server');
    const other = new Stack(app, 'Other');
    Aspects.of(app).add(new AddOn((node) => node === other, () => addAll(server, other)));
    expect(() => app.synth()).toThrow(/AddedTooLate: the tool "late" is added after the template of the server was written.*\[at Production\/Weather\/Server\]/);
  });
});

test('a server in a nested stack is compiled as any other', () => {
  const app = new App();
  const stack = new Stack(app, 'Weather');
  const nested = new NestedStack(stack, 'Nested');
  const server = new RemoteMcpServer(nested, 'Server');
  Aspects.of(stack).add(new AddOn((node) => node === stack.node.findChild('Nested'), () => addAll(server, nested)));
  expect(partsOf(Template.fromStack(nested), app.synth())).toEqual(COMPLETE);
});

test.each<[string, (server: RemoteMcpServer, stack: Stack) => void]>([
  ['the tool', (server, stack) => server.addTool(McpTool.fromFunction('late', toolFunction(stack, 'Late'), { description: 'd' }))],
  ['the resource', (server) => server.addResource(McpResource.fromText('docs://late', { name: 'late', text: 'Late' }))],
  ['the prompt', (server) => server.addPrompt(McpPrompt.fromMessages('late', { messages: [McpPromptMessage.text('Late')] }))],
])('%s is refused once the template was written', (what, add) => {
  const app = new App();
  const stack = new Stack(app, 'Weather');
  const server = new RemoteMcpServer(stack, 'Server');
  app.synth();
  expect(() => add(server, stack)).toThrow(new RegExp(`^AddedTooLate: ${what} ".*late" is added after the template of the server was written`));
});
