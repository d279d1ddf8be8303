import { S3Error } from './s3-error';
import type { AccessRequest } from '../../iam/statement';
import { type CallerPlace, refusalTo } from '../service/access';
import type { Identified } from '../service/credentials';

const ACTIONS: { readonly [method: string]: string } = { GET: 's3:GetObject', HEAD: 's3:GetObject', PUT: 's3:PutObject' };

function listing(bucket: string, prefixes: readonly string[], { partition }: CallerPlace): AccessRequest {
  return { action: 's3:ListBucket', resource: `arn:${partition}:s3:::${bucket}`, context: { 's3:prefix': prefixes } };
}

function named({ pathname }: URL): { readonly bucket: string; readonly key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]+)(?:\/(.*))?$/.exec(pathname) ?? [];
  try {
    return { bucket, key: decodeURIComponent(key) };
  } catch {
    return { bucket, key };
  }
}

/**
 * Refuses what the role of a function does not allow.
 *
 * @throws S3Error AccessDenied
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html
 */
export function requireObjectAccess(method: string | undefined, url: URL, caller: Identified): void {
  const { bucket, key } = named(url);
  const action = ACTIONS[method ?? ''];
  if (action === undefined) {
    return;
  }
  const refusal = refusalTo(caller, (place) => [
    key === '' ? listing(bucket, url.searchParams.getAll('prefix'), place) : { action, resource: `arn:${place.partition}:s3:::${bucket}/${key}` },
  ]);
  if (refusal !== undefined) {
    throw new S3Error('AccessDenied', 403, refusal);
  }
}

/** Whether an object that does not exist is to be refused like one that does: to whoever may not list all of the bucket. */
export function mayNotKnow(url: URL, { callingFunction }: Identified): boolean {
  const [, partition = ''] = callingFunction?.arn.split(':') ?? [];
  return callingFunction?.may(listing(named(url).bucket, [], { partition, account: '' })) === false;
}
