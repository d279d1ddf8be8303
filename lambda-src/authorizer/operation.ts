import { header, type HeaderMaps } from './headers';
import type { Operation } from '../../src/contract/authorizer/access-policy';
import { decodeHeaderValue } from '../platform/header-value';

/**
 * The operation of a request, from its headers (since 2026-07-28). Earlier clients send none, and a client may lie: it only serves to
 * challenge an honest client for missing scopes; the MCP function checks the body.
 */
export function operationOf(event: HeaderMaps): Operation | undefined {
  const [method, ...methods] = header(event, 'mcp-method');
  const [encoded, ...names] = header(event, 'mcp-name');
  if (method === undefined || encoded === undefined || methods.length > 0 || names.length > 0) {
    return undefined;
  }
  const name = decodeHeaderValue(encoded);
  return name === undefined ? undefined : { method: method.trim(), name };
}
