import type { ParameterHeader } from '../../../src/contract/catalogue';
import type { Headers } from '../../platform/http';
import { isObject, type Params } from './json-rpc';

const SENTINEL_START = '=?base64?';
const SENTINEL_END = '?=';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const VISIBLE = /^[\x20-\x7e\t]*$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * The value that a header stands for: itself, or what the base64 sentinel wraps.
 *
 * @returns undefined where it has characters that it may not have
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#value-encoding
 */
export function decodeHeaderValue(value: string): string | undefined {
  const trimmed = value.trim();
  if (!VISIBLE.test(trimmed)) {
    return undefined;
  }
  if (!(trimmed.startsWith(SENTINEL_START) && trimmed.endsWith(SENTINEL_END) && trimmed.length >= SENTINEL_START.length + SENTINEL_END.length)) {
    return trimmed;
  }
  const encoded = trimmed.slice(SENTINEL_START.length, -SENTINEL_END.length);
  if (!BASE64.test(encoded)) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
}

/**
 * Compares the headers that mirror arguments with the arguments.
 *
 * @returns the first mismatch
 */
export function parameterHeaderMismatch(declared: readonly ParameterHeader[], args: Params, headers: Headers): string | undefined {
  for (const { header, path, type } of declared) {
    const argument = valueAt(args, path);
    const value = headers[header];
    const name = path.join('.');
    if (argument === undefined || argument === null) {
      if (value !== undefined) {
        return `${header} is given, but the argument '${name}' is not`;
      }
    } else if (typeof argument !== 'object') {
      if (value === undefined) {
        return `${header} is missing, but the argument '${name}' is given`;
      }
      const decoded = decodeHeaderValue(value);
      if (decoded === undefined) {
        return `${header} has characters that a header cannot have`;
      }
      const equal = type === 'integer' && typeof argument === 'number' && DECIMAL.test(decoded)
        ? Number(decoded) === argument
        : decoded === String(argument);
      if (!equal) {
        return `${header} is not the argument '${name}'`;
      }
    }
  }
  return undefined;
}

function valueAt(args: Params, path: readonly string[]): unknown {
  let value: unknown = args;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = value[name];
  }
  return value;
}
