import { Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { grantTable, serverTable } from './server-table';
import { TASK_GRACE_SECONDS, TASK_RESULTS_PREFIX, TASK_SCHEMA } from '../contract/mcp/task';
import { grantKey } from '../private/key-use';
import { DataSurroundings } from '../private/surroundings';

/** What a function needs to reach the tasks. Only available together with the permission. */
export interface TaskTableConnection {
  readonly tableName: string;
}

/** What a function needs to reach the large results. Only available together with the permission. */
export interface TaskResultsConnection {
  readonly bucketName: string;
}

/** Where tasks are kept: a table, which goes with the stack as the tasks do; and a bucket, once a function can be one, for results that no item holds. */
export class TaskStore extends Construct {
  private readonly table: dynamodb.TableV2;
  private bucket?: s3.Bucket;
  private ttlMs = 0;

  constructor(scope: Construct, id: string, private readonly props: DataSurroundings) {
    super(scope, id);
    this.table = serverTable(this, {
      partitionKey: { name: TASK_SCHEMA.partitionKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: TASK_SCHEMA.expiry,
      encryptionKey: props.encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Keeps results for at least that time. */
  public keepFor(ttlMs: number): void {
    this.ttlMs = Math.max(this.ttlMs, ttlMs);
  }

  /** For the function that serves the tools: creates tasks, answers for them, and cancels them. */
  public connectServer(grantee: iam.IGrantable): TaskTableConnection {
    return this.connectTable(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
  }

  /** For the function that runs tasks: claims and ends them. */
  public connectRunner(grantee: iam.IGrantable): TaskTableConnection {
    return this.connectTable(grantee, ['dynamodb:UpdateItem']);
  }

  public connectResultsReader(grantee: iam.IGrantable): TaskResultsConnection {
    return this.connectResults(grantee, 's3:GetObject', ['kms:Decrypt']);
  }

  public connectResultsWriter(grantee: iam.IGrantable): TaskResultsConnection {
    return this.connectResults(grantee, 's3:PutObject', ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  private connectTable(grantee: iam.IGrantable, actions: string[]): TaskTableConnection {
    grantTable(grantee, { table: this.table, actions });
    return { tableName: this.table.tableName };
  }

  private connectResults(grantee: iam.IGrantable, action: string, keyActions: string[]): TaskResultsConnection {
    this.bucket ??= this.createBucket();
    iam.Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [this.bucket.arnForObjects(`${TASK_RESULTS_PREFIX}*`)] });
    if (this.bucket.encryptionKey) {
      grantKey(this, grantee, { key: this.bucket.encryptionKey, service: 's3', actions: keyActions });
    }
    return { bucketName: this.bucket.bucketName };
  }

  private createBucket(): s3.Bucket {
    const { removalPolicy, encryptionKey } = this.props;
    const isDestroyed = removalPolicy === RemovalPolicy.DESTROY;
    return new s3.Bucket(this, 'Results', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: encryptionKey === undefined ? s3.BucketEncryption.S3_MANAGED : s3.BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: encryptionKey && true,
      enforceSSL: true,
      lifecycleRules: [{ id: 'ExpireResults', prefix: TASK_RESULTS_PREFIX, expiration: Duration.days(Lazy.number({ produce: () => this.lifetimeDays })) }],
      // A bucket that holds something cannot be deleted; one that is left behind empties itself.
      removalPolicy: isDestroyed ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      autoDeleteObjects: isDestroyed,
    });
  }

  /** S3 counts whole days, from the midnight after. */
  private get lifetimeDays(): number {
    return Math.ceil((this.ttlMs / 1000 + TASK_GRACE_SECONDS) / Duration.days(1).toSeconds());
  }
}
