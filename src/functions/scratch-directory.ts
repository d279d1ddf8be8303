import * as fs from 'node:fs';
import { FileSystem } from 'aws-cdk-lib';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';

/** Lends a directory for files that become an asset, until the asset has been staged. */
export function withScratchDirectory<T>(scope: Construct, prefix: string, use: (directory: string) => T): T {
  const directory = FileSystem.mkdtemp(prefix);
  // Where staging is off, the assembly refers to the directory itself.
  let isReferredTo = false;
  try {
    const made = use(directory);
    isReferredTo = Boolean(scope.node.tryGetContext(cxapi.DISABLE_ASSET_STAGING_CONTEXT));
    return made;
  } finally {
    if (!isReferredTo) {
      fs.rmSync(directory, { recursive: true });
    }
  }
}
