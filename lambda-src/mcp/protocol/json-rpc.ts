import type { JSONRPCNotification, JSONRPCRequest } from '@modelcontextprotocol/server';
import type { RawJson } from '../../../src/contract/mcp/catalogue';

export type RequestId = JSONRPCRequest['id'];

export const ERROR_CODES = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  /** Before 2026-07-28 only. */
  resourceNotFound: -32002,
  /** No specification gives it a number. */
  insufficientScope: -32003,
  headerMismatch: -32020,
  unsupportedProtocolVersion: -32022,
} as const;

export interface RpcError {
  readonly code: typeof ERROR_CODES[keyof typeof ERROR_CODES];
  readonly message: string;
  readonly data?: unknown;
}

export type Params = { readonly [name: string]: unknown };

/** A message, as far as its shape tells. Everything else is an invalid request. */
export type Message =
  | { readonly kind: 'request'; readonly id: RequestId; readonly method: string; readonly params: Params | undefined }
  | { readonly kind: 'notification'; readonly method: JSONRPCNotification['method']; readonly params: Params | undefined }
  | { readonly kind: 'response' }
  | { readonly kind: 'invalid'; readonly id: RequestId | null };

export function readMessage(value: unknown): Message {
  if (!isObject(value) || value.jsonrpc !== '2.0') {
    return { kind: 'invalid', id: isObject(value) && isRequestId(value.id) ? value.id : null };
  }
  const { id, method, params } = value;
  const hasId = 'id' in value;
  if (typeof method !== 'string') {
    const answers = ('result' in value || 'error' in value) && !('method' in value);
    return answers ? { kind: 'response' } : { kind: 'invalid', id: isRequestId(id) ? id : null };
  }
  if (hasId && !isRequestId(id)) {
    return { kind: 'invalid', id: null };
  }
  if (params !== undefined && !isObject(params)) {
    return { kind: 'invalid', id: isRequestId(id) ? id : null };
  }
  return isRequestId(id) ? { kind: 'request', id, method, params } : { kind: 'notification', method, params };
}

/** The result is spliced in: lists and the like are not read again to be written again. */
export function resultResponse(id: RequestId, result: RawJson): RawJson {
  return `{"jsonrpc":"2.0","id":${typeof id === 'number' ? id : JSON.stringify(id)},"result":${result}}`;
}

export function errorResponse(id: RequestId | null, error: RpcError): RawJson {
  return JSON.stringify({ jsonrpc: '2.0', id, error });
}

export function isObject(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRequestId(value: unknown): value is RequestId {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}
