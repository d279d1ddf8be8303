import { existsSync, mkdtempSync, statSync } from 'node:fs';
import * as path from 'node:path';
import type { ObjectFolder } from './objects';
import type { Deployment } from '../../cloud-assembly/deployment';
import { unzip } from '../../functions/zip';

/**
 * The folders of the buckets that an assembly declares, by the buckets' names: what BucketDeployment would upload, then the folder of the bucket.
 *
 * @param buckets holds a folder for each bucket, called by its name or the ids of its constructs
 * @param workDirectory for what is unpacked
 */
export function bucketFolders(deployment: Deployment, buckets: string, workDirectory: string): ReadonlyMap<string, readonly ObjectFolder[]> {
  const folders = new Map<string, ObjectFolder[]>();
  for (const stack of deployment.stacks()) {
    for (const [logicalId] of stack.resources('AWS::S3::Bucket')) {
      const name = String(stack.ref(logicalId));
      folders.set(name, [name, withoutHash(logicalId)].flatMap((folder) => folderAt(path.join(buckets, folder))));
    }
  }
  for (const stack of deployment.stacks()) {
    for (const [logicalId] of stack.resources('Custom::CDKBucketDeployment')) {
      const { DestinationBucketName: name, DestinationBucketKeyPrefix: prefix = '', SourceObjectKeys: keys } = stack.properties(logicalId);
      const known = folders.get(String(name)) ?? [];
      folders.set(String(name), [...(Array.isArray(keys) ? keys : []).flatMap((key) => (
        uploaded(deployment.assetPath(String(key)), withSlash(String(prefix)), workDirectory)
      )), ...known]);
    }
  }
  return folders;
}

/** The folder of a bucket that the assembly does not declare. */
export function folderAt(directory: string): ObjectFolder[] {
  return existsSync(directory) && statSync(directory).isDirectory() ? [{ directory, prefix: '' }] : [];
}

/** What the author called it: the ids of the constructs that it is in, one behind the other. */
function withoutHash(logicalId: string): string {
  return logicalId.replace(/(?<=.)[0-9A-F]{8}$/, '');
}

function uploaded(asset: string | undefined, prefix: string, workDirectory: string): ObjectFolder[] {
  if (asset === undefined) {
    return [];
  }
  if (statSync(asset).isDirectory()) {
    return [{ directory: asset, prefix }];
  }
  const directory = mkdtempSync(path.join(workDirectory, 'upload-'));
  unzip(asset, directory);
  return [{ directory, prefix }];
}

function withSlash(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}
