import { parseFunctionName } from './function-name';
import { Deployment } from '../cloud-assembly/deployment';
import { Stack } from '../cloud-assembly/stack';
import { isObject, Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

/** What runs where neither an alias nor a version is named. */
export const LATEST = '$LATEST';

/** The version behind each alias and version of a function. */
export type FunctionVersions = ReadonlyMap<string, string>;

export type CodeSource =
  | { readonly type: 'inline'; readonly source: string }
  /** A directory or a zip file. */
  | { readonly type: 'asset'; readonly path: string };

/** A Lambda function as its template declares it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Stack and logical id, for messages. */
  readonly declaredAs: string;
  readonly versions: FunctionVersions;
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: { readonly [name: string]: string };
  readonly code: CodeSource;
  /** Directories or zip files, in the order in which they are laid over each other. */
  readonly layers: readonly string[];
}

/** A function that the template declares and this machine cannot run. */
export interface UnrunnableFunction {
  readonly name: string;
  readonly arn: string;
  readonly declaredAs: string;
  readonly versions: FunctionVersions;
  readonly reason: string;
}

export type DeclaredFunction = FunctionDefinition | UnrunnableFunction;

export const isUnrunnable = (declared: DeclaredFunction): declared is UnrunnableFunction => 'reason' in declared;

const RUNNABLE = /^(nodejs\d|python3|provided)/;

function readAsset(deployment: Deployment, location: Json, what: string): string {
  const key = String(location.S3Key);
  const found = deployment.assetPath(key);
  if (found === undefined) {
    throw new LocalError('CodeNotInAssembly', `its ${what} (s3://${String(location.S3Bucket)}/${key}) is not in the cloud assembly`);
  }
  return found;
}

function readCode(deployment: Deployment, code: Json): CodeSource {
  if (typeof code.ZipFile === 'string') {
    return { type: 'inline', source: code.ZipFile };
  }
  return { type: 'asset', path: readAsset(deployment, code, 'code') };
}

function readLayers(deployment: Deployment, arns: readonly unknown[]): string[] {
  return arns.map((arn) => {
    for (const stack of deployment.stacks()) {
      for (const [logicalId] of stack.resources('AWS::Lambda::LayerVersion')) {
        if (stack.ref(logicalId) === arn) {
          return readAsset(deployment, stack.properties(logicalId).Content as Json, 'layer');
        }
      }
    }
    throw new LocalError('LayerNotInAssembly', `its layer ${String(arn)} is not in the cloud assembly`);
  });
}

function readVersions(deployment: Deployment, name: string): FunctionVersions {
  const versions = new Map<string, string>();
  for (const stack of deployment.stacks()) {
    const ofFunction = (logicalId: string) => parseFunctionName(String(stack.properties(logicalId).FunctionName)).name === name;
    for (const [logicalId] of stack.resources('AWS::Lambda::Version')) {
      const version = String(stack.getAtt(logicalId, 'Version'));
      if (ofFunction(logicalId)) {
        versions.set(version, version);
      }
    }
    for (const [logicalId] of stack.resources('AWS::Lambda::Alias')) {
      const { Name, FunctionVersion } = stack.properties(logicalId);
      if (ofFunction(logicalId)) {
        versions.set(String(Name), String(FunctionVersion));
      }
    }
  }
  return versions;
}

function readFunction(deployment: Deployment, stack: Stack, logicalId: string): DeclaredFunction {
  const functionName = String(stack.ref(logicalId));
  const identity = {
    name: functionName,
    arn: String(stack.getAtt(logicalId, 'Arn')),
    declaredAs: `${stack.name}/${logicalId}`,
    versions: readVersions(deployment, functionName),
  };
  try {
    const properties = stack.properties(logicalId);
    if (properties.PackageType === 'Image') {
      return { ...identity, reason: 'it is a container image; the local gateway runs no containers' };
    }
    const runtime = String(properties.Runtime);
    if (!RUNNABLE.test(runtime)) {
      return { ...identity, reason: `the local gateway cannot run its runtime ${runtime}; it runs Node.js, Python and provided.al2023` };
    }
    const variables = isObject(properties.Environment) && isObject(properties.Environment.Variables) ? properties.Environment.Variables : {};
    return {
      ...identity,
      runtime,
      handler: String(properties.Handler),
      timeoutSeconds: Number(properties.Timeout ?? 3),
      memoryMegabytes: Number(properties.MemorySize ?? 128),
      environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
      code: readCode(deployment, (properties.Code ?? {}) as Json),
      layers: readLayers(deployment, (properties.Layers ?? []) as unknown[]),
    };
  } catch (error) {
    if (!(error instanceof LocalError)) {
      throw error;
    }
    return { ...identity, reason: error.message };
  }
}

/** Every function of every stack. One that cannot run here is no error until something calls it. */
export function readFunctions(deployment: Deployment): DeclaredFunction[] {
  return deployment.stacks().flatMap((stack) => stack.resources('AWS::Lambda::Function').map(([logicalId]) => readFunction(deployment, stack, logicalId)));
}
