import { createHash } from 'node:crypto';
import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BucketReference, InvocationTarget, TargetReference } from '../../contract/mcp/layer';
import { grantKey } from '../../private/key-use';
import { resolvedReference } from '../../private/name-elsewhere';
import { isOther } from '../../private/same-environment';
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
    const pattern = `${inPolicy(key)}${isPrefix ? '*' : ''}`;
    // Not bucket.grantRead(): that also grants the list of all keys, the bucket's configuration, and old versions of its objects.
    this.permit(bucket, { actions: ['s3:GetObject'], resources: [bucket.arnForObjects(pattern)] });
    if (lists) {
      this.permit(bucket, { actions: ['s3:ListBucket'], resources: [bucket.bucketArn], conditions: { StringLike: { 's3:prefix': pattern } } });
    }
    const { encryptionKey: bucketKey } = bucket;
    if (bucketKey) {
      grantKey(this.scope, this.props.invoker, { key: bucketKey, service: 's3', actions: ['kms:Decrypt'], region: bucket.env.region });
      this.letAccountIn(bucketKey, { actions: ['kms:Decrypt'], resources: ['*'] });
    }
    const arn = JSON.stringify(resolvedReference(this.scope, bucket.bucketArn, bucket, 'bucket'));
    const id = createHash('sha256').update(`${bucket.node.path}\0${arn}`).digest('hex').slice(0, 16);
    this.buckets.set(id, { bucketName: bucket.bucketName, region: bucket.env.region });
    return id;
  }

  /** CDK's own grants would name the role in the policy of a bucket elsewhere, whose stack would wait for the server's, and the server's for it. */
  private permit(bucket: s3.IBucket, statement: iam.PolicyStatementProps): void {
    this.props.invoker.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement(statement));
    this.letAccountIn(bucket, statement);
  }

  /** In another account what is used must agree, too. */
  private letAccountIn(used: s3.IBucket | kms.IKey, statement: iam.PolicyStatementProps): void {
    const { account } = Stack.of(this.scope);
    if (!isOther(used.env.account, account)) {
      return;
    }
    // Not the role: AWS refuses a role that does not exist yet. Within our account only the role is granted it.
    const { statementAdded } = used.addToResourcePolicy(new iam.PolicyStatement({ ...statement, principals: [new iam.AccountPrincipal(account)] }));
    if (!statementAdded) {
      Annotations.of(this.scope).addWarningV2(
        'cdk-remote-mcp-server:bucketInAnotherAccount',
        `"${used.node.path}" is in account ${used.env.account}; let account ${account} ${statement.actions!.join()} in its policy, then acknowledge this warning`,
      );
    }
  }
}

/** IAM reads these characters of an ARN, and of a value of StringLike, as wildcards and variables, unless they are written so. */
function inPolicy(text: string): string {
  return text.replace(/[*?$]/g, '${$&}');
}
