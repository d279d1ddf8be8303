import type { Bucket, GetOptions, Listing, ObjectFailure, StoredObject } from './reading';
import { DECOMPRESSED_CONTENT_MAX_BYTES } from '../../../src/contract/limits';
import type { Wiring } from '../../../src/contract/mcp/layer';
import { type AwsEnvironment, awsEnvironment } from '../../platform/aws/aws-request';
import type { HttpResponse } from '../../platform/aws/http-message';
import { getFromS3, presignedUrl, type S3Request } from '../../platform/aws/s3';

type Env = { readonly [name: string]: string | undefined };

const ATTEMPTS = 3;
const BACKOFF_MILLIS = 50;

/** Copies that an instance keeps: small objects, which are most of those that are read often. */
const COPY_MAX_BYTES = 1024 * 1024;
const COPIES_MAX_BYTES = 16 * 1024 * 1024;

const buckets = new Map<string, Bucket>();

/** @throws if the wiring has no such bucket, as that of another deployment */
export function openBucket(wiring: Wiring, id: string, env: Env): Bucket {
  const reference = wiring.buckets?.[id];
  if (reference === undefined) {
    throw new Error(`the wiring has no bucket "${id}"`);
  }
  const { bucketName, region } = reference;
  const known = buckets.get(`${region}/${bucketName}`);
  const bucket = known ?? new S3Bucket(awsEnvironment({ ...env, AWS_REGION: region }), bucketName);
  buckets.set(`${region}/${bucketName}`, bucket);
  return bucket;
}

interface Copy {
  readonly object: StoredObject & { readonly body: Buffer };
  readonly readAt: number;
}

export class S3Bucket implements Bucket {
  /** By key, the one used last at the end. */
  private readonly copies = new Map<string, Copy>();
  private copiedBytes = 0;

  constructor(private readonly aws: AwsEnvironment, private readonly name: string) {}

  async get(key: string, options: GetOptions): Promise<StoredObject | ObjectFailure> {
    const { maxBytes, ttlMs, remainingMillis } = options;
    const copy = this.copies.get(key);
    const known = copy !== undefined && copy.object.body.length <= maxBytes ? copy : undefined;
    if (known && Date.now() < known.readAt + ttlMs) {
      return known.object;
    }
    const readAt = Date.now();
    const response = await this.request({
      key,
      // One request tells how large the object is, and is no larger than what may be answered.
      headers: { Range: `bytes=0-${maxBytes - 1}`, ...known?.object.etag !== undefined && { 'If-None-Match': known.object.etag } },
      timeoutMillis: remainingMillis,
    });
    if (!('status' in response)) {
      return response;
    }
    if (response.status === 304 && known) {
      this.keep(key, { object: known.object, readAt });
      return known.object;
    }
    const object = await this.withRest(key, objectIn(response, options), response.body, options, readAt + remainingMillis);
    if ('missing' in object || object.body === undefined) {
      this.forget(key);
    } else {
      this.keep(key, { object: { ...object, body: object.body }, readAt });
    }
    return object;
  }

  async list(prefix: string, { isFlat, max, remainingMillis }: Parameters<Bucket['list']>[1]): Promise<Listing | ObjectFailure> {
    const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': String(max), prefix, ...isFlat && { delimiter: '/' } };
    const response = await this.request({ key: '', query, timeoutMillis: remainingMillis });
    if (!('status' in response)) {
      return response;
    }
    if (response.status !== 200) {
      return failureIn(response);
    }
    const xml = response.body.toString();
    // A key is encoded, so that no character of it is one of XML.
    const keys = [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => decodeURIComponent(key.replaceAll('+', ' ')));
    return { keys, isTruncated: /<IsTruncated>true<\/IsTruncated>/.test(xml) };
  }

  /** An object of more than `maxBytes` with a way to all of it, or with all of it where it is compressed. */
  private async withRest(
    key: string, object: StoredObject | ObjectFailure, first: Buffer, { maxBytes, streamedMaxBytes = 0 }: GetOptions, deadline: number,
  ): Promise<StoredObject | ObjectFailure> {
    if ('missing' in object || object.body !== undefined || object.size <= maxBytes || object.size > streamedMaxBytes) {
      return object;
    }
    const { size, etag } = object;
    const part = async (start: number): Promise<Buffer | ObjectFailure> => {
      const end = Math.min(start + maxBytes, size) - 1;
      // Of the same object, whoever writes another in the meantime.
      const headers = { Range: `bytes=${start}-${end}`, ...etag !== undefined && { 'If-Match': etag } };
      const response = await this.request({ key, headers, timeoutMillis: deadline - Date.now() });
      if (!('status' in response)) {
        return response;
      }
      return response.status === 206 && response.body.length === end - start + 1 ? response.body : failureIn(response);
    };
    const all = async function* (): AsyncGenerator<Buffer> {
      yield first;
      for (let start = first.length; start < size; start += maxBytes) {
        const bytes = await part(start);
        if ('missing' in bytes) {
          throw new Error(`bytes ${start} and following of the object were not read: ${bytes.detail}`);
        }
        yield bytes;
      }
    };
    if (codingOf(object) === undefined) {
      return { ...object, parts: { first, all } };
    }
    const limit = decompressedMaxBytes({ maxBytes, streamedMaxBytes });
    if (size > limit) {
      return object;
    }
    try {
      const pieces: Buffer[] = [];
      for await (const piece of all()) {
        pieces.push(piece);
      }
      return decompressed(Buffer.concat(pieces), object, limit);
    } catch (error) {
      return { missing: false, detail: (error as Error).message };
    }
  }

