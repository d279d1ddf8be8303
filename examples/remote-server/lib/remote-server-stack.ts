import * as path from 'node:path';
import { RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import { McpAuthorization, McpConnection, McpToolset, RemoteMcpServer } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

export interface RemoteServerStackProps extends StackProps {
  /** The endpoint of the reference server "everything". */
  readonly everythingUrl: string;
}

/** A server that offers tools of another one. */
export class RemoteServerStack extends Stack {
  constructor(scope: Construct, id: string, props: RemoteServerStackProps) {
    super(scope, id, props);

    // A server in a network of ours, so it may have a private address. One on the web needs only its URL, and most often credentials.
    const everything = McpConnection.toUrl(props.everythingUrl, { privateNetwork: true });

    new RemoteMcpServer(this, 'Server', {
      serverName: 'together',
      title: 'Together',
      toolsets: [
        McpToolset.fromRemoteServer('every', everything, {
          lockFile: path.join(__dirname, '..', 'everything.lock.json'),
          // It would show the environment of the machine that it runs on.
          exclude: ['get-env'],
          requiredScopes: ['tools'],
          overrides: { 'gzip-file-as-resource': { requiredScopes: ['tools:files'] } },
        }),
      ],
      authorization: McpAuthorization.oauth({
        scopes: [
          { name: 'tools', description: 'Use tools' },
          { name: 'tools:files', description: 'Have files made', includes: ['tools'] },
        ],
      }),
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
