import type { RequestHeaders } from './request-headers';
import type { ParameterHeader } from '../../../src/contract/mcp/catalogue';
import { decodeHeaderValue } from '../../platform/header-value';
import { isRawNumber } from '../json/raw-number';
import { isObject, type Params } from '../protocol/json-rpc';

/** Whole numbers are compared as such: `7.0` is 7. */
const WHOLE = /^(-?\d+)(?:\.0+)?$/;

/**
 * Compares the headers that mirror arguments with the arguments.
 *
 * @param args as the client wrote them, with raw numbers among them
 * @returns the first mismatch
 */
export function parameterHeaderMismatch(declared: readonly ParameterHeader[], args: Params, headers: RequestHeaders): string | undefined {
  for (const { header, path, type } of declared) {
    const argument = valueAt(args, path);
    const value = headers.other(header);
    const name = path.join('.');
    if (argument === undefined || argument === null) {
      if (value !== undefined) {
        return `${header} is given, but the argument "${name}" is not`;
      }
    } else if (typeof argument !== 'object' || isRawNumber(argument)) {
      if (value === undefined) {
        return `${header} is missing, but the argument "${name}" is given`;
      }
      const decoded = decodeHeaderValue(value);
      if (decoded === undefined) {
        return `${header} has characters that a header cannot have`;
      }
      const given = isRawNumber(argument) ? argument.rawJSON : String(argument);
      if (decoded !== given && !(type === 'integer' && typeof argument !== 'string' && isSameWhole(decoded, given))) {
        return `${header} is not the argument "${name}"`;
      }
    }
  }
  return undefined;
}

function isSameWhole(header: string, argument: string): boolean {
  const [whole, otherWhole] = [header, argument].map((each) => WHOLE.exec(each)?.[1]);
  return whole !== undefined && (otherWhole === undefined ? Number(whole) === Number(argument) : BigInt(whole) === BigInt(otherWhole));
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
