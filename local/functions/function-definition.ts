import { EnvironmentFile, valuesFor } from './environment-file';
import { parseFunctionName } from './function-name';
import { entryOf, StandIn, StandIns } from './stand-in';
import { Deployment } from '../cloud-assembly/deployment';
import { MADE_UP } from '../cloud-assembly/environment';
import { Stack } from '../cloud-assembly/stack';
import { isObject, Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

/** Those of CloudFormation, and of its transform for serverless applications. */
export const FUNCTION_TYPES = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];

/** What runs where neither an alias nor a version is named. */
export const LATEST = '$LATEST';

/** The version behind each alias and version of a function. */
export type FunctionVersions = ReadonlyMap<string, string>;

export type CodeSource =
  | { readonly type: 'inline'; readonly source: string }
  /** A directory or a zip file. */
  | { readonly type: 'asset'; readonly path: string }
  /** A container. */
  | { readonly type: 'image' }
  /** Stands for code and runtime, and for the asset that it replaces, or the image or text: when that changes, so does what a command such as `go run` builds. */
  | { readonly type: 'command'; readonly command: string; readonly replaces?: string; readonly declared?: string };

/** A Lambda function as its template declares it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Stack and logical id, for messages. */
  readonly declaredAs: string;
  readonly versions: FunctionVersions;
  readonly region: string;
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: { readonly [name: string]: string };
  /** What it says of the format of its log. */
  readonly logging?: { readonly format?: string; readonly level?: string };
  readonly code: CodeSource;
  /** Directories or zip files, in the order in which they are laid over each other. */
  readonly layers: readonly string[];
  /** What only a deployment knows, and how to give it. The function runs without. */
  readonly gaps: readonly string[];
}

/** A function that runs elsewhere. */
export interface RemoteFunction {
  readonly name: string;
  readonly arn: string;
  readonly declaredAs: string;
  readonly versions: FunctionVersions;
  readonly at: Exclude<StandIn, { readonly kind: 'directory' | 'command' }>;
}

/** A function that the template declares and this machine cannot run. */
export interface UnrunnableFunction {
  readonly name: string;
  readonly arn: string;
  readonly declaredAs: string;
  readonly versions: FunctionVersions;
  readonly reason: string;
  /** The code of the error behind it, where there was one. */
  readonly code?: string;
}

export type DeclaredFunction = FunctionDefinition | RemoteFunction | UnrunnableFunction;

export const isRemote = (declared: DeclaredFunction): declared is RemoteFunction => 'at' in declared;

/** What the user gives that a template does not tell. */
export interface GivenForFunctions {
  readonly environment: EnvironmentFile;
  readonly standIns: StandIns;
  /** Directories or zip files, by the ARNs of layers. */
  readonly layers: ReadonlyMap<string, string>;
}

export const isUnrunnable = (declared: DeclaredFunction): declared is UnrunnableFunction => 'reason' in declared;

/** What its code can be run as where a directory stands for it. */
const RUNNABLE = /^(nodejs\d|python3|java\d|ruby\d|provided)/;

function readAsset(deployment: Deployment, location: Json, what: string): string {
  const key = String(location.S3Key);
  const found = deployment.assetPath(key);
  if (found === undefined) {
    throw new LocalError('CodeNotInAssembly', `its ${what} (s3://${String(location.S3Bucket)}/${key}) is not in the cloud assembly`);
  }
  return found;
}

/** The code as CloudFormation writes it, whichever type the function has. */
function codeIn({ Code: code, InlineCode: inline, CodeUri: uri }: Json): Json {
  if (isObject(code)) {
    return code;
  }
  if (typeof inline === 'string') {
    return { ZipFile: inline };
  }
  const { Bucket: bucket, Key: key } = isObject(uri) ? uri : /^s3:\/\/(?<Bucket>[^/]+)\/(?<Key>.+)$/.exec(String(uri))?.groups ?? { Bucket: '', Key: uri };
  return uri === undefined ? {} : { S3Bucket: bucket, S3Key: key };
}

