import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './usage-error';
import { isJsonObject } from '../../src/contract/remote/json';

/** One server and its lock file. */
export interface LockJob {
  readonly url: string;
  readonly output: string;
  /** The environment variable that holds the bearer token. */
  readonly tokenEnv?: string;
  /** Names of environment variables by the header that each holds. */
  readonly headerEnv?: { readonly [header: string]: string };
  /** The AWS service, and perhaps `:REGION`, for which requests are signed. */
  readonly sigV4?: string;
}

export interface LockCommand {
  readonly jobs: readonly LockJob[];
  readonly check: boolean;
  /** Milliseconds for each server. */
  readonly timeoutMillis: number;
}

export const HELP = `remote-mcp lock URL --output FILE [options]
remote-mcp lock --config FILE [options]

Writes what another MCP server offers into a lock file, for McpToolset.fromRemoteServer(). Review the file as you review code: a model will read it.

  --output FILE      the lock file
  --token-env NAME   the environment variable that holds a bearer token for the server
  --header-env HEADER=NAME
                     a header, such as X-Api-Key, and the environment variable that holds its value; may be repeated
  --sigv4 SERVICE[:REGION]
                     signs for an AWS service, such as execute-api:eu-west-1, with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN,
                     which "aws configure export-credentials --format env" prints for any profile; the Region is AWS_REGION by default
  --config FILE      JSON with several of them: [{ "url": "…", "output": "…", "tokenEnv": "…", "headerEnv": { "X-Api-Key": "…" } }];
                     paths are relative to it
  --check            writes nothing; names each tool that is added, removed or changed, and exits with 1 if there is one
  --timeout N        seconds for each server (default: 30)
  --help             this text

Exit codes: 0 as locked, or written; 1 other than locked; 2 a server, a file or the command line could not be read.
`;

/** @throws UsageError */
export function parseArguments(args: readonly string[]): LockCommand | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) {
    return 'help';
  }
  const seconds = Number(values.timeout);
  if (!(seconds > 0 && seconds <= 600)) {
    throw new UsageError(`--timeout takes seconds from 1 to 600, not "${values.timeout}"`);
  }
  const common = { check: values.check, timeoutMillis: seconds * 1000 };
  if (values.config !== undefined) {
    if (positionals.length > 0 || values.output !== undefined || values['token-env'] !== undefined || values['header-env'] !== undefined || values.sigv4 !== undefined) {
      throw new UsageError('--config stands for the URL, --output, --token-env, --header-env and --sigv4');
    }
    return { jobs: jobsIn(values.config), ...common };
  }
  const [url] = positionals;
  if (positionals.length !== 1 || values.output === undefined) {
    throw new UsageError('give the URL of one server, and --output FILE');
  }
  const headerEnv = values['header-env'] && Object.fromEntries(values['header-env'].map(headerVariable));
  return { jobs: [job({ url, output: values.output, tokenEnv: values['token-env'], headerEnv, sigV4: values.sigv4 }, 'the command line')], ...common };
}

function headerVariable(option: string): [header: string, variable: string] {
  const [, header, variable] = /^([^=]+)=([^=]+)$/.exec(option) ?? [];
  if (header === undefined) {
    throw new UsageError('--header-env takes the name of a header and that of an environment variable, such as X-Api-Key=DOCS_KEY: a value here would be seen by others');
  }
  return [header, variable];
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'output': { type: 'string', short: 'o' },
        'token-env': { type: 'string' },
        'header-env': { type: 'string', multiple: true },
        'sigv4': { type: 'string' },
        'config': { type: 'string' },
        'check': { type: 'boolean', default: false },
        'timeout': { type: 'string', default: '30' },
        'help': { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

function jobsIn(file: string): LockJob[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`cannot read "${file}" (${(error as Error).message})`);
  }
  if (!Array.isArray(json) || json.length === 0) {
    throw new UsageError(`"${file}" is no list of servers`);
  }
  return json.map((entry: unknown) => {
    const { output, ...others } = job(entry, `"${file}"`);
    return { ...others, output: path.resolve(path.dirname(file), output) };
  });
}

/** What a client of MCP sends in a header of its own name. */
const OF_THE_PROTOCOL = /^(?:accept|content-type|content-length|host|connection|transfer-encoding|mcp-.*)$/i;

function job(entry: unknown, where: string): LockJob {
  const { url, output, tokenEnv, headerEnv, sigV4 } = (entry ?? {}) as { readonly [name: string]: unknown };
  if (typeof url !== 'string' || !URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) {
    throw new UsageError(`${where} has no http or https URL: ${JSON.stringify(url)}`);
  }
  if (typeof output !== 'string' || output === '' || !(tokenEnv === undefined || isText(tokenEnv))) {
    throw new UsageError(`${where} has no file for ${url}, or a tokenEnv that is no text`);
  }
  if (!(sigV4 === undefined || (isText(sigV4) && /^[a-z0-9-]+(?::[a-z0-9-]+)?$/.test(sigV4)))) {
    throw new UsageError(`${where} names no AWS service to sign for at ${url}; give one such as execute-api, or execute-api:eu-west-1`);
  }
  if (sigV4 !== undefined && tokenEnv !== undefined) {
    throw new UsageError(`${where} gives a token and a signature for ${url}, which are one header`);
  }
  if (headerEnv === undefined) {
    return { url, output, tokenEnv, sigV4 };
  }
  if (!isJsonObject(headerEnv) || !Object.values(headerEnv).every(isText)) {
    throw new UsageError(`${where} has a headerEnv for ${url} that does not name an environment variable for each header`);
  }
  const wrong = Object.keys(headerEnv).find((header) => !/^[!#$%&'*+.^_`|~\w-]+$/.test(header) || OF_THE_PROTOCOL.test(header));
  if (wrong !== undefined) {
    throw new UsageError(`${where} gives the header "${wrong}" for ${url}, which is none that authorizes`);
  }
  if ((tokenEnv ?? sigV4) !== undefined && Object.keys(headerEnv).some((header) => header.toLowerCase() === 'authorization')) {
    throw new UsageError(`${where} gives the header Authorization for ${url} and ${tokenEnv === undefined ? 'a signature' : 'a token'} for the same header`);
  }
  return { url, output, tokenEnv, sigV4, headerEnv: headerEnv as { readonly [header: string]: string } };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
