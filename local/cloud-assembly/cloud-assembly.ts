import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { metadataOf, MetadataByPath } from './construct-metadata';
import { environmentOf } from './environment';
import { Asset, AssemblyStack, CloudAssembly, Template } from './template';
import { LocalError } from '../errors/local-error';

interface Artifact {
  readonly type: string;
  /** Like `aws://123456789012/eu-central-1`. */
  readonly environment?: string;
  readonly metadata?: MetadataByPath;
  readonly additionalMetadataFile?: string;
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string; readonly directoryName?: string };
}

export interface Manifest {
  readonly artifacts?: { readonly [id: string]: Artifact };
}

interface AssetManifest {
  readonly files?: {
    readonly [id: string]: {
      readonly source: { readonly path?: string };
      readonly destinations: { readonly [name: string]: { readonly objectKey: string } };
    };
  };
}

export function readJson<T>(file: string): T {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    throw new LocalError('CloudAssemblyUnreadable', `cannot read ${file}: ${(error as Error).message}; synthesize the app again`);
  }
}

function readAssets(manifestFile: string): Asset[] {
  return Object.values(readJson<AssetManifest>(manifestFile).files ?? {})
    .filter((file) => file.source.path !== undefined)
    .map((file) => ({
      path: path.resolve(path.dirname(manifestFile), file.source.path!),
      objectKeys: Object.values(file.destinations).map((destination) => destination.objectKey),
    }));
}

function readStack(directory: string, id: string, artifact: Artifact, templateFile: string): [AssemblyStack, Asset[]] {
  const { properties, environment, metadata, additionalMetadataFile } = artifact;
  const more = additionalMetadataFile === undefined ? {} : readJson<MetadataByPath>(path.join(directory, additionalMetadataFile));
  const { constructs, assets, assetParameters } = metadataOf([metadata ?? {}, more], directory);
  return [{
    name: properties?.stackName ?? id,
    template: readJson<Template>(path.join(directory, templateFile)),
    environment: environmentOf(environment),
    directory,
    constructs,
    assetParameters,
  }, assets];
}

/**
 * Reads what `cdk synth` wrote, stages included.
 *
 * @throws LocalError CloudAssemblyNotFound, CloudAssemblyUnreadable
 */
export function readCloudAssembly(directory: string): CloudAssembly {
  const manifestFile = path.join(directory, 'manifest.json');
  if (!existsSync(manifestFile)) {
    throw new LocalError('CloudAssemblyNotFound', `no cloud assembly in ${directory}: run "cdk synth" first, or name its directory with --app`);
  }
  const stacks: AssemblyStack[] = [];
  const assets: Asset[] = [];
  for (const [id, artifact] of Object.entries(readJson<Manifest>(manifestFile).artifacts ?? {})) {
    const { type, properties } = artifact;
    if (type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined) {
      const [stack, ofStack] = readStack(directory, id, artifact, properties.templateFile);
      stacks.push(stack);
      assets.push(...ofStack);
    } else if (type === 'cdk:asset-manifest' && properties?.file !== undefined) {
      assets.push(...readAssets(path.join(directory, properties.file)));
    } else if (type === 'cdk:cloud-assembly' && properties?.directoryName !== undefined) {
      const nested = readCloudAssembly(path.join(directory, properties.directoryName));
      stacks.push(...nested.stacks);
      assets.push(...nested.assets);
    }
  }
  return { stacks, assets };
}
