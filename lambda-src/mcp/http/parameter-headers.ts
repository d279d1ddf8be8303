import type { RequestHeaders } from './request-headers';
import type { ParameterHeader } from '../../../src/contract/mcp/catalogue';
import { decodeHeaderValue } from '../../platform/header-value';
import { isObject, type Params } from '../protocol/json-rpc';

const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * Compares the headers that mirror arguments with the arguments.
 *
 * @returns the first mismatch
 */
export function parameterHeaderMismatch(declared: readonly ParameterHeader[], args: Params, headers: RequestHeaders): string | undefined {
  for (const { header, path, type } of declared) {
    const argument = valueAt(args, path);
    const value = headers.other(header);
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
