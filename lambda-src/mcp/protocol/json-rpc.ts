import type { JSONRPCRequest } from '@modelcontextprotocol/server';
import type { ErrorCode } from './error-codes';
import type { RawJson } from '../../../src/contract/mcp/catalogue';
import type { RawNumber } from '../json/raw-number';

/** Integers that JavaScript would write otherwise are kept as the client wrote them. */
export type RequestId = JSONRPCRequest['id'] | RawNumber;

export type Params = { readonly [name: string]: unknown };

export interface RpcError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data?: unknown;
}

/** The result is spliced in: lists and the like are not read again to be written again. */
export function resultResponse(id: RequestId | null, result: RawJson): RawJson {
  return `{"jsonrpc":"2.0","id":${typeof id === 'number' ? id : JSON.stringify(id)},"result":${result}}`;
}

export function errorResponse(id: RequestId | null, error: RpcError): RawJson {
  return JSON.stringify({ jsonrpc: '2.0', id, error });
}

export function requestOf(id: string, method: string, params: Params): RawJson {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

export function notification(method: string, params: Params): RawJson {
  return JSON.stringify({ jsonrpc: '2.0', method, params });
}

export function isObject(value: unknown): value is Params {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isRequestId(value: unknown): value is JSONRPCRequest['id'] {
  return typeof value === 'string' || Number.isInteger(value);
}
