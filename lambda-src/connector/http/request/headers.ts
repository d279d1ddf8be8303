import { argumentAt, type Arguments } from './argument';
import { withoutForeignNames } from './foreign-names';
import { encodeComponent } from './percent-encoding';
import { serializePairs, serializeText } from './serialization';
import { UnsendableArgument } from './unsendable';
import type { HttpOperation, HttpParameter } from '../../../../src/contract/connector/http-operation';
import { isFieldName, isFieldValue, isReservedHeader } from '../../../../src/contract/connector/reserved-headers';
import { dictionary } from '../../../platform/dictionary';

/** RFC 6265, 4.1.1, but for the comma, which OpenAPI's style puts there itself. */
const COOKIE_VALUE = /^[\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]*$/;

/**
 * The headers that constants and arguments set, by name in small letters.
 *
 * @throws UnsendableArgument
 */
export function buildHeaders({ headers = [], cookies = [], constants }: HttpOperation, values: Arguments): { [name: string]: string } {
  const built = dictionary(Object.entries(constants?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const));
  for (const parameter of headers) {
    const value = headerValue(parameter, values);
    if (value !== undefined) {
      built[parameter.name.toLowerCase()] = value;
    }
  }
  const declared = new Set(cookies.map(({ name }) => name));
  const cookie = cookies.flatMap((parameter) => cookiePairs(parameter, values, declared)).join('; ');
  if (cookie !== '') {
    built.cookie = cookie;
  }
  return built;
}

/** Not percent-encoded: OpenAPI 3.2 says that headers are not, and no server decodes them. */
function headerValue(parameter: HttpParameter, values: Arguments): string | undefined {
  const { name, argument } = parameter;
  const value = serializeText(name, argumentAt(values, argument), parameter, (text) => text);
  if (value === undefined) {
    return undefined;
  }
  // Synthesis refuses these names. They are refused here as well, because it is here that they would do harm.
  if (isReservedHeader(name) || !isFieldName(name)) {
    throw new UnsendableArgument(argument, `cannot be sent as the header ${JSON.stringify(name)}`);
  }
  if (!isFieldValue(value)) {
    throw new UnsendableArgument(argument, 'is sent as a header and may hold visible ASCII characters and spaces only');
  }
  return value.trim();
}

function cookiePairs(parameter: HttpParameter, values: Arguments, declared: ReadonlySet<string>): readonly string[] {
  const { name, argument, style } = parameter;
  const plain = style === 'cookie';
  const pairs = serializePairs(name, argumentAt(values, argument), parameter, plain ? (text) => text : encodeComponent, (text) => text);
  return withoutForeignNames(pairs, name, declared, parameter, argument).map(([key, value]) => {
    if (!isFieldName(key) || !COOKIE_VALUE.test(value)) {
      throw new UnsendableArgument(argument, 'is sent as a cookie and must not hold spaces, quotes, semicolons, backslashes or characters beyond ASCII');
    }
    return `${key}=${value}`;
  });
}
