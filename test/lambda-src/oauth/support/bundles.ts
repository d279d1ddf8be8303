import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { INITIAL_ACCESS_TOKEN_ARN, SIGNING_SECRET_ARN, type World } from './oauth-world';
import { AUTHORIZER_FUNCTION_ENV } from '../../../../src/contract/authorizer/env';
import { OAUTH_FUNCTION_ENV } from '../../../../src/contract/oauth/env';
import { AWS_VARIABLES, TABLE_NAME } from '../../platform/support/loopback-registry';

export const bundle = (name: string) => join(import.meta.dirname, '..', '..', '..', '..', 'assets', 'functions', name, 'index.js');

/** What the functions of a plain server are told. */
export function environmentOf(world: World, configuration: object = {}): Record<string, string> {
  return {
    ...Object.fromEntries([...AUTHORIZER_FUNCTION_ENV, ...OAUTH_FUNCTION_ENV].map((name) => [name, ''])),
    REGISTRY_TABLE_NAME: TABLE_NAME,
    MCP_RESOURCE: world.resource,
    OAUTH_ISSUER: world.issuer,
    AWS_ENDPOINT_URL_DYNAMODB: world.registry.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: world.secrets.endpoint,
    OAUTH_CONFIGURATION: JSON.stringify({
      server: { name: 'test' },
      scopes: [{ name: 'mcp' }],
      grantAllUpfront: false,
      signIn: [],
      registration: { mode: 'open' },
      clientIdMetadataDocuments: { mode: 'off' },
      clients: [],
      ...configuration,
    }),
    OAUTH_ACCESS_TOKEN_LIFETIME: '3600',
    SIGNING_SECRET_ARN,
    INITIAL_ACCESS_TOKEN_SECRET_ARN: INITIAL_ACCESS_TOKEN_ARN,
  };
}

export interface Invocations {
  /** Where a call was rejected, an object with the message of its error. */
  readonly answers: readonly Record<string, any>[];
  /** The log lines of each call. */
  readonly lines: readonly (readonly Record<string, any>[])[];
}

/** Calls the handler of a bundle with one event after another, in a process of its own. */
export function invoke(name: string, env: Record<string, string>, events: readonly object[]): Promise<Invocations> {
  const program = `
    // Otherwise Node.js prints the line of the bundle, which is the bundle.
    process.on('uncaughtException', ({ message }) => { process.stderr.write(message); process.exit(1); });
    let input = '';
    for await (const chunk of process.stdin) input += chunk;
    const { handler } = await import(${JSON.stringify(bundle(name))});
    for (const event of JSON.parse(input)) {
      const answer = await handler(event, { awsRequestId: 'request-1' }).catch(({ message }) => ({ message }));
      process.stdout.write('ANSWER' + JSON.stringify(answer) + '\\n');
    }
  `;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env: { ...AWS_VARIABLES, ...env } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('close', (code) => {
      if (code !== 0 || err !== '') {
        reject(new Error(`${code} ${err} ${out}`));
      } else {
        resolve(parsed(out));
      }
    });
    child.stdin.end(JSON.stringify(events));
  });
}

function parsed(output: string): Invocations {
  const calls: { answer: Record<string, any>; lines: Record<string, any>[] }[] = [];
  let lines: Record<string, any>[] = [];
  for (const line of output.split('\n').filter(Boolean)) {
    if (line.startsWith('ANSWER')) {
      calls.push({ answer: JSON.parse(line.slice('ANSWER'.length)), lines });
      lines = [];
    } else {
      lines.push(JSON.parse(line));
    }
  }
  return { answers: calls.map(({ answer }) => answer), lines: calls.map((call) => call.lines) };
}
