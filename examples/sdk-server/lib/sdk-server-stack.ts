import * as path from 'node:path';
import { RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { McpAuthorization, McpCode, McpServerCode, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

/** A server that somebody already had, on the official SDK. */
export class SdkServerStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    new RemoteMcpServer(this, 'Server', {
      serverName: 'notes',
      title: 'Notes',
      serverCode: McpServerCode.fromSdkServer(McpCode.fromEntry(path.join(__dirname, '..', 'server', 'server.ts')), {
        toolScopes: { delete_note: ['notes:delete'] },
      }),
      authorization: McpAuthorization.oauth({
        scopes: [
          { name: 'notes', description: 'Read notes' },
          { name: 'notes:delete', description: 'Delete notes', includes: ['notes'] },
        ],
      }),
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
