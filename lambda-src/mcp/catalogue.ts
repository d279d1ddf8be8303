import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  type Catalogue, CATALOGUE_FILE, CATALOGUE_FORMAT_VERSION, type CataloguePath, type LoadHelper, type Validator, VALIDATOR_HELPERS_FILE, type ValidatorFactory,
} from '../../src/contract/catalogue';

/** Bytes of files that are kept in memory once they were read: far more than lists need, far less than the function has. */
const CACHE_MAX_BYTES = 32 * 1024 * 1024;

/** The catalogue and the files beside it, each read when it is first needed. */
export interface CatalogueReader {
  readonly index: Catalogue;
  text(path: CataloguePath): string;
  validator(path: CataloguePath): Validator;
}

/**
 * @param directory where `catalogue.json` lies
 * @throws where the catalogue is of another version than this code
 */
export function openCatalogue(directory: string): CatalogueReader {
  const index: Catalogue = JSON.parse(readFileSync(join(directory, CATALOGUE_FILE), 'utf8'));
  if (index.formatVersion !== CATALOGUE_FORMAT_VERSION) {
    throw new Error(`the catalogue has the format version ${index.formatVersion}, this bundle reads ${CATALOGUE_FORMAT_VERSION}`);
  }
  const texts = new Map<CataloguePath, string>();
  const validators = new Map<CataloguePath, Validator>();
  const load = createRequire(join(directory, CATALOGUE_FILE));
  let cachedBytes = 0;
  let helpers: LoadHelper | undefined;
  return {
    index,
    text(path) {
      const cached = texts.get(path);
      if (cached !== undefined) {
        return cached;
      }
      const text = readFileSync(join(directory, path), 'utf8');
      if (cachedBytes + text.length <= CACHE_MAX_BYTES) {
        cachedBytes += text.length;
        texts.set(path, text);
      }
      return text;
    },
    validator(path) {
      let validator = validators.get(path);
      if (validator === undefined) {
        helpers ??= load(join(directory, VALIDATOR_HELPERS_FILE)) as LoadHelper;
        validator = (load(join(directory, path)) as ValidatorFactory)(helpers);
        validators.set(path, validator);
      }
      return validator;
    },
  };
}
