import { createHash } from 'node:crypto';
import { LockJob } from './arguments';
import { UsageError } from './usage-error';
import { RemoteLock } from '../../src/contract/remote/lock-file';
import { RemoteAnswer, RemoteServer, SendPost } from '../../src/contract/remote/remote-server';
import { digestedText } from '../../src/contract/remote/remote-tool';

/** Bytes of an answer. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * What a server offers now.
 *
 * @throws UsageError without the token; RemoteFailure or TypeError where the server does not answer as one
 */
export async function currentLock({ url, tokenEnv }: LockJob, environment: NodeJS.ProcessEnv, timeoutMillis: number): Promise<RemoteLock> {
  const token = tokenEnv === undefined ? undefined : environment[tokenEnv];
  if (tokenEnv !== undefined && !token) {
    throw new UsageError(`the environment variable ${tokenEnv} is empty, which should hold the token for ${url}`);
  }
  const send = sendTo(url, token, AbortSignal.timeout(timeoutMillis));
  const server = new RemoteServer();
  const { tools } = await server.tools(send);
  const digested = tools.map((tool) => ({ tool, digest: createHash('sha256').update(digestedText(tool)).digest('hex') }));
  return { ...await server.describe(send), tools: digested };
}

function sendTo(url: string, token: string | undefined, signal: AbortSignal): SendPost {
  return async ({ headers, body, enoughOf }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'user-agent': 'cdk-remote-mcp-server', ...token === undefined ? {} : { authorization: `Bearer ${token}` } },
      body,
      signal,
      // The connector would not follow it.
      redirect: 'manual',
    });
    const head = { status: response.status, headers: Object.fromEntries(response.headers) };
    return { ...head, ...await bodyOf(response, enoughOf?.(head)) };
  };
}

async function bodyOf(response: Response, isEnough?: (piece: Uint8Array) => boolean): Promise<Pick<RemoteAnswer, 'body' | 'truncated'>> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    length += piece.length;
    if (length > MAX_BYTES) {
      return { body: Buffer.concat(pieces), truncated: true };
    }
    if (isEnough?.(piece)) {
      break;
    }
  }
  return { body: Buffer.concat(pieces) };
}
