import { Readable } from 'node:stream';
import { GatewayResponseType } from './gateway-responses';
import { type OpenEvent, proxyEvent } from './proxy-event';
import { readProxyResponse } from './proxy-response';
import { Reply } from './reply';
import { GatewayRequest, headerValue } from './request';
import { Passage } from './request-context';
import { readStreamedResponse, readWholeStream } from './streamed-response';
import { Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';
import { deadline } from '../functions/deadline';
import { buffered, isFailure, newRequestId, readFailure, REQUEST_MAX_BYTES, RunningInvocation } from '../functions/invocation';

/** A Lambda function that gets the whole request. */
export interface ProxyIntegration {
  readonly type: 'AWS_PROXY';
  readonly functionArn: string;
  readonly streamed: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

/** @param invocationId of the function's own request, which is made for one of the API */
export type Invoke = (functionArn: string, payload: Buffer, invocationId: string, request: GatewayRequest) => Promise<RunningInvocation>;

/** A failure of the integration, as a gateway response. */
export interface IntegrationFailure {
  readonly failure: GatewayResponseType;
  readonly status?: number;
  /** For the terminal. */
  readonly reason: string;
}

const DEFAULT_TIMEOUT = 29_000;

export const lambdaOfUri = (uri: unknown): string | undefined => /\/functions\/(.+?)\/(?:response-streaming-)?invocations$/.exec(String(uri))?.[1];

/** @throws LocalError IntegrationUnsupported */
export function readProxyIntegration(integration: Json): ProxyIntegration {
  const functionArn = lambdaOfUri(integration.Uri);
  if (functionArn === undefined) {
    throw new LocalError('IntegrationUnsupported', `${String(integration.Uri)} is no Lambda function`);
  }
  const streamed = integration.ResponseTransferMode === 'STREAM';
  if (streamed !== String(integration.Uri).endsWith('/response-streaming-invocations')) {
    throw new LocalError('IntegrationUnsupported', `ResponseTransferMode ${String(integration.ResponseTransferMode)} does not go with ${String(integration.Uri)}`);
  }
  return { type: 'AWS_PROXY', functionArn, streamed, timeout: Number(integration.TimeoutInMillis ?? DEFAULT_TIMEOUT) };
}

/** What a failed function said, on one line. */
function describeFailure(payload: Buffer): string {
  const { errorType = 'Unknown', errorMessage } = readFailure(payload);
  return `the function failed: ${errorType}: ${errorMessage}`;
}

const malformed = (reason: string): IntegrationFailure => ({ failure: 'INTEGRATION_FAILURE', status: 502, reason });

async function runBuffered(
  running: RunningInvocation, passage: Passage, requestId: string, binaryMediaTypes: readonly string[],
): Promise<Reply | IntegrationFailure> {
  const result = await buffered(running, requestId);
  if (result.failed) {
    return malformed(describeFailure(result.payload));
  }
  return readProxyResponse(result.payload, headerValue(passage.request, 'accept'), binaryMediaTypes) ?? malformed('Malformed Lambda proxy response');
}

async function runStreamed(running: RunningInvocation, idleTimeout: number): Promise<Reply | IntegrationFailure> {
  const started = await running.started;
  if (isFailure(started)) {
    return malformed(describeFailure(started.payload));
  }
  const { body } = started;
  const reply = Buffer.isBuffer(body) ? readWholeStream(body) : await readStreamedResponse(body, running, idleTimeout);
  if (reply !== undefined) {
    return reply;
  }
  const failure = await running.finished;
  return malformed(failure === undefined ? 'the stream does not begin with metadata and eight NUL bytes' : describeFailure(failure.payload));
}

/**
 * Invokes the function and reads its answer.
 *
 * @param idleTimeout milliseconds that a stream may be silent
 */
export function answerProxy(
  integration: ProxyIntegration, passage: Passage, requested: OpenEvent, binaryMediaTypes: readonly string[], idleTimeout: number, invoke: Invoke,
): Promise<Reply | IntegrationFailure> {
  const event = proxyEvent(passage, requested, binaryMediaTypes);
  if (event.length > REQUEST_MAX_BYTES) {
    return Promise.resolve({ failure: 'REQUEST_TOO_LARGE', reason: 'the event exceeds the 6 MB that Lambda takes' });
  }
  const requestId = newRequestId();
  const answering = async () => {
    const running = await invoke(integration.functionArn, event, requestId, passage.request);
    return integration.streamed ? runStreamed(running, idleTimeout) : runBuffered(running, passage, requestId, binaryMediaTypes);
  };
  return new Promise((resolve, reject) => {
    let streaming: Readable | undefined;
    const inTime = deadline(integration.timeout, () => {
      resolve({ failure: 'INTEGRATION_TIMEOUT', reason: `no answer within ${integration.timeout} ms` });
      streaming?.destroy(new Error('integration timeout'));
    });
    answering().then((answer) => {
      if ('body' in answer && answer.body instanceof Readable) {
        streaming = answer.body;
        answer.body.once('close', inTime);
      } else {
        inTime();
      }
      resolve(answer);
    }, reject);
  });
}
