import { isComposite, isObject } from './argument';
import type { HttpSerialization } from '../../../../src/contract/connector/http-operation';

/** Encodes one value, or one name. Delimiters of a style are not passed to it. */
export type Encoder = (text: string) => string;

/** A name and a value as they are sent. */
export type Pair = readonly [name: string, value: string];

const DELIMITERS = { spaceDelimited: '%20', pipeDelimited: '%7C' } as const;

/**
 * A value as one text: the styles `simple`, `label` and `matrix`.
 *
 * @returns undefined where there is nothing to send: null, an empty list and an empty object are undefined to RFC 6570
 * @see https://spec.openapis.org/oas/v3.2.0.html#style-examples
 */
export function serializeText(name: string, value: unknown, { style, explode, content }: HttpSerialization, encode: Encoder): string | undefined {
  if (content !== undefined) {
    return value === undefined ? undefined : encode(contentText(value, content));
  }
  const items = itemsOf(value, encode);
  if (items === undefined) {
    return undefined;
  }
  const pairs = explode && items.kind === 'object';
  const texts = pairs ? items.pairs.map(([key, item]) => (style === 'matrix' && item === '' ? key : `${key}=${item}`)) : flat(items);
  switch (style) {
    case 'label':
      return `.${texts.join(explode ? '.' : ',')}`;
    case 'matrix':
      return pairs
        ? texts.map((text) => `;${text}`).join('')
        : (explode ? texts : [texts.join(',')]).map((text) => (text === '' ? `;${encode(name)}` : `;${encode(name)}=${text}`)).join('');
    default:
      return texts.join(',');
  }
}

/** A value as pairs: the styles `form`, `spaceDelimited`, `pipeDelimited`, `deepObject` and `cookie`. */
export function serializePairs(
  name: string, value: unknown, { style, explode, content }: HttpSerialization, encode: Encoder, encodeName: Encoder = encode,
): readonly Pair[] {
  if (content !== undefined) {
    return value === undefined ? [] : [[encodeName(name), encode(contentText(value, content))]];
  }
  if (style === 'deepObject' && isComposite(value)) {
    return deepPairs(name, value, encode, encodeName);
  }
  const items = itemsOf(value, encode, encodeName);
  if (items === undefined) {
    return [];
  }
  if (explode && items.kind === 'list') {
    return items.texts.map((text) => [encodeName(name), text]);
  }
  if (explode && items.kind === 'object') {
    return items.pairs;
  }
  const delimiter = style === 'spaceDelimited' || style === 'pipeDelimited' ? DELIMITERS[style] : ',';
  return [[encodeName(name), flat(items).join(delimiter)]];
}

/** A value as a media type writes it. */
export function contentText(value: unknown, mediaType: string): string {
  return isJsonType(mediaType) || typeof value !== 'string' ? JSON.stringify(value) : value;
}

export function isJsonType(mediaType: string): boolean {
  return /^[^/;\s]+\/(?:[^;\s]+\+)?json(?:\s*;|\s*$)/i.test(mediaType);
}

/** A value within a list or an object. What is nested deeper is undefined to every style but deepObject: JSON says all of it. */
export function plainText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

type Items =
  | { readonly kind: 'primitive' | 'list'; readonly texts: readonly string[] }
  | { readonly kind: 'object'; readonly pairs: readonly Pair[] };

function itemsOf(value: unknown, encode: Encoder, encodeName: Encoder = encode): Items | undefined {
  if (isNothing(value)) {
    return undefined;
  }
  if (Array.isArray(value)) {
    const texts = value.filter((item) => !isNothing(item)).map((item) => encode(plainText(item)));
    return texts.length === 0 ? undefined : { kind: 'list', texts };
  }
  if (isObject(value)) {
    const pairs = Object.entries(value).filter(([, item]) => !isNothing(item)).map(([key, item]): Pair => [encodeName(key), encode(plainText(item))]);
    return pairs.length === 0 ? undefined : { kind: 'object', pairs };
  }
  return { kind: 'primitive', texts: [encode(plainText(value))] };
}

function flat(items: Items): readonly string[] {
  return items.kind === 'object' ? items.pairs.flat() : items.texts;
}

/** `a[b][0]=1`: OpenAPI defines one level of objects. Deeper ones and lists are written as the field does, with the member or the index in brackets. */
function deepPairs(name: string, value: unknown, encode: Encoder, encodeName: Encoder): readonly Pair[] {
  if (isNothing(value)) {
    return [];
  }
  if (!isComposite(value)) {
    return [[encodeName(name), encode(plainText(value))]];
  }
  return Object.entries(value).flatMap(([key, item]) => deepPairs(`${name}[${key}]`, item, encode, encodeName));
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}
