import { App, Stack } from 'aws-cdk-lib';
import { McpAuthorization, McpTool, RemoteMcpServer } from '../../src';
import { toolFunction } from '../support/synthesized-server';

/** CDK draws every construct into tree.json, and warns on its own construct of those that it cannot: nothing of a stack, so the CLI does not show it. */
test.each([[undefined], [['weather']]])('the tree of the app has the whole server, with the scopes %j', (requiredScopes) => {
  const app = new App();
  const stack = new Stack(app, 'App');
  new RemoteMcpServer(stack, 'Server', {
    authorization: McpAuthorization.oauth({ scopes: [{ name: 'mcp' }, { name: 'weather' }] }),
    tools: [McpTool.fromFunction('get', toolFunction(stack), { description: 'Does it', requiredScopes })],
  });
  app.synth();

  const warnings = app.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
  expect(warnings.filter((warning) => warning.includes('tree metadata'))).toEqual([]);
});
