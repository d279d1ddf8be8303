import { readFileSync } from 'node:fs';
import { validatorKit } from './validator-kit';
import { type Catalogue, CATALOGUE_FILE, CATALOGUE_FORMAT_VERSION, type CataloguePath, type RawJson } from '../../../src/contract/mcp/catalogue';
import type { Validator, ValidatorFactory } from '../../../src/contract/mcp/validator';

/** Bytes of files that are cached in memory after reading: far more than lists need, far less than the function has. */
const CACHE_MAX_BYTES = 32 * 1024 * 1024;

/** The catalogue and the files beside it, each read when it is first needed. */
export interface CatalogueReader {
  readonly index: Catalogue;
  /** `index.resultMeta`, serialized. */
  readonly resultMeta: RawJson;
  text(path: CataloguePath): string;
  validator(path: CataloguePath): Validator;
}

/**
 * @param directory where `catalogue.json` lies
 * @throws if the catalogue's version differs from this code's
 */
export function openCatalogue(directory: string): CatalogueReader {
  return new CatalogueDirectory(directory);
}

class CatalogueDirectory implements CatalogueReader {
  readonly index: Catalogue;
  readonly resultMeta: RawJson;
  private readonly texts = new Map<CataloguePath, string>();
  private readonly validators = new Map<CataloguePath, Validator>();
  private cachedBytes = 0;

  constructor(private readonly directory: string) {
    this.index = JSON.parse(this.read(CATALOGUE_FILE));
    if (this.index.formatVersion !== CATALOGUE_FORMAT_VERSION) {
      throw new Error(`the catalogue has the format version ${this.index.formatVersion}, this bundle reads ${CATALOGUE_FORMAT_VERSION}`);
    }
    this.resultMeta = JSON.stringify(this.index.resultMeta);
  }

  text(path: CataloguePath): string {
    const cached = this.texts.get(path);
    if (cached !== undefined) {
      return cached;
    }
    const text = this.read(path);
    if (this.cachedBytes + text.length <= CACHE_MAX_BYTES) {
      this.cachedBytes += text.length;
      this.texts.set(path, text);
    }
    return text;
  }

  validator(path: CataloguePath): Validator {
    let validator = this.validators.get(path);
    if (validator === undefined) {
      validator = (this.load(path) as ValidatorFactory)(validatorKit());
      this.validators.set(path, validator);
    }
    return validator;
  }

  /**
   * Runs what synthesis wrote beside this module. As require() does, without looking for the file in a dozen places, and without node:vm,
   * which takes a third of a millisecond to load: a first call waits for this.
   */
  private load(path: CataloguePath): unknown {
    const module = { exports: {} as unknown };
    new Function('module', `${this.read(path)}\n//# sourceURL=${this.at(path)}`)(module);
    return module.exports;
  }

  private read(path: CataloguePath): string {
    return readFileSync(this.at(path), 'utf8');
  }

  private at(path: CataloguePath): string {
    return `${this.directory}/${path}`;
  }
}
