import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listObjects } from './listing';
import { type ObjectFolder, objectsIn, type StoredFile } from './objects';
import { S3Error } from './s3-error';
import type { WrittenObjects } from './written-objects';

/** The folders of a bucket, by its name; undefined for a bucket that does not exist. */
export type FoldersOf = (bucket: string) => readonly ObjectFolder[] | undefined;

/** What is there, and what the app wrote. */
export interface Store {
  readonly foldersOf: FoldersOf;
  readonly written: WrittenObjects;
}

/** What the query of a GET of an object may hold: no other answers than the object itself are known here. */
const OBJECT_QUERY = /^(x-id|response-(content-(type|disposition|language|encoding)|cache-control|expires)|X-Amz-.+)$/;

/**
 * GetObject, HeadObject, PutObject and ListObjectsV2, with the bucket in the path.
 *
 * @throws S3Error
 */
export function answerS3({ foldersOf, written }: Store, request: IncomingMessage, url: URL, content: Buffer, response: ServerResponse): void {
  const [, bucket, encodedKey] = /^\/([^/]+)(?:\/(.*))?$/.exec(url.pathname) ?? [];
  if (bucket === undefined || !['GET', 'HEAD', 'PUT'].includes(request.method ?? '') || (request.method === 'PUT' && (!encodedKey || [...url.searchParams.keys()].some((name) => name !== 'x-id')))) {
    throw new S3Error('MethodNotAllowed', 405, `the local gateway does not know ${request.method} ${url.pathname}`);
  }
  const folders = foldersOf(bucket);
  if (folders === undefined) {
    throw new S3Error('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: bucket });
  }
  if (request.method === 'PUT') {
    const etag = written.write(bucket, decodeKey(encodedKey), content);
    response.writeHead(200, { 'ETag': etag, 'Content-Length': '0' }).end();
    return;
  }
  const objects = objectsIn(folders);
  if (!encodedKey) {
    if (request.method !== 'GET' || url.searchParams.get('list-type') !== '2') {
      throw new S3Error('NotImplemented', 501, 'of the operations of a bucket, the local gateway knows ListObjectsV2');
    }
    send(request, response, 200, { 'Content-Type': 'application/xml' }, Buffer.from(listObjects(bucket, objects.values(), url.searchParams)));
    return;
  }
  const unknown = [...url.searchParams.keys()].find((name) => !OBJECT_QUERY.test(name));
  if (unknown !== undefined) {
    throw new S3Error('NotImplemented', 501, `the local gateway does not know the parameter "${unknown}" of an object`);
  }
  const key = decodeKey(encodedKey);
  const object = objects.get(key);
  if (object === undefined) {
    throw new S3Error('NoSuchKey', 404, 'The specified key does not exist.', { Key: key });
  }
  sendObject(object, request, url, response);
}

function sendObject(object: StoredFile, request: IncomingMessage, url: URL, response: ServerResponse): void {
  const body = readFileSync(object.file);
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  const disposition = url.searchParams.get('response-content-disposition');
  const headers = {
    'ETag': etag,
    'Last-Modified': object.lastModified.toUTCString(),
    'Accept-Ranges': 'bytes',
    // As S3 has it where nobody gave a type.
    'Content-Type': url.searchParams.get('response-content-type') ?? 'binary/octet-stream',
    ...disposition !== null && { 'Content-Disposition': disposition },
  };
  const ifMatch = request.headers['if-match'];
  if (ifMatch !== undefined && ifMatch !== etag && ifMatch !== '*') {
    throw new S3Error('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold');
  }
  if (request.headers['if-none-match'] === etag || request.headers['if-none-match'] === '*') {
    response.writeHead(304, { 'ETag': etag, 'Last-Modified': headers['Last-Modified'] }).end();
    return;
  }
  const range = rangeOf(request.headers.range, body.length);
  if (range === undefined) {
    send(request, response, 200, headers, body);
  } else {
    const [start, end] = range;
    send(request, response, 206, { ...headers, 'Content-Range': `bytes ${start}-${end}/${body.length}` }, body.subarray(start, end + 1));
  }
}

/** @returns undefined for all; a header that is none of a single range counts as not sent */
function rangeOf(header: string | undefined, size: number): readonly [start: number, end: number] | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === undefined || (first === '' && last === '')) {
    return undefined;
  }
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size) {
    throw new S3Error('InvalidRange', 416, 'The requested range is not satisfiable', { RangeRequested: header!, ActualObjectSize: String(size) });
  }
  return start <= end ? [start, end] : undefined;
}

function send(request: IncomingMessage, response: ServerResponse, status: number, headers: { readonly [name: string]: string }, body: Buffer): void {
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) }).end(request.method === 'HEAD' ? undefined : body);
}

function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new S3Error('InvalidURI', 400, 'Couldn\'t parse the specified URI.');
  }
}
