import { createHash } from 'node:crypto';
import { isComposite, isObject } from './argument';
import { BINARY, type Content, contentOf, mediaTypeOf } from './bytes';
import { withoutForeignNames } from './foreign-names';
import { wellFormed } from './percent-encoding';
import { isJsonType, plainText, serializePairs } from './serialization';
import { UnsendableArgument } from './unsendable';
import type { ArgumentPath, HttpMultipartBody, HttpPart } from '../../../../src/contract/connector/http-operation';

interface Part {
  readonly headers: readonly string[];
  readonly bytes: Buffer;
}

const DEFAULT_PART: HttpPart = { value: 'json' };

/**
 * @param argument where the value comes from
 * @throws UnsendableArgument
 */
export function multipart(value: unknown, body: HttpMultipartBody, argument: ArgumentPath): { readonly mediaType: string; readonly bytes: Buffer } {
  const parts = partsOf(value, body, argument);
  const boundary = boundaryOf(parts);
  const chunks = parts.flatMap(({ headers, bytes }) => [
    Buffer.from(`--${boundary}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`), bytes, Buffer.from('\r\n'),
  ]);
  return { mediaType: `${body.mediaType}; boundary=${boundary}`, bytes: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]) };
}

/** It cannot be in a part: no part knows the digest of itself. */
function boundaryOf(parts: readonly Part[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts.map(({ headers, bytes }) => [headers, bytes.length])));
  for (const { bytes } of parts) {
    hash.update(bytes);
  }
  return hash.digest('hex').slice(0, 40);
}

function partsOf(value: unknown, body: HttpMultipartBody, argument: ArgumentPath): readonly Part[] {
  if (Array.isArray(value)) {
    return value.map((item, index) => partOf(item, body.prefixEncoding?.[index] ?? body.itemEncoding ?? DEFAULT_PART, [...argument, String(index)]));
  }
  if (!isObject(value)) {
    throw new UnsendableArgument(argument, 'must be an object or a list');
  }
  const named = /^multipart\/form-data\b/i.test(body.mediaType);
  const declared = new Set([...Object.keys(value), ...Object.keys(body.encoding ?? {})]);
  return Object.entries(value).flatMap(([name, member]) => {
    const part = body.encoding && Object.hasOwn(body.encoding, name) ? body.encoding[name] : DEFAULT_PART;
    return memberParts(named ? name : undefined, name, member, part, [...argument, name], declared);
  });
}

function memberParts(
  partName: string | undefined, name: string, value: unknown, part: HttpPart, argument: ArgumentPath, declared: ReadonlySet<string>,
): readonly Part[] {
  if (value === undefined || value === null) {
    return [];
  }
  if (part.serialization && partName !== undefined) {
    const pairs = serializePairs(name, value, part.serialization, (text) => text);
    return withoutForeignNames(pairs, name, declared, part.serialization, argument)
      .map(([key, text]) => ({ headers: [disposition(key), ...constants(part)], bytes: Buffer.from(text) }));
  }
  // A list is several parts of one name, unless its media type says how a list is written.
  const items = Array.isArray(value) && !(part.mediaType !== undefined && isJsonType(part.mediaType)) ? value : [value];
  return items.map((item) => partOf(item, part, argument, partName));
}

function partOf(value: unknown, part: HttpPart, argument: ArgumentPath, name?: string): Part {
  const isPlain = part.value === 'json' && part.mediaType === undefined && !isComposite(value);
  const declared = part.mediaType ?? defaultType(part, isPlain);
  const content = isPlain ? { bytes: Buffer.from(plainText(value)) } : contentOf(value, part.value, declared, argument);
  const headers = name === undefined ? [] : [disposition(name, part.value === 'file' || part.value === 'base64' ? content.filename ?? name : undefined)];
  return { headers: [...headers, ...contentType(declared, content, part, isPlain, argument), ...constants(part)], bytes: content.bytes };
}

function defaultType({ value }: HttpPart, isPlain: boolean): string {
  return isPlain || value === 'text' ? 'text/plain' : value === 'json' ? 'application/json' : BINARY;
}

/** Plain fields have no type of their own in what browsers send, and some servers take a field with a type for a file. */
function contentType(declared: string, content: Content, { mediaType }: HttpPart, isPlain: boolean, argument: ArgumentPath): readonly string[] {
  return isPlain && mediaType === undefined ? [] : [`Content-Type: ${mediaTypeOf(declared, content, argument)}`];
}

function constants({ headers = {} }: HttpPart): readonly string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
}

/** @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
function disposition(name: string, filename?: string): string {
  return `Content-Disposition: form-data; name="${quoted(name)}"${filename === undefined ? '' : `; filename="${quoted(filename)}"`}`;
}

function quoted(text: string): string {
  return wellFormed(text).replace(/["\r\n]/g, encodeURIComponent).replace(/[\x00-\x1f\x7f]/g, '_');
}
