import * as path from 'node:path';
import { GivenParameters } from './cloud-assembly/deployment';
import { NO_VALUES, readEnvironmentFile } from './functions/environment-file';
import { GivenForFunctions } from './functions/function-definition';
import { StandIns } from './functions/stand-in';

/** What only a deployment knows, as the user gives it. */
export interface GivenOptions {
  /** Values of parameters, of templates and of the Parameter Store. */
  readonly parameters?: GivenParameters;
  /** A JSON file with values of the functions' variables, as `sam local --env-vars` takes it. */
  readonly envVars?: string;
  /** What is called in the place of functions. */
  readonly standIns?: StandIns;
  /** Directories or zip files, by the ARNs of layers. */
  readonly layers?: ReadonlyMap<string, string>;
}

/** @throws LocalError EnvironmentFileInvalid */
export function readGiven({ envVars, standIns = new Map(), layers = new Map() }: GivenOptions): GivenForFunctions {
  return { environment: envVars === undefined ? NO_VALUES : readEnvironmentFile(path.resolve(envVars)), standIns, layers };
}
