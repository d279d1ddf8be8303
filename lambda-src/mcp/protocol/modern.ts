import { ERROR_CODES } from './error-codes';
import type { ProtocolHeaders } from './headers';
import { isObject, type Params, type RpcError } from './json-rpc';
import { LOG_LEVELS, type LogLevel } from '../../../src/contract/mcp/log-level';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import { decodeHeaderValue } from '../../platform/header-value';

const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
export const CAPABILITIES_KEY = 'io.modelcontextprotocol/clientCapabilities';
const CLIENT_INFO_KEY = 'io.modelcontextprotocol/clientInfo';
export const LOG_LEVEL_KEY = 'io.modelcontextprotocol/logLevel';
const REVISION = /^\d{4}-\d{2}-\d{2}$/;

/** The parameter that a method mirrors in `Mcp-Name`. */
const NAMED_BY: ReadonlyMap<string, string> = new Map([['tools/call', 'name'], ['prompts/get', 'name'], ['resources/read', 'uri']]);

/** Whether a message uses 2026-07-28 or later, according to its `_meta`. */
export function claimsModern(params: Params): boolean {
  return isObject(params._meta) && VERSION_KEY in params._meta;
}

/** Whether a request uses 2026-07-28 or later, according to its header. */
export function headerClaimsModern(headers: ProtocolHeaders): boolean {
  const version = headers.protocolVersion?.trim();
  return version === MODERN_PROTOCOL_VERSION || (version !== undefined && version > MODERN_PROTOCOL_VERSION && REVISION.test(version));
}

/**
 * What is invalid about a request, whatever its method; every such error has status 400.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#server-validation
 */
export function modernRequestError(method: string, params: Params, headers: ProtocolHeaders): RpcError | undefined {
  const meta = isObject(params._meta) ? params._meta : {};
  const version = meta[VERSION_KEY];
  return versionHeaderError(version, headers)
    ?? envelopeError(meta)
    ?? unsupportedVersionError(version as string)
    ?? methodHeaderError(method, headers)
    ?? nameHeaderError(method, params, headers);
}

function versionHeaderError(version: unknown, headers: ProtocolHeaders): RpcError | undefined {
  const header = headers.protocolVersion?.trim();
  if (typeof version !== 'string' || header === version) {
    return undefined;
  }
  return mismatch(header === undefined ? 'MCP-Protocol-Version is missing' : 'MCP-Protocol-Version is not the version in _meta');
}

function invalid(key: string, is: string): RpcError {
  return { code: ERROR_CODES.invalidParams, message: `params._meta["${key}"] must be ${is}` };
}

function envelopeError(meta: Params): RpcError | undefined {
  if (typeof meta[VERSION_KEY] !== 'string') {
    return invalid(VERSION_KEY, 'a string');
  }
  if (!isObject(meta[CAPABILITIES_KEY])) {
    return invalid(CAPABILITIES_KEY, 'an object');
  }
  const clientInfo = meta[CLIENT_INFO_KEY];
  if (clientInfo !== undefined && !isObject(clientInfo)) {
    return invalid(CLIENT_INFO_KEY, 'an object');
  }
  const level = meta[LOG_LEVEL_KEY];
  if (level !== undefined && !LOG_LEVELS.includes(level as LogLevel)) {
    return invalid(LOG_LEVEL_KEY, `one of ${LOG_LEVELS.join(', ')}`);
  }
  return undefined;
}

function unsupportedVersionError(version: string): RpcError | undefined {
  if (version === MODERN_PROTOCOL_VERSION) {
    return undefined;
  }
  return {
    code: ERROR_CODES.unsupportedProtocolVersion,
    message: 'Unsupported protocol version',
    data: { supported: [MODERN_PROTOCOL_VERSION], requested: version },
  };
}

function methodHeaderError(method: string, headers: ProtocolHeaders): RpcError | undefined {
  const header = headers.method?.trim();
  if (header === method) {
    return undefined;
  }
  return mismatch(header === undefined ? 'Mcp-Method is missing' : 'Mcp-Method is not the method in the body');
}

function nameHeaderError(method: string, params: Params, headers: ProtocolHeaders): RpcError | undefined {
  const parameter = NAMED_BY.get(method);
  if (parameter === undefined) {
    return undefined;
  }
  const named = params[parameter];
  if (typeof named !== 'string') {
    return { code: ERROR_CODES.invalidParams, message: `params.${parameter} must be a string` };
  }
  const header = headers.name;
  if (header === undefined) {
    return mismatch('Mcp-Name is missing');
  }
  return decodeHeaderValue(header) === named ? undefined : mismatch(`Mcp-Name is not params.${parameter}`);
}

function mismatch(what: string): RpcError {
  return { code: ERROR_CODES.headerMismatch, message: `Header mismatch: ${what}` };
}
