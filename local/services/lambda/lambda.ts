import { IncomingMessage, ServerResponse } from 'node:http';
import type { EventDelivery } from './event-delivery';
import { streamResponse } from './response-stream';
import { buffered, type FunctionInvoker, newRequestId, REQUEST_MAX_BYTES } from '../../functions/invocation';
import { type CallerPlace, requireAccess } from '../service/access';
import { ServiceError } from '../service/aws-json';
import type { Caller } from '../service/credentials';

const INVOKE = /^\/(?:2015-03-31\/functions\/([^/?]+)\/invocations|2021-11-15\/functions\/([^/?]+)\/response-streaming-invocations)(?:\?(.*))?$/;

/**
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
export async function invoke(
  functions: FunctionInvoker, events: EventDelivery, request: IncomingMessage, response: ServerResponse, payload: Buffer, caller: Caller,
): Promise<void> {
  const [, bufferedName, streamedName, query] = request.method === 'POST' ? INVOKE.exec(request.url ?? '') ?? [] : [];
  const encoded = bufferedName ?? streamedName;
  if (encoded === undefined) {
    throw new ServiceError('UnknownOperationException', `the local gateway does not know ${request.method} ${request.url}`, 404);
  }
  const name = [decoded(encoded), ...query === undefined ? [] : new URLSearchParams(query).getAll('Qualifier')].join(':');
  requireAccess(caller, (place) => [{ action: 'lambda:InvokeFunction', resource: functionArn(name, caller.authorization.region, place) }], 403);
  const version = functions.versionOf(name);
  if (version === undefined) {
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${name}`, 404);
  }
  if (payload.length > REQUEST_MAX_BYTES) {
    throw new ServiceError('RequestTooLargeException', `Request must be smaller than ${REQUEST_MAX_BYTES} bytes for the InvokeFunction operation`, 413);
  }
  const requestId = newRequestId();
  const headers = { 'x-amzn-RequestId': requestId, 'X-Amz-Executed-Version': version };
  if (request.headers['x-amz-invocation-type'] === 'DryRun') {
    response.writeHead(204, headers).end();
    return;
  }
  const event = payload.length === 0 ? Buffer.from('{}') : payload;
  if (request.headers['x-amz-invocation-type'] === 'Event') {
    response.writeHead(202, headers).end();
    await events.deliver(name, event, requestId);
    return;
  }
  const invocation = functions.invoke(name, event, requestId);
  if (streamedName !== undefined) {
    await streamResponse(await invocation, response, headers);
    return;
  }
  const result = await buffered(await invocation, requestId);
  response.writeHead(200, {
    ...headers, 'Content-Type': 'application/json', 'Content-Length': String(result.payload.length), ...result.failed && { 'X-Amz-Function-Error': 'Unhandled' },
  // As a text, which has a character for each byte, it leaves in one write with the headers.
  }).end(result.payload.toString('latin1'), 'latin1');
}

function functionArn(nameOrArn: string, region: string, { partition, account }: CallerPlace): string {
  if (nameOrArn.startsWith('arn:')) {
    return nameOrArn;
  }
  const parts = nameOrArn.split(':');
  const at = parts.indexOf('function');
  return ['arn', partition, 'lambda', region, at > 0 ? parts[at - 1] : account, 'function', ...parts.slice(at + 1)].join(':');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('ValidationException', `${text} is not encoded as a part of a URL`);
  }
}
