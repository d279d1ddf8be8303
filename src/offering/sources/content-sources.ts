import { createHash } from 'node:crypto';
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BucketReference, InvocationTarget, TargetReference } from '../../contract/mcp/layer';
import { bindFunction } from '../tools/function-target';

/** What the MCP function may use of a bucket: one object, or all whose keys begin with a prefix. */
export interface BucketUse {
  readonly key: string;
  readonly isPrefix: boolean;
  /** Whether the keys are listed. */
  readonly lists: boolean;
}

export interface ContentSourcesProps {
  /** The MCP function. */
  readonly invoker: iam.IGrantable;
  /** By id; shared with the tools. */
  readonly targets: Map<string, InvocationTarget>;
}

/** Grants the MCP function what resources, prompts and completions are read from, and keeps what only the deployment knows of it. */
export class ContentSources {
  /** By id. */
  public readonly buckets = new Map<string, BucketReference>();

  constructor(private readonly scope: Construct, private readonly props: ContentSourcesProps) {}

  public useFunction(fn: lambda.IFunction): TargetReference {
    const { id, target } = bindFunction(fn, this.scope, this.props.invoker);
    this.props.targets.set(id, target);
    return { kind: target.kind, id };
  }

  /** @returns the id of the bucket in the wiring */
  public useBucket(bucket: s3.IBucket, { key, isPrefix, lists }: BucketUse): string {
    const { invoker: grantee } = this.props;
    const pattern = `${inPolicy(key)}${isPrefix ? '*' : ''}`;
    // Not bucket.grantRead(): that also grants the list of all keys, the bucket's configuration, and old versions of its objects.
    iam.Grant.addToPrincipalOrResource({ grantee, actions: ['s3:GetObject'], resourceArns: [bucket.arnForObjects(pattern)], resource: bucket });
    if (lists) {
      iam.Grant.addToPrincipalOrResource({
        grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn], resource: bucket, conditions: { StringLike: { 's3:prefix': pattern } },
      });
    }
    bucket.encryptionKey?.grant(grantee, 'kms:Decrypt');
    const arn = JSON.stringify(Stack.of(this.scope).resolve(bucket.bucketArn));
    const id = createHash('sha256').update(`${bucket.node.path}\0${arn}`).digest('hex').slice(0, 16);
    this.buckets.set(id, { bucketName: bucket.bucketName, region: bucket.env.region });
    return id;
  }
}

/** IAM reads these characters of an ARN, and of a value of StringLike, as wildcards and variables, unless they are written so. */
function inPolicy(text: string): string {
  return text.replace(/[*?$]/g, '${$&}');
}
