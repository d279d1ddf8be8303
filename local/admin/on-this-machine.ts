import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Administrator, Answer } from './administrator';
import { isLoopback } from '../cloud-assembly/served-api';
import { LocalError } from '../errors/local-error';

/** Below a gateway's origin. */
export const ADMINISTRATION_PATH = '/_local/administration';
/** What no function of the server may do: on AWS, Secrets Manager is asked. */
export const ROTATE_SECRETS = 'rotateSecrets';
const NOTE = 'gateway.json';

interface NotedServer {
  /** Of its construct. */
  readonly path: string;
  /** On this machine. */
  readonly url: string;
}

/** Says where the servers of `remote-mcp dev` are. @param directory what it keeps @returns forgets it */
export function noteGateway(directory: string, servers: readonly NotedServer[]): () => void {
  const file = path.join(directory, NOTE);
  writeFileSync(file, `${JSON.stringify(servers)}\n`);
  return () => rmSync(file, { force: true });
}

/** @throws LocalError BadUsage, GatewayNotFound */
export function administratorHere(url: string | undefined, kept: string): Administrator {
  const origin = url === undefined ? notedGateway(kept) : originOf(url);
  return {
    where: origin,
    ask: async (request) => {
      const response = await fetch(`${origin}${ADMINISTRATION_PATH}`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request), redirect: 'error', signal: AbortSignal.timeout(30_000),
      }).catch((error: Error) => {
        throw new LocalError('GatewayNotFound', `no gateway answers at ${origin}: ${(error.cause as Error | undefined)?.message ?? error.message}`);
      });
      const answer = await response.json().catch(() => ({})) as Answer;
      if (!response.ok) {
        throw new LocalError('AdministrationFailed', `${origin} answered ${response.status}: ${typeof answer.error === 'string' ? answer.error : 'it is no local gateway'}`);
      }
      return answer;
    },
  };
}

function notedGateway(kept: string): string {
  const file = path.join(kept, NOTE);
  if (!existsSync(file)) {
    throw new LocalError('GatewayNotFound', 'no "remote-mcp dev" runs in this directory; name a server with --url, --stack or --function, see remote-mcp admin --help');
  }
  const [server, ...others] = JSON.parse(readFileSync(file, 'utf8')) as readonly NotedServer[];
  if (others.length > 0) {
    throw new LocalError('BadUsage', `this directory has several servers; name one with --url: ${[server, ...others].map(({ path: name, url }) => `${url} (${name})`).join(', ')}`);
  }
  return originOf(server.url);
}

function originOf(url: string): string {
  if (!isLoopback(url) || !url.startsWith('http:')) {
    throw new LocalError('BadUsage', `--url takes the address of a gateway of this machine, such as http://localhost:3000, not "${url}"`);
  }
  return new URL(url).origin;
}
