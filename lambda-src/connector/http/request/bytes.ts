import { isObject } from './argument';
import { contentText } from './serialization';
import { UnsendableArgument } from './unsendable';
import type { ArgumentPath, HttpValueKind } from '../../../../src/contract/connector/http-operation';

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
/** A type and its parameters. Never a wildcard, and nothing that would end the header. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*(?:\s*;\s*[a-z0-9!#$&^_.+-]+=(?:[a-z0-9!#$&^_.+-]+|"[\x20\x21\x23-\x5b\x5d-\x7e]*"))*$/i;

export const BINARY = 'application/octet-stream';

/** What a value is on the wire. */
export interface Content {
  readonly bytes: Buffer;
  /** Of a file, if it says so. */
  readonly mediaType?: string;
  readonly filename?: string;
}

/** @throws UnsendableArgument */
export function contentOf(value: unknown, kind: HttpValueKind, mediaType: string, argument: ArgumentPath): Content {
  switch (kind) {
    case 'json':
      return { bytes: Buffer.from(contentText(value, mediaType)) };
    case 'text':
      return { bytes: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)) };
    case 'base64':
      return { bytes: decoded(value, argument) };
    case 'file':
      return fileContent(value, argument);
  }
}

/**
 * The media type to send.
 *
 * @param declared one type, or several with commas, or wildcards: what the API takes
 * @throws UnsendableArgument
 */
export function mediaTypeOf(declared: string, content: Content, argument: ArgumentPath): string {
  const accepted = declared.split(',').map((type) => type.trim());
  const exact = accepted.find((type) => !type.includes('*'));
  if (content.mediaType === undefined || (accepted.length === 1 && exact !== undefined && exact !== BINARY)) {
    return exact ?? BINARY;
  }
  if (!accepted.some((type) => type === BINARY || matches(content.mediaType as string, type))) {
    throw new UnsendableArgument(argument, `must have a media type that the API takes: ${declared}`);
  }
  return content.mediaType;
}

function matches(mediaType: string, range: string): boolean {
  const essence = mediaType.split(';')[0].trim().toLowerCase();
  const wanted = range.split(';')[0].trim().toLowerCase();
  return wanted === '*/*' || wanted === essence || (wanted.endsWith('/*') && essence.startsWith(wanted.slice(0, -1)));
}

function fileContent(value: unknown, argument: ArgumentPath): Content {
  const file = isObject(value) ? value : {};
  const { text, base64, mediaType, filename } = file;
  if ((text === undefined || text === null) === (base64 === undefined || base64 === null)) {
    throw new UnsendableArgument(argument, 'is a file: give its content either as "text" or as "base64"');
  }
  if (typeof mediaType === 'string' && !MEDIA_TYPE.test(mediaType)) {
    throw new UnsendableArgument([...argument, 'mediaType'], 'must be a media type such as image/png');
  }
  const bytes = typeof text === 'string' ? Buffer.from(text) : decoded(base64, [...argument, 'base64']);
  return { bytes, mediaType: typeof mediaType === 'string' ? mediaType : undefined, filename: typeof filename === 'string' ? filename : undefined };
}

/** Buffer.from() skips what is not base64, and would send another file. */
function decoded(value: unknown, argument: ArgumentPath): Buffer {
  const text = typeof value === 'string' ? value.replace(/\s+/g, '') : undefined;
  if (text === undefined || !BASE64.test(text) || text.replace(/=+$/, '').length % 4 === 1) {
    throw new UnsendableArgument(argument, 'must be base64, without a prefix such as "data:"');
  }
  return Buffer.from(text, 'base64');
}
