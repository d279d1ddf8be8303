import type { StoredFile } from './objects';
import { escapeXml, S3Error } from './s3-error';

const MAX_KEYS = 1000;

/**
 * The answer of ListObjectsV2.
 *
 * @param objects in the order of S3
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function listObjects(bucket: string, objects: Iterable<StoredFile>, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maxKeys = Math.min(MAX_KEYS, readNumber(query.get('max-keys')));
  const after = query.has('continuation-token') ? Buffer.from(query.get('continuation-token')!, 'base64url').toString() : query.get('start-after') ?? '';
  const isEncoded = query.get('encoding-type') === 'url';
  const write = (text: string) => isEncoded ? encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+') : escapeXml(text);

  const entries: string[] = [];
  const groups = new Set<string>();
  let last = '';
  let isTruncated = false;
  for (const object of objects) {
    const { key } = object;
    if (!key.startsWith(prefix) || Buffer.compare(Buffer.from(key), Buffer.from(after)) <= 0) {
      continue;
    }
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const group = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    if (group !== undefined && (groups.has(group) || (after !== '' && after.startsWith(group)))) {
      last = groups.has(group) ? key : last;
      continue;
    }
    if (entries.length >= maxKeys) {
      isTruncated = true;
      break;
    }
    last = key;
    if (group === undefined) {
      entries.push(`<Contents><Key>${write(key)}</Key><LastModified>${object.lastModified.toISOString()}</LastModified><Size>${object.size}</Size><StorageClass>STANDARD</StorageClass></Contents>`);
    } else {
      groups.add(group);
      entries.push(`<CommonPrefixes><Prefix>${write(group)}</Prefix></CommonPrefixes>`);
    }
  }
  const next = isTruncated ? `<NextContinuationToken>${Buffer.from(last).toString('base64url')}</NextContinuationToken>` : '';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${escapeXml(bucket)}</Name><Prefix>${write(prefix)}</Prefix><MaxKeys>${maxKeys}</MaxKeys><KeyCount>${entries.length}</KeyCount>`,
    isEncoded ? '<EncodingType>url</EncodingType>' : '',
    `<IsTruncated>${isTruncated}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`,
  ].join('');
}

function readNumber(text: string | null): number {
  if (text !== null && !/^\d+$/.test(text)) {
    throw new S3Error('InvalidArgument', 400, `max-keys is no number: ${text}`);
  }
  return text === null ? MAX_KEYS : Number(text);
}
