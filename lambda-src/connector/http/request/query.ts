import { argumentAt, type Arguments, isObject } from './argument';
import { withoutForeignNames } from './foreign-names';
import { encodeComponent, encodeReserved } from './percent-encoding';
import { contentText, type Encoder, type Pair, serializePairs } from './serialization';
import { UnsendableArgument } from './unsendable';
import type { HttpOperation, HttpSerialization } from '../../../../src/contract/connector/http-operation';

export const FORM_MEDIA_TYPE = 'application/x-www-form-urlencoded';

/** `&`, `=`, `+` and `#` would end the value, or mean a space. Brackets are not allowed in a query. */
const KEPT_IN_QUERY = ':/?@!$\'()*,;';

const FORM: HttpSerialization = { style: 'form', explode: true };

/**
 * The query, without its question mark.
 *
 * @param base the query of the base URL, which every request has
 * @throws UnsendableArgument
 */
export function buildQuery({ query = [], queryString, constants }: HttpOperation, values: Arguments, base: string): string {
  const constant = [base, constants?.query ?? ''].filter((text) => text !== '').join('&');
  const declared = declaredNames(query.map(({ name }) => name), constant);
  const pairs = query.flatMap((parameter) => {
    const sent = serializePairs(parameter.name, argumentAt(values, parameter.argument), parameter, encoderOf(parameter), encodeComponent);
    return withoutForeignNames(sent, encodeComponent(parameter.name), declared, parameter, parameter.argument);
  });
  return [constant, pairs.map(joined).join('&'), queryString ? wholeQuery(queryString, values, declared) : ''].filter((text) => text !== '').join('&');
}

/**
 * A form of the members of an object.
 *
 * @throws UnsendableArgument
 */
export function formText(members: { readonly [name: string]: unknown }, encoding: { readonly [member: string]: HttpSerialization } = {}): string {
  const declared = new Set([...Object.keys(members), ...Object.keys(encoding)].map(encodeComponent));
  return Object.entries(members).flatMap(([name, value]) => {
    if (!Object.hasOwn(encoding, name)) {
      return serializePairs(name, isObject(value) ? JSON.stringify(value) : value, FORM, encodeComponent);
    }
    const sent = serializePairs(name, value, encoding[name], encoderOf(encoding[name]), encodeComponent);
    return withoutForeignNames(sent, encodeComponent(name), declared, encoding[name], [name]);
  }).map(joined).join('&');
}

function wholeQuery({ argument, content, encoding }: NonNullable<HttpOperation['queryString']>, values: Arguments, declared: ReadonlySet<string>): string {
  const value = argumentAt(values, argument);
  if (value === undefined) {
    return '';
  }
  if (content !== FORM_MEDIA_TYPE) {
    return encodeComponent(contentText(value, content));
  }
  if (!isObject(value)) {
    throw new UnsendableArgument(argument, 'must be an object');
  }
  const text = formText(value, encoding);
  const pairs = [...new URLSearchParams(text)].map(([name, sent]): Pair => [encodeComponent(name), sent]);
  withoutForeignNames(pairs, '', declared, FORM, argument);
  return text;
}

function declaredNames(names: readonly string[], constant: string): ReadonlySet<string> {
  return new Set([...names, ...new URLSearchParams(constant).keys()].map(encodeComponent));
}

function encoderOf({ allowReserved }: HttpSerialization): Encoder {
  return allowReserved ? (text) => encodeReserved(text, KEPT_IN_QUERY) : encodeComponent;
}

function joined([name, value]: Pair): string {
  return `${name}=${value}`;
}
