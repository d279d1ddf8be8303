import { existsSync, readFileSync } from 'node:fs';
import { LocalError } from '../../errors/local-error';

/**
 * The values of secrets that the user of the local gateway gives: a JSON object, by ARN, name or ids of constructs. An object is a secret of fields.
 *
 * @param file need not exist
 * @throws LocalError SecretsFileInvalid, which quotes nothing of the file
 */
export function givenValues(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) {
    return new Map();
  }
  const given = parsed(file);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid(file);
  }
  return new Map(Object.entries(given).map(([id, value]) => {
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) {
      throw new LocalError('SecretsFileInvalid', `${file}: the value of "${id}" is neither a text nor an object; correct it`);
    }
    return [id, typeof value === 'string' ? value : JSON.stringify(value)];
  }));
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw invalid(file);
  }
}

function invalid(file: string): LocalError {
  return new LocalError('SecretsFileInvalid', `${file} is not a JSON object; write the values of secrets by their names: { "prod/api-key": "…" }`);
}
