import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..', '..');
const SYNTH_TIMEOUT_MS = 120_000;
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;

export type EndpointMode = 'stage' | 'domain';

/** What the local gateway says in its first line. */
export interface LocalServer {
  readonly mcpUrl: string;
  readonly issuer: string;
  readonly registrationEndpoint: string;
  readonly initialAccessToken: string;
  /** Of the local identity providers, where people sign in. */
  readonly identityProviders?: readonly string[];
  /** Who can sign in at each of them. */
  readonly people?: readonly {
    readonly issuer: string;
    readonly standsFor: string;
    readonly users: readonly { readonly sub: string; readonly groups: readonly string[]; readonly refusedBecause?: string }[];
  }[];
  /** The declared clients that have a secret here. */
  readonly declaredClients?: readonly { readonly clientId: string; readonly clientSecret: string }[];
  /** What the gateway wrote since it was ready: one line a request. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Synthesizes a CDK app in a process of its own, as `cdk synth` would. @returns the cloud assembly's directory */
export async function synthesize(app: string, outdir: string, env: Record<string, string> = {}): Promise<string> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', join(ROOT, app)], {
    cwd: ROOT,
    timeout: SYNTH_TIMEOUT_MS,
    // Set by Jest for itself; the app is loaded by tsx.
    env: { ...process.env, NODE_OPTIONS: '', CDK_OUTDIR: outdir, ...env },
  });
  return outdir;
}

/** Serves a cloud assembly by the local gateway, a child process on a free port. */
export async function startLocalServer(
  { app, endpoint, options = [] }: { app: string; endpoint: EndpointMode; options?: readonly string[] },
): Promise<LocalServer> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'assets', 'local', 'cli.mjs'), 'local', '--app', app, '--port', '0', '--endpoint', endpoint, '--json', ...options],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const lines = createInterface({ input: child.stdout });
  try {
    const first = await within(START_TIMEOUT_MS, 'the local gateway to be ready', Promise.race([
      once(lines, 'line').then(([line]) => line as string),
      once(child, 'exit').then(([code]) => {
        throw new Error(`the local gateway exited with ${code}:\n${log}`);
      }),
    ]));
    lines.on('line', (line) => {
      log += `${line}\n`;
    });
    return { ...JSON.parse(first) as Omit<LocalServer, 'log' | 'stop'>, log: () => log, stop: () => terminate(child) };
  } catch (error) {
    await terminate(child);
    throw error;
  }
}

export interface MachineClient {
  readonly client_id: string;
  readonly client_secret: string;
}

/** Registers a machine client with the initial access token. @throws with the server's answer, when it refuses */
export async function registerMachine(server: LocalServer, metadata: Record<string, unknown> = {}): Promise<MachineClient> {
  const response = await fetch(server.registrationEndpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'authorization': `Bearer ${server.initialAccessToken}` },
    body: JSON.stringify({ client_name: 'test', grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic', ...metadata }),
  });
  if (response.status !== 201) {
    throw new Error(`registration answered ${response.status}: ${await response.text()}`);
  }
  return await response.json() as MachineClient;
}

/** An access token for the server, by a machine client of its own. */
export async function machineToken(server: LocalServer, scope = 'mcp'): Promise<string> {
  const { client_id, client_secret } = await registerMachine(server);
  const response = await fetch(`${server.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${encodeURIComponent(client_id)}:${encodeURIComponent(client_secret)}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope, resource: server.mcpUrl }),
  });
  if (response.status !== 200) {
    throw new Error(`the token endpoint answered ${response.status}: ${await response.text()}`);
  }
  return (await response.json() as { access_token: string }).access_token;
}

async function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await within(STOP_TIMEOUT_MS, 'the local gateway to stop', exited).catch(async (error) => {
    child.kill('SIGKILL');
    await exited;
    throw error;
  });
}

async function within<T>(milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${milliseconds} ms for ${what}`)), milliseconds);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
