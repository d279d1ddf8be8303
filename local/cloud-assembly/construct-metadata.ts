import * as path from 'node:path';
import { Asset, isObject } from './template';

/** What CDK writes beside a template, by the paths of constructs. */
export interface MetadataByPath {
  readonly [path: string]: readonly { readonly type: string; readonly data?: unknown }[];
}

export interface ConstructMetadata {
  readonly constructs: ReadonlyMap<string, string>;
  readonly assets: Asset[];
  readonly assetParameters: ReadonlyMap<string, string>;
}

/** Where the legacy synthesizer would upload an asset. The template finds its key on both sides of `||`. */
const objectKey = (sourceHash: string, file: string) => ['assets/', sourceHash + path.extname(file.replace(/\/$/, ''))] as const;

/** @param directory in which the assets lie */
export function metadataOf(sources: readonly MetadataByPath[], directory: string): ConstructMetadata {
  const constructs = new Map<string, string>();
  const assets: Asset[] = [];
  const assetParameters = new Map<string, string>();
  for (const [constructPath, entries] of sources.flatMap((source) => Object.entries(source))) {
    for (const { type, data } of entries) {
      if (type === 'aws:cdk:logicalId' && typeof data === 'string') {
        constructs.set(constructPath.replace(/^\//, ''), data);
      } else if (type === 'aws:cdk:asset' && isObject(data) && typeof data.path === 'string' && typeof data.s3KeyParameter === 'string') {
        const [prefix, name] = objectKey(String(data.sourceHash), data.packaging === 'zip' ? '.zip' : data.path);
        assets.push({ path: path.resolve(directory, data.path), objectKeys: [prefix + name] });
        assetParameters.set(data.s3KeyParameter, `${prefix}||${name}`);
        assetParameters.set(String(data.s3BucketParameter), 'assets');
        assetParameters.set(String(data.artifactHashParameter), String(data.sourceHash));
      }
    }
  }
  return { constructs, assets, assetParameters };
}
