import * as fs from 'node:fs';
import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/validation-error';

/** Bytes of a file that is packed into the catalogue. As base64 it stays below what a function may answer. */
export const ASSET_MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads a file that the server offers.
 *
 * @param whose continues messages: "the file '…' of …"
 * @throws ValidationError
 */
export function readAsset(path: string, whose: string, scope: IConstruct): Buffer {
  const stats = fs.statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    throw new ValidationError('AssetNotFound', `the file "${path}" of ${whose} does not exist (or is not a file); give a path relative to ${process.cwd()}`, scope);
  }
  if (stats.size > ASSET_MAX_BYTES) {
    throw new ValidationError('AssetTooLarge', `the file "${path}" of ${whose} has ${stats.size} bytes, and at most ${ASSET_MAX_BYTES} can be offered; split it, or let a tool deliver it`, scope);
  }
  return fs.readFileSync(path);
}
