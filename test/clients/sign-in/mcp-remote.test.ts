import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describeSignIn } from './fixture';
import { Person } from '../../../local/testing/person';

const PROXY = join(import.meta.dirname, '..', '..', '..', 'node_modules', 'mcp-remote', 'dist', 'proxy.js');

describeSignIn('mcp-remote, for clients that speak only stdio', (server) => {
  test('shows the address to sign in at, then calls a tool as the person', async () => {
    const home = mkdtempSync(join(tmpdir(), 'mcp-remote-'));
    const port = await freePort();
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [PROXY, server().mcpUrl, String(port)],
      // Nothing that opens a browser is on this PATH: the address is printed, too.
      env: { PATH: dirname(process.execPath), HOME: home, MCP_REMOTE_CONFIG_DIR: home },
      stderr: 'pipe',
    });
    const client = new Client({ name: 'stdio', version: '1.0.0' });
    try {
      const address = firstAddress(transport, server().issuer);
      const connected = client.connect(transport);
      const back = await new Person().authorize(await address, `http://localhost:${port}/`);
      await (await fetch(back)).text();
      await connected;

      const result = await client.callTool({ name: 'get_forecast', arguments: { city: 'Oslo' } });

      expect(result.structuredContent).toMatchObject({ city: 'Oslo' });
    } finally {
      await client.close();
      rmSync(home, { recursive: true });
    }
  });
});

/** The authorization request that it prints for people. */
function firstAddress(transport: StdioClientTransport, issuer: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: transport.stderr as Readable });
    const seen: string[] = [];
    lines.on('line', (line) => {
      seen.push(line);
      const printed = seen.find((each) => each.includes(`${issuer}/authorize?`));
      // It prints the address before it listens for the answer.
      if (printed !== undefined && seen.some((each) => each.includes('callback server running'))) {
        resolve(printed.slice(printed.indexOf(issuer)).trim());
      }
    });
    lines.on('close', () => reject(new Error(`mcp-remote ended: ${seen.join('\n')}`)));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((resolve) => probe.close(() => resolve()));
  return port;
}
