import { sign } from 'aws4';
import { RemoteFunction } from './function-definition';
import { failure, FunctionFailure, readFailure, RunningInvocation } from './invocation';
import type { UserCredentials } from '../aws/credentials';
import { partitionOf } from '../cloud-assembly/environment';

interface Target {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
}

function invokeUrl(base: string, name: string): string {
  // The Runtime Interface Emulator of container images has the whole path in its documented URL.
  return /\/invocations\/?$/.test(base) ? base : `${base.replace(/\/$/, '')}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
}

async function onAws(arn: string, qualifier: string | undefined, payload: Buffer, credentials: UserCredentials): Promise<Target> {
  const [,,, region] = arn.split(':');
  const host = `lambda.${region}.${partitionOf(region).urlSuffix}`;
  const path = `/2015-03-31/functions/${encodeURIComponent(arn)}/invocations${qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`}`;
  const { headers = {}, path: signed = path } = sign(
    { service: 'lambda', region, host, path, method: 'POST', headers: { 'Content-Type': 'application/json' }, body: payload.toString('utf8') }, await credentials(),
  );
  return { url: `https://${host}${signed}`, headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])) };
}

/** Calls what stands for a function by Lambda's Invoke API, and waits for its whole answer. */
export class RemoteInvoker {
  private readonly running = new Set<Promise<unknown>>();

  constructor(
    private readonly remote: RemoteFunction, private readonly credentials: UserCredentials | undefined, private readonly log: (line: string) => void,
  ) {}

  invoke(payload: Buffer, _requestId?: string, qualifier?: string): Promise<RunningInvocation> {
    const answer = this.send(payload, qualifier).catch((error: Error & { cause?: Error }) => {
      const message = `${this.remote.declaredAs} cannot be reached: ${error.cause?.message ?? error.message}`;
      this.log(message);
      return failure('Runtime.Unreachable', message);
    });
    const end: Promise<unknown> = answer.finally(() => this.running.delete(end));
    this.running.add(end);
    return Promise.resolve({
      started: answer.then((body) => (Buffer.isBuffer(body) ? { streaming: false, contentType: 'application/json', body } : body)),
      finished: answer.then((body) => (Buffer.isBuffer(body) ? undefined : body)),
    });
  }

  async idling(): Promise<void> {
    await Promise.all(this.running);
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  private async send(payload: Buffer, qualifier: string | undefined): Promise<Buffer | FunctionFailure> {
    const { at, arn, name } = this.remote;
    if (at.kind === 'aws' && this.credentials === undefined) {
      return failure('Runtime.Unreachable', `${arn} is called on AWS, for which --aws-profile is needed`);
    }
    const { url, headers } = at.kind === 'aws'
      ? await onAws(arn, qualifier, payload, this.credentials!)
      : { url: invokeUrl(at.url, name), headers: { 'Content-Type': 'application/json' } };
    const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(payload) });
    const body = Buffer.from(await response.arrayBuffer());
    if (response.ok && response.headers.get('x-amz-function-error') === null) {
      return body;
    }
    const { errorType = response.headers.get('x-amzn-errortype') ?? undefined } = readFailure(body);
    return response.ok ? { errorType: errorType ?? 'Unhandled', payload: body } : failure(errorType ?? 'Runtime.Unreachable', `${response.status} ${body.toString('utf8').slice(0, 500)}`);
  }
}
