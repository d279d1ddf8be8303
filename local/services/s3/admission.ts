import type { IncomingMessage } from 'node:http';
import { sign } from 'aws4';
import { S3Error } from './s3-error';
import { signedContent } from './signed-object';
import { isSameSecret, namesOwnHost } from '../../loopback/private-request';
import { ServiceError } from '../service/aws-json';
import { admit, identify, type Identified, type ServiceCredentials } from '../service/credentials';

/** Seconds that a presigned URL may be valid. */
const MAX_EXPIRES = 7 * 24 * 3600;

/**
 * Lets in the app's functions, as the other services do; and whoever has a presigned URL, browsers too, to the one object that it is for.
 *
 * @returns who it is, and the content that is sent
 * @throws S3Error
 */
export async function admitToS3(
  request: IncomingMessage, url: URL, credentials: ServiceCredentials,
): Promise<{ readonly caller: Identified; readonly content: Buffer }> {
  if (url.searchParams.has('X-Amz-Signature')) {
    return { caller: admitPresigned(request, url, credentials), content: Buffer.alloc(0) };
  }
  try {
    const caller = admit(request, credentials);
    return { caller, content: await signedContent(request, caller) };
  } catch (error) {
    if (error instanceof ServiceError) {
      throw new S3Error(error.type === 'UnrecognizedClientException' ? 'InvalidAccessKeyId' : 'AccessDenied', 403, error.message);
    }
    throw error;
  }
}

function admitPresigned(request: IncomingMessage, url: URL, accepted: ServiceCredentials): Identified {
  if (!namesOwnHost(request)) {
    throw new S3Error('AccessDenied', 403, 'the Host header does not name this service');
  }
  const parameters = url.searchParams;
  const [given, , region = ''] = (parameters.get('X-Amz-Credential') ?? '').split('/');
  const identified = identify(given, accepted);
  const credentials = identified?.credentials;
  if (credentials === undefined || !isSameSecret(parameters.get('X-Amz-Security-Token') ?? '', credentials.sessionToken ?? '')) {
    throw new S3Error('InvalidAccessKeyId', 403, 'the access key is not that of this run of the local gateway');
  }
  const expires = Number(parameters.get('X-Amz-Expires'));
  const [, ...time] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(parameters.get('X-Amz-Date') ?? '') ?? [];
  if (time.length === 0 || !(expires >= 1 && expires <= MAX_EXPIRES)) {
    throw new S3Error('AuthorizationQueryParametersError', 400, `X-Amz-Date and X-Amz-Expires, of at most ${MAX_EXPIRES} seconds, are needed`);
  }
  const [year, month, day, hour, minute, second] = time.map(Number);
  if (Date.now() >= Date.UTC(year, month - 1, day, hour, minute, second) + expires * 1000) {
    throw new S3Error('AccessDenied', 403, 'Request has expired');
  }
  const unsigned = new URL(url);
  unsigned.searchParams.delete('X-Amz-Signature');
  const signed = sign(
    { service: 's3', region, method: request.method, path: url.pathname + unsigned.search, headers: { Host: request.headers.host }, signQuery: true },
    credentials,
  );
  const expected = new URL(signed.path!, url).searchParams.get('X-Amz-Signature') ?? '';
  if (!isSameSecret(parameters.get('X-Amz-Signature') ?? '', expected)) {
    throw new S3Error('SignatureDoesNotMatch', 403, 'the URL is not as it was signed');
  }
  return identified!;
}
