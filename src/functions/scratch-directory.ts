import * as fs from 'node:fs';
import { FileSystem } from 'aws-cdk-lib';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';

/** Lends a directory for files that become an asset, until the asset has been staged. */
export function withScratchDirectory<T>(scope: Construct, prefix: string, use: (directory: string) => T): T {
  const directory = FileSystem.mkdtemp(prefix);
  try {
    return use(directory);
  } finally {
    // Where staging is off, the assembly refers to the directory itself.
    if (!scope.node.tryGetContext(cxapi.DISABLE_ASSET_STAGING_CONTEXT)) {
      fs.rmSync(directory, { recursive: true });
    }
  }
}