function readCode(deployment: Deployment, properties: Json): CodeSource {
  if (properties.PackageType === 'Image') {
    return { type: 'image' };
  }
  const code = codeIn(properties);
  if (typeof code.ZipFile === 'string') {
    return { type: 'inline', source: code.ZipFile };
  }
  return { type: 'asset', path: readAsset(deployment, code, 'code') };
}

/** The asset of a function for which something stands, or what else its code is: an image, or an asset that the cloud assembly lacks, may be why it does. */
function replacedCode(deployment: Deployment, properties: Json): { readonly replaces?: string; readonly declared?: string } {
  const code = codeIn(properties);
  const replaces = deployment.assetPath(String(code.S3Key));
  return replaces === undefined ? { declared: JSON.stringify(code) } : { replaces };
}

/** @param gaps what is missing is added to it */
function readLayers(deployment: Deployment, arns: readonly unknown[], given: ReadonlyMap<string, string>, gaps: string[]): string[] {
  return arns.flatMap((arn) => {
    const own = given.get(String(arn));
    if (own !== undefined) {
      return [own];
    }
    for (const stack of deployment.stacks()) {
      for (const [logicalId] of stack.resources('AWS::Lambda::LayerVersion')) {
        if (stack.ref(logicalId) === arn) {
          return [readAsset(deployment, stack.properties(logicalId).Content as Json, 'layer')];
        }
      }
    }
    gaps.push(`the layer ${String(arn)} is on AWS only; give what it holds with --layer ${String(arn)}=DIR`);
    return [];
  });
}

