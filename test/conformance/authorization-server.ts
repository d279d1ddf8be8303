import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const SUITE = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
const SUITE_TIMEOUT_MS = 60_000;

/** What the suite runs against an authorization server, all of which must succeed. */
export const AUTHORIZATION_SERVER_SCENARIOS = ['authorization-server-metadata-endpoint', 'authorization-code-grant'];

export interface AuthorizationServer {
  readonly issuer: string;
  readonly mcpUrl: string;
  readonly registrationEndpoint: string;
}

/** Goes the way of an authorization request, up to the redirect URI. @returns the URL that the client is told its answer by */
export type Visit = (authorizationUrl: string, redirectUri: string) => Promise<URL>;

/**
 * Runs the suite's scenarios for authorization servers with a client that registers for it. The suite prints the URL of its authorization
 * request and waits for somebody to go there.
 *
 * @param output the directory where the suite saves its results
 * @returns what the suite wrote
 */
export async function runAuthorizationServerSuite(
  { issuer, mcpUrl, registrationEndpoint }: AuthorizationServer, visit: Visit, output: string,
): Promise<string> {
  const port = await freePort();
  const redirectUri = `http://127.0.0.1:${port}/callback`;
  const clientId = await registerPublicClient(registrationEndpoint, redirectUri);
  const child = spawn(process.execPath, [
    SUITE, 'authorization', '--url', issuer, '--client-id', clientId, '--resource', mcpUrl, '--port', String(port), '--output-dir', output,
  ], { stdio: ['ignore', 'pipe', 'pipe'], timeout: SUITE_TIMEOUT_MS, env: { ...process.env, NODE_OPTIONS: '' } });
  return new Promise((resolve, reject) => {
    let transcript = '';
    let visited = false;
    const read = (chunk: Buffer) => {
      transcript += chunk.toString();
      const request = transcript.split('\n').find((line) => line.startsWith(`${issuer}/authorize?`));
      if (visited || request === undefined || !transcript.includes('Callback server started')) {
        return;
      }
      visited = true;
      visit(request, redirectUri).then(async (answer) => (await fetch(answer)).text()).catch((error) => {
        child.kill();
        reject(error);
      });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('close', (_, signal) => (signal === null ? resolve(transcript) : reject(new Error(`the suite was ended by ${signal}:\n${transcript}`))));
  });
}

async function registerPublicClient(registrationEndpoint: string, redirectUri: string): Promise<string> {
  const response = await fetch(registrationEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: 'Conformance', redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }),
  });
  if (response.status !== 201) {
    throw new Error(`registration answered ${response.status}: ${await response.text()}`);
  }
  return (await response.json() as { client_id: string }).client_id;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
