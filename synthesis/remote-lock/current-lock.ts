import { createHash } from 'node:crypto';
import { LockJob } from './arguments';
import { type Sign, signatureOf } from './signature';
import { UsageError } from './usage-error';
import { RemoteLock } from '../../src/contract/remote/lock-file';
import { RemoteAnswer, RemoteServer, SendPost } from '../../src/contract/remote/remote-server';
import { digestedText } from '../../src/contract/remote/remote-tool';

/** Bytes of an answer. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * What a server offers now.
 *
 * @throws UsageError without a credential; RemoteFailure or TypeError where the server does not answer as one
 */
export async function currentLock(job: LockJob, environment: NodeJS.ProcessEnv, timeoutMillis: number): Promise<RemoteLock> {
  const sign = job.sigV4 === undefined ? undefined : signatureOf(job.sigV4, environment);
  const send = sendTo(job.url, credentials(job, environment), AbortSignal.timeout(timeoutMillis), sign);
  const server = new RemoteServer();
  const { tools } = await server.tools(send);
  const digested = tools.map((tool) => ({ tool, digest: createHash('sha256').update(digestedText(tool)).digest('hex') }));
  return { ...await server.describe(send), tools: digested };
}

function credentials({ url, tokenEnv, headerEnv = {} }: LockJob, environment: NodeJS.ProcessEnv): { readonly [header: string]: string } {
  const valueOf = (variable: string, what: string) => {
    const value = environment[variable];
    if (!value) {
      throw new UsageError(`the environment variable ${variable} is empty, which should hold ${what} for ${url}`);
    }
    if (/[^\x20-\x7e\x80-\xff]/.test(value)) {
      throw new UsageError(`the environment variable ${variable} holds a line break, or another character that no header can have`);
    }
    return value;
  };
  return {
    ...Object.fromEntries(Object.entries(headerEnv).map(([header, variable]) => [header, valueOf(variable, `the header ${header}`)])),
    ...tokenEnv === undefined ? {} : { authorization: `Bearer ${valueOf(tokenEnv, 'the token')}` },
  };
}

function sendTo(url: string, authorization: { readonly [header: string]: string }, signal: AbortSignal, sign?: Sign): SendPost {
  return async ({ headers, body, enoughOf }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'user-agent': 'cdk-remote-mcp-server', ...authorization, ...sign?.(url, headers['content-type'], body) },
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
