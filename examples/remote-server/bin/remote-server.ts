import { App } from 'aws-cdk-lib';
import { RemoteServerStack } from '../lib/remote-server-stack';

const app = new App();
new RemoteServerStack(app, 'RemoteServer', {
  description: 'Tools of another MCP server, under a prefix and from a lock file',
  // Where it runs: on this machine, unless the environment says otherwise.
  everythingUrl: process.env.EVERYTHING_URL ?? 'http://127.0.0.1:3001/mcp',
});
