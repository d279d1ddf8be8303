import * as fs from 'node:fs';
import * as path from 'node:path';
import { FileSystem } from 'aws-cdk-lib';

export type BundleName = 'mcp' | 'server-code' | 'authorizer' | 'oauth' | 'document-fetcher' | 'connector' | 'audit' | 'rotation';

/** Where the package carries a function's bundle, built when the library was built. The same from src and from lib. */
export function bundleDirectory(name: BundleName): string {
  return path.join(__dirname, '..', '..', 'assets', 'functions', name);
}

/** Copies a bundle, file by file: `fs.cpSync` finds nothing in the archives in which Yarn's Plug'n'Play keeps packages. */
export function copyBundle(name: BundleName, destination: string): void {
  fs.mkdirSync(destination, { recursive: true });
  FileSystem.copyDirectory(bundleDirectory(name), destination);
}
