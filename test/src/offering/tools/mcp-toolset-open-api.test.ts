import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { McpApiDocument, McpApiOperations, McpAuthorization, McpConnection, McpToolset, RemoteMcpServer } from '../../../../src';
import { documentOf } from '../../../support/api-document';

test('a chosen operation becomes a tool that the connector runs, and what was left out is warned of', () => {
  const stack = new Stack(new App(), 'Stack');
  const document = McpApiDocument.fromObject(documentOf({ path: '/things/{id}', operation: { tags: ['a'] }, pathItem: { trace: { operationId: 'no', tags: ['a'], responses: {} } } }));
  new RemoteMcpServer(stack, 'Things', {
    authorization: McpAuthorization.none(),
    toolsets: [McpToolset.fromOpenApi(document, McpConnection.toUrl('https://api.example.com'), { include: [McpApiOperations.withTag('a')] })],
  });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Description: Match.stringLikeRegexp('Speaks to the APIs behind the tools') });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('cannot become tools: no: it has the method "TRACE"'));
});
