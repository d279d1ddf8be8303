import { ERROR_CODES } from './error-codes';
import type { ProtocolHeaders } from './headers';
import { allowsBatches, headerRevision, negotiatedRevision } from './initialize-era';
import { isObject, isRequestId, type Params, type RequestId, type RpcError } from './json-rpc';
import { claimsModern, headerClaimsModern, modernRequestError } from './modern';
import { type InitializeEraProtocolVersion, MODERN_PROTOCOL_VERSION, type Revision } from '../../../src/contract/mcp/protocol-versions';
import { mayLoseNumbers } from '../json/number-scan';
import type { ReadJson } from '../json/read-json';

/** A parsed message: its kind and revision. Later code does not check its shape again. */
export type Message = SingleMessage | Batch;

export type SingleMessage = RpcRequest | RpcNotification | RpcResponse | InvalidMessage;

export interface RpcRequest {
  readonly kind: 'request';
  readonly revision: Revision;
  readonly id: RequestId;
  readonly method: string;
  readonly params: Params;
  /** The parameters, if they may have numbers that JavaScript would write differently. */
  readonly exactParams?: ReadJson;
}

export interface RpcNotification {
  readonly kind: 'notification';
  readonly revision: Revision;
  readonly method: string;
  readonly params: Params;
}

/** A response to a question of a running tool. */
export interface RpcResponse {
  readonly kind: 'response';
  readonly revision: InitializeEraProtocolVersion;
  readonly id: unknown;
  readonly answer: { readonly result: unknown } | { readonly error: unknown };
}

export interface Batch {
  readonly kind: 'batch';
  readonly revision: InitializeEraProtocolVersion;
  readonly messages: readonly SingleMessage[];
}

/** Refused by the protocol before any method runs. */
export interface InvalidMessage {
  readonly kind: 'invalid';
  readonly id: RequestId | null;
  readonly error: RpcError;
  readonly revision?: Revision;
  readonly method?: string;
}

/** A JSON-RPC message, without a revision. */
type Envelope =
  | { readonly kind: 'request'; readonly id: RequestId; readonly method: string; readonly params: Params; readonly exactParams?: ReadJson }
  | { readonly kind: 'notification'; readonly method: string; readonly params: Params }
  | Omit<RpcResponse, 'revision'>
  | InvalidMessage;

type ValidEnvelope = Exclude<Envelope, InvalidMessage>;

/** More than any client sends, and few enough to run concurrently. */
const BATCH_MAX_LENGTH = 50;

const UNSUPPORTED_HEADER = 'MCP-Protocol-Version names a version that this server does not speak';

const NO_PARAMS: Params = {};

const NOT_JSON: InvalidMessage = { kind: 'invalid', id: null, error: { code: ERROR_CODES.parseError, message: 'Parse error: the body is not JSON' } };

/** The exact number reader is loaded for the first message that needs it: only then the result is a promise. */
export function readMessage(body: string, headers: ProtocolHeaders): Message | Promise<Message> {
  return mayLoseNumbers(body) ? readExactly(body, headers) : readPlainly(body, headers);
}

function readPlainly(body: string, headers: ProtocolHeaders): Message {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return NOT_JSON;
  }
  return messageOf(value, undefined, headers);
}

async function readExactly(body: string, headers: ProtocolHeaders): Promise<Message> {
  const { readJson } = await import('../json/read-json');
  let json: ReadJson;
  try {
    json = readJson(body);
  } catch (error) {
    return error instanceof RangeError ? invalidRequest(null, 'it is nested too deeply') : NOT_JSON;
  }
  return messageOf(json.value, json, headers);
}

function messageOf(value: unknown, exact: ReadJson | undefined, headers: ProtocolHeaders): Message {
  if (Array.isArray(value)) {
    return readBatch(value, headers, exact);
  }
  const envelope = readEnvelope(value, exact);
  if (envelope.kind === 'invalid') {
    return envelope;
  }
  const modern = headerClaimsModern(headers) || (envelope.kind !== 'response' && claimsModern(envelope.params));
  return modern ? modernMessage(envelope, headers) : initializeEraMessage(envelope, headers);
}

