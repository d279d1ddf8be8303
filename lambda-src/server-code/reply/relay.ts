import type { Delivery } from './delivery';
import type { ExpectedResponses } from './expected-responses';
import { replyHeaders } from './reply-headers';
import { serverEvents } from './server-events';
import { hostFault, statusFault } from './status-fault';
import { ERROR_CODES } from '../../mcp/protocol/error-codes';
import { errorResponse, isObject, type RequestId } from '../../mcp/protocol/json-rpc';
import { internalError, type Outcome } from '../../mcp/protocol/outcome';
import type { ReplyHead } from '../../platform/http';
import { type ServerReply, ServerFault, type ServerRequest } from '../server/own-server';

/** Bytes of a JSON answer. */
const JSON_MAX_BYTES = 32 * 1024 * 1024;

/** What a reply came to, for the log. */
export interface Relayed {
  readonly outcome?: Outcome;
  /** Headers that clients do not get. */
  readonly droppedHeaders?: readonly string[];
  /** Messages that nobody had asked for. */
  readonly droppedMessages?: number;
  /** Where the client has got errors in the place of what the server left out. */
  readonly fault?: ServerFault;
}

type Headers = ReplyHead['headers'];

interface Relaying {
  readonly request: ServerRequest;
  readonly delivery: Delivery;
  readonly expected: ExpectedResponses;
}

/**
 * Makes of a server's reply one that every client can read: JSON where nothing precedes the result, else events, which end with it, whatever
 * the server still sends.
 *
 * @throws ServerFault where the reply is no answer of MCP; nothing was sent then, or a stream was begun
 */
export async function relay({ status, headers, body = nothing() }: ServerReply, relaying: Relaying): Promise<Relayed> {
  const fault = statusFault(status, relaying.request);
  if (fault) {
    throw fault;
  }
  const { contentType, passed, dropped } = replyHeaders(headers);
  const isStream = /^\s*text\/event-stream\s*(;|$)/i.test(contentType);
  const relayed = relaying.expected.size === 0 && status < 300
    ? accept(relaying, passed)
    : isStream && status === 200 ? await relayEvents(body, passed, relaying) : await relayJson(await textOf(body), status, passed, relaying);
  return { ...relayed, ...dropped.length > 0 && { droppedHeaders: dropped } };
}

/** A notification has no response, whatever the server writes. */
function accept({ delivery }: Relaying, headers: Headers): Relayed {
  delivery.accept(headers);
  return {};
}

async function relayEvents(body: AsyncIterable<Uint8Array>, headers: Headers, { delivery, expected, request }: Relaying): Promise<Relayed> {
  const answers: { readonly text: string; readonly value: Answer }[] = [];
  const isSingle = request.message.kind === 'request';
  let droppedMessages = 0;
  for await (const event of serverEvents(body)) {
    if (delivery.isComplete) {
      break;
    }
    if ('comment' in event) {
      await delivery.comment();
      continue;
    }
    const message = parsed(event.data);
    if (!isObject(message)) {
      droppedMessages += 1;
      continue;
    }
    if (typeof message.method === 'string') {
      if (delivery.acceptsStream) {
        await delivery.event(event.data, headers);
      }
      continue;
    }
    if (!isAnswer(message) || !expected.settle(message.id)) {
      droppedMessages += 1;
      continue;
    }
    answers.push({ text: event.data, value: message });
    if (delivery.isStreaming) {
      await delivery.event(event.data);
    }
    if (expected.size === 0) {
      break;
    }
  }
  const fault = expected.size > 0 ? new ServerFault('no_answer', `the stream ended without a response${besides(answers.length)}`) : undefined;
  if (fault && (answers.length === 0 || delivery.isStreaming)) {
    throw fault;
  }
  if (!delivery.isStreaming) {
    const texts = [...answers.map(({ text }) => text), ...expected.errors(internalError(request.requestId))];
    delivery.end(200, isSingle ? texts[0] : `[${texts.join(',')}]`, headers);
  }
  delivery.finish();
  return { outcome: isSingle ? outcomeOf(answers[0].value) : undefined, fault, ...droppedMessages > 0 && { droppedMessages } };
}

function relayJson(text: string, status: number, headers: Headers, { delivery, expected, request }: Relaying): Relayed {
  const { message, requestId } = request;
  const value = parsed(text);
  if (status === 403 && /\bInvalid Host\b/.test(text)) {
    throw hostFault(request.headers.host);
  }
  const answers = Array.isArray(value) ? value : [value];
  if (answers.every(isAnswer) && Array.isArray(value) === (message.kind === 'batch') && answers.length > 0) {
    const foreign = answers.find(({ id }) => !expected.settle(id) && !(status >= 400 && id === null));
    if (foreign !== undefined) {
      throw new ServerFault('foreign_answer', 'the response has the id of another request', 'make a server for each request: one that is shared mixes up its callers');
    }
    if (status < 400 && expected.size > 0) {
      delivery.end(status, `${text.trimEnd().slice(0, -1)},${expected.errors(internalError(requestId)).join(',')}]`, headers);
      return { fault: new ServerFault('no_answer', `a batch without a response${besides(answers.length)}`) };
    }
    delivery.end(status, text, headers);
    return { outcome: message.kind === 'request' ? outcomeOf(answers[0]) : undefined };
  }
  if (status < 400) {
    throw new ServerFault(text.trim() === '' ? 'no_answer' : 'not_mcp', `status ${status} with ${text.trim() === '' ? 'no body' : 'a body that is no JSON-RPC response'}`);
  }
  // A text for people, or another framework's error: the status stays, and clients can read the rest.
  const error = { code: ERROR_CODES.invalidRequest, message: `The server refused the request with status ${status}` };
  delivery.end(status, errorResponse(message.kind === 'request' ? message.id : null, error), headers);
  return { outcome: { error } };
}

/** Of a batch. */
function besides(answered: number): string {
  return answered > 0 ? ` to each request: ${answered} have one` : '';
}

interface Answer {
  readonly id: RequestId | null;
  readonly result?: unknown;
  readonly error?: unknown;
}

function isAnswer(value: unknown): value is Answer {
  return isObject(value) && !('method' in value) && 'id' in value && (isObject(value.result) || isObject(value.error));
}

function outcomeOf({ result, error }: Answer): Outcome {
  return isObject(error)
    ? { error: { code: Number(error.code) as never, message: '' } }
    : { result: '', toolError: (result as { readonly isError?: unknown }).isError === true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > JSON_MAX_BYTES) {
      throw new ServerFault('answer_too_large', `more than ${JSON_MAX_BYTES} bytes`, 'return fewer items and a way to ask for the next ones');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // No body.
}
