import { createHmac, createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { crc32 } from 'node:zlib';
import { S3Error } from './s3-error';
import { readBody } from '../../loopback/body';
import { ServiceError } from '../service/aws-json';
import { type Caller, requireSignature } from '../service/credentials';
import { sha256 } from '../service/signature';

/** What a signature may say of a body in the place of its hash. */
const UNSIGNED = ['UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'];
const SIGNED_CHUNKS = ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'];

interface Chunk {
  readonly data: Buffer;
  readonly signature?: string;
}

interface ChunkedBody {
  readonly chunks: readonly Chunk[];
  /** As they were sent, each line ended by a line feed. */
  readonly trailers: string;
  readonly trailerSignature?: string;
}

const incomplete = () => new S3Error('IncompleteBody', 400, 'The request body terminated unexpectedly');

/** Reads `aws-chunked`: sizes in hexadecimal, each perhaps with a signature, and trailers. */
function readChunks(body: Buffer): ChunkedBody {
  const chunks: Chunk[] = [];
  let position = 0;
  for (;;) {
    const end = body.indexOf('\r\n', position);
    const [, size, signature] = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(end < 0 ? '' : body.toString('latin1', position, end)) ?? [];
    if (size === undefined) {
      throw incomplete();
    }
    const start = end + 2;
    const data = body.subarray(start, start + parseInt(size, 16));
    if (data.length !== parseInt(size, 16)) {
      throw incomplete();
    }
    chunks.push({ data, signature });
    if (data.length === 0) {
      const lines = body.toString('latin1', start).split('\r\n').filter((line) => line !== '');
      const trailerSignature = lines.find((line) => line.startsWith('x-amz-trailer-signature:'))?.split(':')[1];
      return { chunks, trailers: lines.filter((line) => !line.startsWith('x-amz-trailer-signature:')).map((line) => `${line}\n`).join(''), trailerSignature };
    }
    position = start + data.length + 2;
  }
}

/**
 * Each chunk is signed with what was signed before it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
function requireSignedChunks(body: ChunkedBody, time: string, { authorization, credentials }: Caller, hasTrailer: boolean): void {
  const { chunks, trailers, trailerSignature } = body;
  const { date, region, service } = authorization;
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${credentials.secretAccessKey}`, date));
  const scope = [date, region, service, 'aws4_request'].join('/');
  const sign = (...lines: string[]) => hmac(key, lines.join('\n')).toString('hex');
  let previous = authorization.signature;
  for (const { data, signature } of chunks) {
    previous = sign('AWS4-HMAC-SHA256-PAYLOAD', time, scope, previous, sha256(''), sha256(data));
    if (signature !== previous) {
      throw new S3Error('SignatureDoesNotMatch', 403, 'a chunk is not as it was signed');
    }
  }
  if (hasTrailer && trailerSignature !== sign('AWS4-HMAC-SHA256-TRAILER', time, scope, previous, sha256(trailers))) {
    throw new S3Error('SignatureDoesNotMatch', 403, 'the trailer is not as it was signed');
  }
}

const CHECKSUMS: { readonly [name: string]: (data: Buffer) => Buffer } = {
  'x-amz-checksum-crc32': (data) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(data));
    return sum;
  },
  'x-amz-checksum-sha1': (data) => createHash('sha1').update(data).digest(),
  'x-amz-checksum-sha256': (data) => createHash('sha256').update(data).digest(),
};

function requireChecksums(data: Buffer, trailers: string): void {
  for (const [name, value] of trailers.split('\n').map((line) => line.split(':'))) {
    if (Object.hasOwn(CHECKSUMS, name) && CHECKSUMS[name](data).toString('base64') !== value.trim()) {
      throw new S3Error('BadDigest', 400, `The ${name} you specified did not match the calculated checksum.`);
    }
  }
}

function requireReadable(path: string): void {
  try {
    decodeURIComponent(path);
  } catch {
    throw new S3Error('InvalidURI', 400, 'Couldn\'t parse the specified URI.');
  }
}

/**
 * The content of a request, whose signature covers it as far as its caller says.
 *
 * @throws S3Error InvalidURI, SignatureDoesNotMatch, XAmzContentSHA256Mismatch, IncompleteBody, BadDigest
 */
export async function signedContent(request: IncomingMessage, caller: Caller): Promise<Buffer> {
  const declared = request.headers['x-amz-content-sha256'];
  if (typeof declared !== 'string') {
    throw new S3Error('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256');
  }
  requireReadable(request.url ?? '/');
  try {
    requireSignature(request, declared, caller);
  } catch (error) {
    throw error instanceof ServiceError ? new S3Error('SignatureDoesNotMatch', 403, error.message) : error;
  }
  const body = await readBody(request);
  const isChunked = declared.startsWith('STREAMING-');
  if (!isChunked) {
    if (!UNSIGNED.includes(declared) && declared !== sha256(body)) {
      throw new S3Error('XAmzContentSHA256Mismatch', 400, 'The provided \'x-amz-content-sha256\' header does not match what was computed.');
    }
    return body;
  }
  const isSigned = SIGNED_CHUNKS.includes(declared);
  if (!isSigned && !UNSIGNED.includes(declared)) {
    throw new S3Error('NotImplemented', 501, `the local gateway does not know ${declared}`);
  }
  const content = readChunks(body);
  if (isSigned) {
    requireSignedChunks(content, String(request.headers['x-amz-date']), caller, declared.endsWith('-TRAILER'));
  }
  const data = Buffer.concat(content.chunks.map((chunk) => chunk.data));
  requireChecksums(data, content.trailers);
  return data;
}
