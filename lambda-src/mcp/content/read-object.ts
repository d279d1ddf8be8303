import { failed } from './failure';
import { base64Pieces, enclosed, isTextStart, textPieces } from './pieces';
import type { ObjectFailure, ReadContext, Reading, StoredObject } from './reading';
import type { BucketContent } from '../../../src/contract/mcp/content';
import { knowsItemMeta, type Revision } from '../../../src/contract/mcp/protocol-versions';
import { isTextMediaType, mediaTypeOf } from '../../../src/contract/media-types';
import { ERROR_CODES } from '../protocol/error-codes';

const KEY_MAX_BYTES = 1024;

/** What S3 calls an object whose type nobody gave. */
const UNKNOWN_TYPE = /^(binary|application)\/octet-stream$/;

/** The prefix of our keys in `_meta`. */
const META = 'cdk-remote-mcp-server';

/**
 * Reads an object of a bucket.
 *
 * @param value of the template's variable: the key without the prefix
 */
export async function readObject(source: BucketContent, uri: string, value: string, context: ReadContext): Promise<Reading | undefined> {
  const { maxBytes, ttlMs, linkSeconds } = source;
  // A batch has one answer, so that nothing of it can be sent before all of it is there; and clients do not read events of any size.
  const streamedMaxBytes = context.emitter.openBody && !context.emitter.isStreaming ? source.streamedMaxBytes : undefined;
  const key = source.key + value;
  if (value.startsWith('/') || key.endsWith('/') || Buffer.byteLength(key) > KEY_MAX_BYTES) {
    return undefined;
  }
  const bucket = await context.bucket!(source.bucket);
  const object = await bucket.get(key, { maxBytes, streamedMaxBytes, ttlMs, remainingMillis: context.remainingMillis });
  if ('missing' in object) {
    return unread(object, context);
  }
  const mimeType = source.mimeType ?? typeOf(object, key);
  const { body, parts } = object;
  if (parts !== undefined) {
    const isText = isTextMediaType(mimeType) && isTextStart(parts.first);
    // With its last member still open.
    const start = contentsOf(source, uri, mimeType, {}, object, context.revision, { [isText ? 'text' : 'blob']: '' }).slice(0, -'"}]'.length);
    return { pieces: enclosed(start, isText ? textPieces(parts.all()) : base64Pieces(parts.all()), '"}]'), ttlMs };
  }
  if (body !== undefined) {
    const content = isTextMediaType(mimeType) ? textOf(body) : undefined;
    return { contents: contentsOf(source, uri, mimeType, content ?? { blob: body.toString('base64') }, object, context.revision), ttlMs };
  }
  if (linkSeconds === undefined) {
    const maxSize = streamedMaxBytes ?? maxBytes;
    const message = `The resource has ${object.size} bytes, and at most ${maxSize} can be read`;
    return { error: { code: ERROR_CODES.invalidParams, message, data: { uri, size: object.size, maxSize } } };
  }
  const until = new Date(Date.now() + linkSeconds * 1000).toISOString();
  const text = `# ${mimeType}, ${object.size} bytes, for download until ${until}\r\n${bucket.link(key, linkSeconds)}\r\n`;
  // A link that expires is never worth keeping.
  return { contents: contentsOf(source, uri, 'text/uri-list', { text }, object, context.revision), ttlMs: 0 };
}

function unread(failure: ObjectFailure, context: ReadContext): Reading | undefined {
  if (!failure.missing) {
    return failed('resource read', { failure: 'bucket', detail: failure.detail }, context);
  }
  context.log('warn', 'object not read', { requestId: context.requestId, detail: failure.detail });
  return undefined;
}

function typeOf({ contentType }: StoredObject, key: string): string {
  const stored = contentType === undefined || UNKNOWN_TYPE.test(contentType) ? undefined : contentType;
  return stored ?? mediaTypeOf(key) ?? 'application/octet-stream';
}

/** @returns undefined for bytes that are no UTF-8, whatever their type says */
function textOf(body: Buffer): { readonly text: string } | undefined {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) };
  } catch {
    return undefined;
  }
}

function contentsOf(
  { meta }: BucketContent, uri: string, mimeType: string, content: object, { size, lastModified, etag }: StoredObject, revision: Revision, last: object = {},
): string {
  const known = { [`${META}/size`]: size, [`${META}/lastModified`]: lastModified, [`${META}/etag`]: etag };
  return JSON.stringify([{ uri, mimeType, ...content, _meta: knowsItemMeta(revision) ? { ...known, ...meta } : undefined, ...last }]);
}
