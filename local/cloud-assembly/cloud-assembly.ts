import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Asset, AssemblyStack, CloudAssembly, Template } from './template';
import { LocalError } from '../errors/local-error';

interface Manifest {
  readonly artifacts?: {
    readonly [id: string]: {
      readonly type: string;
      readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string; readonly directoryName?: string };
    };
  };
}

interface AssetManifest {
  readonly files?: {
    readonly [id: string]: {
      readonly source: { readonly path?: string };
      readonly destinations: { readonly [name: string]: { readonly objectKey: string } };
    };
  };
}

function readJson<T>(file: string): T {
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
  for (const [id, { type, properties }] of Object.entries(readJson<Manifest>(manifestFile).artifacts ?? {})) {
    if (type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined) {
      stacks.push({ name: properties.stackName ?? id, template: readJson<Template>(path.join(directory, properties.templateFile)) });
    } else if (type === 'cdk:asset-manifest' && properties?.file !== undefined) {
      assets.push(...readAssets(path.join(directory, properties.file)));
    } else if (type === 'cdk:cloud-assembly' && properties?.directoryName !== undefined) {
      const nested = readCloudAssembly(path.join(directory, properties.directoryName));
      stacks.push(...nested.stacks);
      assets.push(...nested.assets);
    }
  }
  return { stacks, assets, directory };
}