  link(key: string, seconds: number): string {
    return presignedUrl(this.aws, this.name, key, seconds);
  }

  /** Reads may be repeated. */
  private async request(request: S3Request): Promise<HttpResponse | ObjectFailure> {
    const deadline = Date.now() + request.timeoutMillis;
    for (let attempt = 1; ; attempt++) {
      const last = attempt === ATTEMPTS;
      const timeoutMillis = deadline - Date.now();
      if (timeoutMillis <= 0) {
        return { missing: false, detail: 'no time was left to ask S3' };
      }
      try {
        const response = await getFromS3(this.aws, this.name, { ...request, timeoutMillis });
        if (response.status < 500 || last) {
          return response;
        }
      } catch (error) {
        if (last) {
          return { missing: false, detail: (error as Error).message };
        }
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * BACKOFF_MILLIS * 2 ** attempt));
    }
  }

  private keep(key: string, copy: Copy): void {
    this.forget(key);
    if (copy.object.body.length > COPY_MAX_BYTES) {
      return;
    }
    this.copies.set(key, copy);
    this.copiedBytes += copy.object.body.length;
    for (const oldest of this.copies.keys()) {
      if (this.copiedBytes <= COPIES_MAX_BYTES) {
        break;
      }
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.copiedBytes -= this.copies.get(key)?.object.body.length ?? 0;
    this.copies.delete(key);
  }
}

function objectIn(response: HttpResponse, options: Pick<GetOptions, 'maxBytes' | 'streamedMaxBytes'>): StoredObject | ObjectFailure {
  const { status, headers, body } = response;
  const header = (name: string) => headers[name]?.toString();
  const lastModified = new Date(header('last-modified') ?? '');
  const known = {
    contentType: header('content-type'),
    contentEncoding: header('content-encoding'),
    lastModified: Number.isNaN(lastModified.getTime()) ? undefined : lastModified.toISOString(),
    etag: header('etag'),
  };
  // No range of an empty object can be satisfied.
  if (status === 416 && /<ActualObjectSize>0</.test(body.toString())) {
    return { body: Buffer.alloc(0), size: 0 };
  }
  if (status !== 200 && status !== 206) {
    return failureIn(response);
  }
  const [, total] = status === 206 ? /^bytes 0-\d+\/(\d+)$/.exec(header('content-range') ?? '') ?? [] : [undefined, String(body.length)];
  if (total === undefined) {
    return { missing: false, detail: 'S3 does not say how large the object is' };
  }
  const size = Number(total);
  return size > options.maxBytes ? { ...known, size } : decompressed(body, { ...known, size }, decompressedMaxBytes(options));
}

/** @returns undefined where the object is as it was */
function codingOf({ contentEncoding }: StoredObject): string | undefined {
  const coding = contentEncoding?.trim().toLowerCase() || 'identity';
  return coding === 'identity' || coding === 'aws-chunked' ? undefined : coding;
}

function decompressedMaxBytes({ maxBytes, streamedMaxBytes = 0 }: Pick<GetOptions, 'maxBytes' | 'streamedMaxBytes'>): number {
  return Math.max(maxBytes, Math.min(streamedMaxBytes, DECOMPRESSED_CONTENT_MAX_BYTES));
}

/** Clients get what a browser would show, and neither bombs nor codings that they cannot read. */
function decompressed(body: Buffer, known: StoredObject, maxBytes: number): StoredObject | ObjectFailure {
  const coding = codingOf(known);
  if (coding === undefined) {
    return { ...known, body };
  }
  const zlib = process.getBuiltinModule('node:zlib');
  const decode = new Map([['gzip', zlib.gunzipSync], ['br', zlib.brotliDecompressSync], ['deflate', zlib.inflateSync]]).get(coding);
  if (decode === undefined) {
    return { missing: false, detail: `the object has the content encoding "${coding}"` };
  }
  try {
    return { ...known, body: decode(body, { maxOutputLength: maxBytes }) };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? known : { missing: false, detail: `the object is no ${coding}: ${(error as Error).message}` };
  }
}

function failureIn({ status, body }: HttpResponse): ObjectFailure {
  const [, code = `status ${status}`] = /<Code>(\w+)<\/Code>/.exec(body.toString()) ?? [];
  const detail = REMEDIES.get(code) ?? code;
  return { missing: code === 'NoSuchKey' || code === 'AccessDenied', detail: detail === code ? code : `${code}: ${detail}` };
}

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['AccessDenied', 'there is no such object (S3 does not say so to those who may not list all keys), or the function may not read it: see the policies of the bucket and of its KMS key'],
  ['InvalidObjectState', 'the object is archived: restore it'],
  ['NoSuchBucket', 'the bucket is gone: deploy the stack again'],
  ['PermanentRedirect', 'the bucket is in another Region: import it with its region'],
  ['AuthorizationHeaderMalformed', 'the bucket is in another Region: import it with its region'],
]);
