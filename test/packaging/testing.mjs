// Finds the official client, which only the app names, by each package manager's rules.
import { startRemoteMcpServer } from 'cdk-remote-mcp-server/testing';

const server = await startRemoteMcpServer(process.env.CDK_OUTDIR, { stack: 'Code' });
try {
  const client = await server.client('reader');
  const { tools } = await client.listTools();
  if (tools.length === 0) throw new Error('no tools');
} finally {
  await server.close();
}
