import * as path from 'node:path';
import { RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { McpApiDocument, McpApiOperations, McpConnection, McpToolset, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

export interface OpenApiStackProps extends StackProps {
  /** Where the API is. */
  readonly apiUrl: string;
}

/** A remote MCP server for an API that describes itself. */
export class OpenApiStack extends Stack {
  constructor(scope: Construct, id: string, props: OpenApiStackProps) {
    super(scope, id, props);

    // Without privateNetwork, only https and public addresses are allowed: this API is on your machine.
    const library = McpConnection.toUrl(props.apiUrl, { privateNetwork: true });
    const document = McpApiDocument.fromFile(path.join(__dirname, '..', 'api', 'library.yaml'));

    new RemoteMcpServer(this, 'Server', {
      serverName: 'library',
      title: 'Library',
      toolsets: [
        McpToolset.fromOpenApi(document, library, {
          include: [
            McpApiOperations.withTag('books').and(McpApiOperations.withMethod('GET')),
            McpApiOperations.withId('lendBook'),
          ],
          overrides: { lendBook: { title: 'Lend a book', destructive: false } },
        }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
