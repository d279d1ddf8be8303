import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { isObject, Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

/** A CDK app as its cdk.json describes it to the CDK CLI. */
export interface CdkApp {
  readonly directory: string;
  /** Shell commands, in this order: what builds the app, where something does, and the app. */
  readonly commands: readonly string[];
  readonly context: Json;
  /** What `cdk watch` would watch, as globs. */
  readonly watch: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  /** Where `cdk synth` writes. Absolute. */
  readonly output: string;
}

function readJson(file: string): Json {
  if (!existsSync(file)) {
    return {};
  }
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(content)) {
      return content;
    }
  } catch (error) {
    throw new LocalError('CdkJsonInvalid', `${file} is not JSON: ${(error as Error).message}; correct it`);
  }
  throw new LocalError('CdkJsonInvalid', `${file} holds no JSON object; correct it`);
}

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : undefined);
const globs = (value: unknown): string[] => [value ?? []].flat().filter((glob) => typeof glob === 'string');

/**
 * Reads what the CDK CLI reads: `~/.cdk.json`, `cdk.json` and `cdk.context.json`.
 *
 * @param command in the place of the one in cdk.json
 * @throws LocalError AppNotFound, CdkJsonInvalid
 */
export function readCdkApp(directory: string, command?: string): CdkApp {
  const user = readJson(path.join(homedir(), '.cdk.json'));
  const project = readJson(path.join(directory, 'cdk.json'));
  const app = command ?? text(project.app) ?? text(user.app);
  if (app === undefined) {
    const where = existsSync(path.join(directory, 'cdk.json')) ? `${path.join(directory, 'cdk.json')} has no "app"` : `there is no cdk.json in ${directory}`;
    throw new LocalError('AppNotFound', `${where}: run this in the directory of your CDK app, or give the command that synthesizes it with --app`);
  }
  const build = text(project.build) ?? text(user.build);
  const watch = isObject(project.watch) ? project.watch : {};
  const include = globs(watch.include);
  // It adds a resource to each stack, so that one without any of its own is valid.
  const reporting = (project.versionReporting ?? user.versionReporting) === false ? {} : { 'aws:cdk:version-reporting': true };
  const contextOf = (settings: Json) => (isObject(settings.context) ? settings.context : {});
  return {
    directory,
    commands: [...build === undefined ? [] : [build], app],
    context: { ...contextOf(user), ...readJson(path.join(directory, 'cdk.context.json')), ...contextOf(project), ...reporting },
    watch: { include: include.length > 0 ? include : ['**'], exclude: globs(watch.exclude) },
    output: path.resolve(directory, text(project.output) ?? 'cdk.out'),
  };
}