function modernMessage(envelope: ValidEnvelope, headers: ProtocolHeaders): SingleMessage {
  const revision = MODERN_PROTOCOL_VERSION;
  switch (envelope.kind) {
    case 'response':
      return { ...invalidRequest(null, 'clients do not send responses'), revision };
    case 'notification':
      return { kind: 'notification', revision, method: envelope.method, params: envelope.params };
    case 'request': {
      const { id, method, params, exactParams } = envelope;
      const error = modernRequestError(method, params, headers);
      return error ? { kind: 'invalid', id, error, revision, method } : { kind: 'request', revision, id, method, params, exactParams };
    }
  }
}

function initializeEraMessage(envelope: ValidEnvelope, headers: ProtocolHeaders): SingleMessage {
  const revision = headerRevision(headers);
  return revision === undefined ? invalidRequest(envelope.kind === 'request' ? envelope.id : null, UNSUPPORTED_HEADER) : inRevision(envelope, revision);
}

function inRevision(envelope: ValidEnvelope, revision: InitializeEraProtocolVersion): SingleMessage {
  switch (envelope.kind) {
    case 'response':
      return { ...envelope, revision };
    case 'notification':
      return { kind: 'notification', revision, method: envelope.method, params: envelope.params };
    case 'request': {
      const { id, method, params, exactParams } = envelope;
      return { kind: 'request', revision: negotiatedRevision(method, params, revision), id, method, params, exactParams };
    }
  }
}

function readBatch(items: readonly unknown[], headers: ProtocolHeaders, exact: ReadJson | undefined): Batch | InvalidMessage {
  const revision = headerRevision(headers);
  if (headerClaimsModern(headers) || items.some((item) => isObject(item) && isObject(item.params) && claimsModern(item.params))) {
    return invalidRequest(null, 'one message a request');
  }
  if (revision === undefined) {
    return invalidRequest(null, UNSUPPORTED_HEADER);
  }
  if (!allowsBatches(revision)) {
    return invalidRequest(null, `${revision} has no batches`);
  }
  if (items.length === 0 || items.length > BATCH_MAX_LENGTH) {
    return invalidRequest(null, `a batch has 1 to ${BATCH_MAX_LENGTH} messages`);
  }
  return { kind: 'batch', revision, messages: items.map((item, index) => batchMessage(readEnvelope(item, exact?.at(index)), revision)) };
}

function batchMessage(envelope: Envelope, revision: InitializeEraProtocolVersion): SingleMessage {
  if (envelope.kind === 'invalid') {
    return envelope;
  }
  return envelope.kind === 'request' && envelope.method === 'initialize'
    ? invalidRequest(envelope.id, 'initialize cannot be part of a batch')
    : inRevision(envelope, revision);
}

/** Some serializers write `params: null` for missing parameters: it is read as missing. */
function readEnvelope(value: unknown, exact: ReadJson | undefined): Envelope {
  if (!isObject(value)) {
    return invalidRequest(null, 'a message must be an object');
  }
  const { id, method, params } = value;
  const readableId = isRequestId(id) ? exact ? exact.at('id').written as RequestId : id : null;
  if (value.jsonrpc !== '2.0') {
    return invalidRequest(readableId, 'jsonrpc must be "2.0"');
  }
  if (typeof method !== 'string') {
    const answers = ('result' in value || 'error' in value) && !('method' in value);
    return answers ? { kind: 'response', id, answer: 'result' in value ? { result: value.result } : { error: value.error } } : invalidRequest(readableId, 'method must be a string');
  }
  if ('id' in value && readableId === null) {
    return invalidRequest(null, 'id must be a string or an integer');
  }
  if (params !== undefined && params !== null && !isObject(params)) {
    return invalidRequest(readableId, 'params must be an object');
  }
  return readableId === null
    ? { kind: 'notification', method, params: params ?? NO_PARAMS }
    : { kind: 'request', id: readableId, method, params: params ?? NO_PARAMS, exactParams: params ? exact?.at('params') : undefined };
}

function invalidRequest(id: RequestId | null, message: string): InvalidMessage {
  return { kind: 'invalid', id, error: { code: ERROR_CODES.invalidRequest, message: `Invalid request: ${message}` } };
}
