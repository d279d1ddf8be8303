import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { McpLargeContent } from './large-content';
import { describe, readTemplate, requireUri } from './resource-definition';
import { McpBucketObjectResourceProps, McpBucketResourceProps } from './resource-props';
import { BucketContent } from '../../contract/mcp/content';
import { mediaTypeOf } from '../../contract/media-types';
import { ValidationError } from '../../private/validation-error';
import { ResourceDefinition, ResourceTemplateDefinition } from '../catalogue/definitions';
import { ContentSources } from '../sources/content-sources';

/** Bytes of an object's key. */
const KEY_MAX_BYTES = 1024;

/** @throws ValidationError */
export function bucketObjectResource(
  uri: string, bucket: s3.IBucket, key: string, props: McpBucketObjectResourceProps, scope: IConstruct, sources: ContentSources,
): ResourceDefinition {
  const described = describe(uri, props, scope);
  requireUri(uri, scope);
  const problem = key === '' || key.endsWith('/') ? 'names no object; give the whole key' : keyProblem(key);
  if (problem !== undefined) {
    throw new ValidationError('InvalidObjectKey', `the object key "${key}" of the resource "${uri}" ${problem}`, scope);
  }
  const mimeType = props.mimeType ?? mediaTypeOf(key);
  const content = contentOf(uri, { ...props, mimeType }, scope);
  const id = sources.useBucket(bucket, { key, isPrefix: false, lists: false });
  return { ...described, uri, mimeType, content: { source: { ...content, key, bucket: id, meta: described.meta } } };
}

/** @throws ValidationError */
export function bucketResource(
  uriTemplate: string, bucket: s3.IBucket, props: McpBucketResourceProps, scope: IConstruct, sources: ContentSources,
): ResourceTemplateDefinition {
  const { prefix = '', completesKeys = true } = props;
  const described = describe(uriTemplate, props, scope);
  const template = readTemplate(uriTemplate, scope);
  const [variable, ...others] = template.variables;
  if (others.length > 0) {
    throw new ValidationError('InvalidUriTemplate', `the URI template "${uriTemplate}" has ${template.variables.length} variables; give it one, the key of the object`, scope);
  }
  const problem = prefix !== '' && !prefix.endsWith('/') ? `ends without a slash, so that it would also name what else begins like it; write "${prefix}/"` : keyProblem(prefix);
  if (problem !== undefined) {
    throw new ValidationError('InvalidBucketPrefix', `the prefix "${prefix}" of the resource "${uriTemplate}" ${problem}`, scope);
  }
  const id = sources.useBucket(bucket, { key: prefix, isPrefix: true, lists: completesKeys });
  return {
    ...described,
    ...template,
    mimeType: props.mimeType,
    source: { ...contentOf(uriTemplate, props, scope), key: prefix, bucket: id, meta: described.meta },
    completions: completesKeys ? { [variable]: { kind: 'bucket', bucket: id, prefix, isFlat: !uriTemplate.includes('{+') } } : undefined,
  };
}

function contentOf(uri: string, props: McpBucketObjectResourceProps, scope: IConstruct): Omit<BucketContent, 'key' | 'bucket'> {
  const { ttl = Duration.seconds(0), largeContent = McpLargeContent.refused(), mimeType } = props;
  const ttlMs = ttl.isUnresolved() ? NaN : ttl.toMilliseconds();
  if (!(ttlMs <= Duration.days(1).toMilliseconds())) {
    throw new ValidationError('InvalidTtl', `the ttl of the resource "${uri}" is ${ttl.toString()}; choose at most a day`, scope);
  }
  return { kind: 'bucket', mimeType, ttlMs, ...largeContent._bind(`the resource "${uri}"`, scope) };
}

/** @returns continues "the key …" */
function keyProblem(key: string): string | undefined {
  if (Buffer.byteLength(key) > KEY_MAX_BYTES) {
    return `has more than the ${KEY_MAX_BYTES} bytes that S3 allows; shorten it`;
  }
  if (key.startsWith('/')) {
    return 'begins with a slash, with which no key that S3 shows as a path begins; leave it out';
  }
  if (/[\p{Cc}\\]/u.test(key)) {
    return 'has a backslash or a control character; rename the object';
  }
  return key.split('/').some((segment) => segment === '.' || segment === '..') ? 'has a dot segment, which clients of S3 read in different ways; leave it out' : undefined;
}
