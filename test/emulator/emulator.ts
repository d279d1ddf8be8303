/** ministack, an emulator of AWS, as a process of its own on loopback; and the CDK CLI pointed at it. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MINISTACK } from './limits';

const ROOT = resolve(__dirname, '..', '..');
const VENV = join(ROOT, 'node_modules', '.cache', `ministack-${MINISTACK}`);
const REGION = 'us-east-1';
const run = promisify(execFile);

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export class Emulator {
  /** @param directory for everything that it and the programs pointed at it write */
  static async start(directory: string): Promise<Emulator> {
    const program = join(VENV, 'bin', 'ministack');
    if (!existsSync(program)) {
      mkdirSync(dirname(VENV), { recursive: true });
      await run('python3', ['-m', 'venv', '--clear', VENV], { timeout: 60_000 });
      await run(join(VENV, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `ministack==${MINISTACK}`], { timeout: 120_000 });
    }
    const emulator = new Emulator(directory, program, await freePort());
    await emulator.isReady();
    return emulator;
  }

  private readonly process: ChildProcess;
  private readonly ended = new AbortController();
  /** Of somebody whose account this is. Nothing of the person's own: no credentials, no configuration. */
  readonly environment: NodeJS.ProcessEnv;
  private readonly log: string;

  private constructor(directory: string, program: string, private readonly port: number) {
    this.log = join(directory, 'ministack.log');
    this.environment = {
      PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: directory,
      TMPDIR: directory,
      AWS_ENDPOINT_URL: this.url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      NO_COLOR: '1',
    };
    const output = openSync(this.log, 'w');
    this.process = spawn(program, [], {
      cwd: directory,
      detached: true, // A group of its own, with the processes of functions.
      stdio: ['ignore', output, output],
      env: { ...this.environment, GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', STATE_DIR: join(directory, 'state') },
    });
    closeSync(output);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** For clients of the AWS SDK. */
  get client() {
    return { endpoint: this.url, region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  }

  /** @returns what the CDK CLI wrote, and whether it did what it should */
  async cdk(...args: readonly string[]): Promise<{ readonly succeeded: boolean; readonly output: string }> {
    return this.program(join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args, '--no-notices', '--ci');
  }

  /** Runs a program of Node.js in the environment of somebody whose account this is. */
  async program(file: string, ...args: readonly string[]): Promise<{ readonly succeeded: boolean; readonly output: string }> {
    try {
      const { stdout, stderr } = await run(process.execPath, [file, ...args], {
        cwd: this.environment.HOME, env: this.environment, timeout: 60_000, signal: this.ended.signal,
      });
      return { succeeded: true, output: stdout + stderr };
    } catch (error: any) {
      return { succeeded: false, output: `${error.stdout ?? ''}${error.stderr ?? ''}${error.stdout === undefined ? error.message : ''}` };
    }
  }

  /** Asks a server at the host that its API has on the emulator. @param url as it is on AWS */
  async request(url: string, { method = 'GET', headers = {}, body }: { readonly method?: string; readonly headers?: { readonly [name: string]: string }; readonly body?: string } = {}): Promise<Answer> {
    const { hostname, pathname } = new URL(url);
    const host = `${hostname.split('.')[0]}.execute-api.localhost:${this.port}`;
    const sent = request({ host: '127.0.0.1', port: this.port, path: pathname, method, headers: { ...headers, host }, signal: AbortSignal.timeout(30_000) }).end(body);
    const [response] = await once(sent, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
      chunks.push(chunk);
    }
    return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() };
  }

  /** What a secret holds. */
  async secret(id: string): Promise<string> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'X-Amz-Target': 'secretsmanager.GetSecretValue',
        'Authorization': `AWS4-HMAC-SHA256 Credential=test/20000101/${REGION}/secretsmanager/aws4_request, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify({ SecretId: id }),
      signal: AbortSignal.timeout(10_000),
    });
    const { SecretString } = await response.json() as { SecretString?: string };
    if (SecretString === undefined) {
      throw new Error(`the secret ${id} is not there: ${response.status}`);
    }
    return SecretString;
  }

  /** The last lines that it wrote. */
  written(): string {
    return readFileSync(this.log, 'utf8').split('\n').slice(-30).join('\n');
  }

  /** Ends it, the processes of functions and the programs pointed at it at once. */
  kill(): void {
    this.ended.abort();
    try {
      process.kill(-this.process.pid!, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }

  private async isReady(): Promise<void> {
    for (let attempt = 0; attempt < 100 && this.process.exitCode === null; attempt++) {
      const response = await fetch(`${this.url}/_ministack/health`, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
      if (response?.ok) {
        return;
      }
      await delay(200);
    }
    const written = this.written();
    this.kill();
    throw new Error(`the emulator did not start: ${written}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