/** @param gaps what is missing is added to it */
function readEnvironment(stack: Stack, logicalId: string, ids: readonly string[], file: EnvironmentFile, gaps: string[]): { [name: string]: string } {
  const environment = stack.declaredProperty(logicalId, 'Environment');
  const declared = isObject(environment) && isObject(environment.Variables) ? environment.Variables : {};
  const given = valuesFor(file, ids);
  const undeclared = [...valuesFor({ ...file, all: {} }, ids).keys()];
  gaps.push(...undeclared.filter((name) => !Object.hasOwn(declared, name)).map((name) => `a value is given for the variable ${name}, which it does not have`));
  return Object.fromEntries(Object.entries(declared).flatMap(([name, value]): [string, string][] => {
    const own = given.get(name);
    if (own !== undefined) {
      return [[name, own]];
    }
    try {
      const resolved = stack.resolve(value, logicalId);
      return resolved === undefined ? [] : [[name, String(resolved)]];
    } catch (error) {
      if (!(error instanceof LocalError)) {
        throw error;
      }
      const reason = error.message.replace(`${stack.name}/${logicalId}: `, '');
      const line = `--env-vars FILE, where FILE holds { "${shortName(logicalId)}": { "${name}": "…" } }`;
      gaps.push(`the variable ${name}: ${reason}${error.code === 'ParameterWithoutValue' ? ', or with' : '; give a value with'} ${line}`);
      return [];
    }
  }));
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

/** What its author called it: the ids of the constructs that it is in, one behind the other. */
export const shortName = (logicalId: string) => logicalId.replace(/^.*\//, '').replace(/(?<=.)[0-9A-F]{8}$/, '');

/** What a user may call a function by. */
function idsOf(stack: Stack, logicalId: string): string[] {
  const path = stack.constructPath(logicalId);
  return [
    String(stack.getAtt(logicalId, 'Arn')), String(stack.ref(logicalId)), logicalId, shortName(logicalId), ...path === undefined ? [] : [path, path.replace(/\/Resource$/, '')],
  ];
}

function codeOf(standIn: Extract<StandIn, { readonly kind: 'directory' | 'command' }>, replaced: { readonly replaces?: string; readonly declared?: string } = {}): CodeSource {
  return standIn.kind === 'directory' ? { type: 'asset', path: standIn.directory } : { type: 'command', command: standIn.command, ...replaced };
}

function readLogging(config: unknown): FunctionDefinition['logging'] {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return isObject(config) ? { format: text(config.LogFormat), level: text(config.ApplicationLogLevel) } : undefined;
}

function readFunction(deployment: Deployment, stack: Stack, logicalId: string, given: GivenForFunctions): DeclaredFunction {
  const functionName = String(stack.ref(logicalId));
  const identity = {
    name: functionName,
    arn: String(stack.getAtt(logicalId, 'Arn')),
    declaredAs: `${stack.name}/${logicalId}`,
    versions: readVersions(deployment, functionName),
  };
  try {
    const ids = idsOf(stack, logicalId);
    const standIn = ids.flatMap((id) => given.standIns.get(id) ?? []).at(0);
    if (standIn !== undefined && standIn.kind !== 'directory' && standIn.kind !== 'command') {
      return { ...identity, at: standIn };
    }
    const properties = stack.properties(logicalId);
    const isImage = properties.PackageType === 'Image';
    const runtime = String(properties.Runtime ?? 'container image');
    const gaps: string[] = [];
    const layers = standIn?.kind === 'command' ? [] : readLayers(deployment, (properties.Layers ?? []) as unknown[], given.layers, gaps);
    const environment = readEnvironment(stack, logicalId, ids, given.environment, gaps);
    return {
      ...identity,
      region: stack.environment.region,
      ...standIn?.kind === 'directory' && (isImage || !RUNNABLE.test(runtime)) ? entryOf(standIn.directory) : { runtime, handler: String(properties.Handler ?? '') },
      timeoutSeconds: Number(properties.Timeout ?? 3),
      memoryMegabytes: Number(properties.MemorySize ?? 128),
      environment,
      logging: readLogging(properties.LoggingConfig),
      code: standIn === undefined ? readCode(deployment, properties) : codeOf(standIn, replacedCode(deployment, properties)),
      layers,
      gaps,
    };
  } catch (error) {
    if (!(error instanceof LocalError)) {
      throw error;
    }
    return { ...identity, reason: error.message.replace(`${identity.declaredAs}: `, ''), code: error.code };
  }
}

/** What stands for a function that another app or account has. */
function importedFunction(arn: string, standIn: StandIn, environment: EnvironmentFile): DeclaredFunction {
  const { name, qualifier } = parseFunctionName(arn);
  const versions: FunctionVersions = new Map(qualifier === undefined ? [] : [[qualifier, qualifier]]);
  const [,,, region = MADE_UP.region] = arn.split(':');
  const identity = { name, arn: arn.split(':').slice(0, 7).join(':'), declaredAs: arn, versions };
  return standIn.kind !== 'directory' && standIn.kind !== 'command' ? { ...identity, at: standIn } : {
    ...identity,
    region,
    ...standIn.kind === 'directory' ? entryOf(standIn.directory) : { runtime: 'imported', handler: '' },
    timeoutSeconds: 900,
    memoryMegabytes: 1024,
    environment: Object.fromEntries(valuesFor(environment, [arn, identity.arn, name])),
    code: codeOf(standIn),
    layers: [],
    gaps: [],
  };
}

/** Every function of every stack, and those of others that something stands for. One that cannot run here is no error until something calls it. */
export function readFunctions(deployment: Deployment, given: GivenForFunctions): DeclaredFunction[] {
  const declared = deployment.stacks().flatMap((stack) => stack.resources(...FUNCTION_TYPES)
    .map(([logicalId]) => readFunction(deployment, stack, logicalId, given)));
  const arns = new Set(declared.map(({ arn }) => arn));
  const imported = [...given.standIns].filter(([id]) => id.startsWith('arn:') && !arns.has(id)).map(([arn, standIn]) => importedFunction(arn, standIn, given.environment));
  return [...declared, ...imported];
}

/** Ids that the user gives and no function has. */
export function unknownFunctions(deployment: Deployment, given: GivenForFunctions): readonly string[] {
  const known = new Set(deployment.stacks().flatMap((stack) => stack.resources(...FUNCTION_TYPES).flatMap(([logicalId]) => idsOf(stack, logicalId))));
  return [...given.standIns.keys(), ...given.environment.functions.keys()].filter((id) => !known.has(id) && !given.standIns.has(id.startsWith('arn:') ? id : ''));
}
