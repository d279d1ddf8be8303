import { hash } from 'node:crypto';
import { type AwsEnvironment } from './aws-request';
import { exchange } from './http-exchange';
import type { HttpResponse } from './http-message';
import { canonicalQuery, keyPath, presignedQuery, signedHeaders } from './signature-v4';

interface S3Address {
  readonly endpoint: URL;
  /** Of the bucket, with a slash at its end. */
  readonly path: string;
}

export interface S3Request {
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query?: { readonly [name: string]: string };
  readonly headers?: { readonly [name: string]: string };
  readonly timeoutMillis: number;
}

/**
 * Sends a signed GET.
 *
 * @throws as {@link exchange}
 */
export function getFromS3(aws: AwsEnvironment, bucketName: string, { key, query = {}, headers, timeoutMillis }: S3Request): Promise<HttpResponse> {
  const { endpoint, path: bucketPath } = addressOf(aws, bucketName);
  const path = bucketPath + keyPath(key);
  const search = canonicalQuery(query);
  const signed = signedHeaders({
    service: 's3',
    region: aws.region,
    method: 'GET',
    path,
    query: search,
    body: '',
    headers: { ...headers, 'Host': endpoint.host, 'x-amz-content-sha256': EMPTY_SHA256 },
  }, aws.credentials, new Date());
  return exchange({ endpoint, method: 'GET', path: search === '' ? path : `${path}?${search}`, headers: { ...signed, 'Content-Length': '0' }, body: '', timeoutMillis });
}

/**
 * Writes an object with a signed PUT.
 *
 * @throws as {@link exchange}
 */
export function putToS3(aws: AwsEnvironment, bucketName: string, key: string, body: Buffer, timeoutMillis: number): Promise<HttpResponse> {
  const { endpoint, path: bucketPath } = addressOf(aws, bucketName);
  const path = bucketPath + keyPath(key);
  const signed = signedHeaders({
    service: 's3',
    region: aws.region,
    method: 'PUT',
    path,
    body,
    headers: { 'Content-Type': 'application/json', 'Host': endpoint.host, 'x-amz-content-sha256': hash('sha256', body) },
  }, aws.credentials, new Date());
  return exchange({ endpoint, method: 'PUT', path, headers: { ...signed, 'Content-Length': String(body.length) }, body, timeoutMillis });
}

/**
 * A URL from which everybody can download an object until it expires. Browsers save it as a file, whatever it is: nothing of it runs on S3's domain.
 */
export function presignedUrl(aws: AwsEnvironment, bucketName: string, key: string, expires: number): string {
  const { endpoint, path: bucketPath } = addressOf(aws, bucketName);
  const path = bucketPath + keyPath(key);
  const query = { 'response-content-disposition': 'attachment' };
  return `${endpoint.origin}${path}?${presignedQuery({ region: aws.region, host: endpoint.host, path, query, expires }, aws.credentials, new Date())}`;
}

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The bucket is part of the host's name, except where a certificate would not fit that, or the endpoint is not that of AWS. */
function addressOf(aws: AwsEnvironment, bucketName: string): S3Address {
  const endpoint = aws.endpoint('s3');
  if (bucketName.includes('.') || !/\.amazonaws\.com(\.cn)?$/.test(endpoint.hostname)) {
    return { endpoint, path: `/${bucketName}/` };
  }
  return { endpoint: new URL(`${endpoint.protocol}//${bucketName}.${endpoint.host}`), path: '/' };
}
