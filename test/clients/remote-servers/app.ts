import { App, Stack } from 'aws-cdk-lib';
import { McpConnection, McpToolset, RemoteMcpServer } from '../../../src';

/** A server that offers tools of others: each as it was locked, under its prefix. */
const upstreams = JSON.parse(process.env.UPSTREAMS!) as readonly { readonly prefix: string; readonly url: string; readonly lockFile: string }[];

const app = new App();
new RemoteMcpServer(new Stack(app, 'RemoteServers'), 'Server', {
  toolsets: upstreams.map(({ prefix, url, lockFile }) => McpToolset.fromRemoteServer(prefix, McpConnection.toUrl(url, { privateNetwork: true }), { lockFile })),
});
app.synth();
