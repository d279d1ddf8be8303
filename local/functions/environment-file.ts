import { existsSync, readFileSync } from 'node:fs';
import { isObject, Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

/** Values for the variables of functions, as `sam local --env-vars` takes them. */
export interface EnvironmentFile {
  /** By ARN, name, logical id or path of the construct. */
  readonly functions: ReadonlyMap<string, Json>;
  /** For the variables of all functions. */
  readonly all: Json;
}

export const NO_VALUES: EnvironmentFile = { functions: new Map(), all: {} };

const invalid = (file: string, why: string) => new LocalError('EnvironmentFileInvalid',
  `${file} ${why}; write { "FUNCTION": { "VARIABLE": "value" } }, where "Parameters" in the place of FUNCTION means all functions`);

/**
 * @throws LocalError EnvironmentFileInvalid, which quotes no value
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-invoke.html
 */
export function readEnvironmentFile(file: string): EnvironmentFile {
  if (!existsSync(file)) {
    throw invalid(file, 'does not exist');
  }
  const { Parameters: all = {}, ...functions } = parsed(file);
  for (const [name, variables] of Object.entries<unknown>({ Parameters: all, ...functions })) {
    if (!isObject(variables) || Object.values(variables).some((value) => typeof value === 'object')) {
      throw invalid(file, `has no variables with texts, numbers or booleans as "${name}"`);
    }
  }
  return { functions: new Map(Object.entries(functions as { readonly [name: string]: Json })), all: all as Json };
}

function parsed(file: string): Json {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(content)) {
      return content;
    }
  } catch {
    // Said below.
  }
  throw invalid(file, 'is not a JSON object');
}

/** @param ids what the function may be called by */
export function valuesFor({ functions, all }: EnvironmentFile, ids: readonly string[]): ReadonlyMap<string, string> {
  const own = ids.flatMap((id): Json[] => [functions.get(id) ?? {}]);
  return new Map([all, ...own].flatMap((values) => Object.entries(values)).map(([name, value]) => [name, String(value)]));
}
