import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { mayNotKnow, requireObjectAccess } from './access';
import { admitToS3 } from './admission';
import { bucketFolders, folderAt } from './bucket-folders';
import type { ObjectFolder } from './objects';
import { answerS3 } from './s3';
import { S3Error, sendS3Error } from './s3-error';
import { WrittenObjects } from './written-objects';
import { partitionOf } from '../../cloud-assembly/environment';
import { physicalName, type ResourceIdentity } from '../../cloud-assembly/physical-ids';
import { serveLoopback } from '../service/loopback-server';
import type { LocalService } from '../service/service';

const bucketName = (bucket: ResourceIdentity) => physicalName(bucket, 'BucketName').toLowerCase().slice(0, 63);

/** What is a legal name of a bucket, and no path. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Objects are files: a changed file is a changed object. What the app writes is not among the user's. */
export const s3: LocalService = {
  resources: {
    'AWS::S3::Bucket': {
      nameProperty: 'BucketName',
      ref: bucketName,
      arn: (bucket) => `arn:${partitionOf(bucket.environment.region).name}:s3:::${bucketName(bucket)}`,
      attributes: {
        DomainName: (bucket) => `${bucketName(bucket)}.s3.amazonaws.com`,
        RegionalDomainName: (bucket) => `${bucketName(bucket)}.s3.${bucket.environment.region}.amazonaws.com`,
      },
    },
  },
  endpointVariable: 'AWS_ENDPOINT_URL_S3',
  async start(_functions, credentials, { bucketsDirectory, kept }) {
    const workDirectory = mkdtempSync(path.join(tmpdir(), 'remote-mcp-s3-'));
    const written = new WrittenObjects(kept?.directory('objects') ?? workDirectory);
    let declared: ReadonlyMap<string, readonly ObjectFolder[]> = new Map();
    const foldersOf = (bucket: string) => {
      const folders = declared.get(bucket) ?? (BUCKET_NAME.test(bucket) ? folderAt(path.join(bucketsDirectory, bucket)) : []);
      return folders.length > 0 || declared.has(bucket) ? [...folders, ...written.foldersOf(bucket)] : undefined;
    };
    const server = await serveLoopback(async (request, response) => {
      const url = new URL(`http://${request.headers.host}${request.url}`);
      const { caller, content } = await admitToS3(request, url, credentials);
      requireObjectAccess(request.method, url, caller);
      try {
        answerS3({ foldersOf, written }, request, url, content, response);
      } catch (error) {
        throw error instanceof S3Error && error.code === 'NoSuchKey' && mayNotKnow(url, caller) ? new S3Error('AccessDenied', 403, 'Access Denied') : error;
      }
    }, sendS3Error);
    return {
      url: server.url,
      deploy: ({ deployment }) => {
        declared = bucketFolders(deployment, bucketsDirectory, workDirectory);
      },
      close: async () => {
        await server.close();
        rmSync(workDirectory, { recursive: true, force: true });
      },
    };
  },
};
