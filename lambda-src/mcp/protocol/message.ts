import { ERROR_CODES } from './error-codes';
import { negotiatedRevision } from './initialize-era';
import { isObject, isRequestId, type Params, type RequestId, type RpcError } from './json-rpc';
import type { InitializeEraProtocolVersion, Revision } from '../../../src/contract/mcp/protocol-versions';
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
export type Envelope =
  | { readonly kind: 'request'; readonly id: RequestId; readonly method: string; readonly params: Params; readonly exactParams?: ReadJson }
  | { readonly kind: 'notification'; readonly method: string; readonly params: Params }
  | Omit<RpcResponse, 'revision'>
  | InvalidMessage;

export type ValidEnvelope = Exclude<Envelope, InvalidMessage>;

export const UNSUPPORTED_HEADER = 'MCP-Protocol-Version names a version that this server does not speak';

const NO_PARAMS: Params = {};

/** Some serializers write `params: null` for missing parameters: it is read as missing. */
export function readEnvelope(value: unknown, exact: ReadJson | undefined): Envelope {
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

export function inRevision(envelope: ValidEnvelope, revision: InitializeEraProtocolVersion): SingleMessage {
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

export function invalidRequest(id: RequestId | null, message: string): InvalidMessage {
  return { kind: 'invalid', id, error: { code: ERROR_CODES.invalidRequest, message: `Invalid request: ${message}` } };
}
