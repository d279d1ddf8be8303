import * as fs from 'node:fs';
import { IConstruct } from 'constructs';
import { CONTENT_MAX_BYTES } from '../../contract/limits';
import { statsOf } from '../../private/file-stats';
import { ValidationError } from '../../private/validation-error';

/**
 * Reads a file that the server offers.
 *
 * @param whose continues messages: "the file '…' of …"
 * @throws ValidationError
 */
export function readAsset(path: string, whose: string, scope: IConstruct): Buffer {
  const stats = statsOf(path);
  if (!stats?.isFile()) {
    throw new ValidationError('AssetNotFound', `the file "${path}" of ${whose} does not exist (or is not a file); give a path relative to ${process.cwd()}`, scope);
  }
  if (stats.size > CONTENT_MAX_BYTES) {
    throw new ValidationError('AssetTooLarge', `the file "${path}" of ${whose} has ${stats.size} bytes, and at most ${CONTENT_MAX_BYTES} can be offered; split it, or offer it with McpResource.fromBucketObject`, scope);
  }
  try {
    return fs.readFileSync(path);
  } catch (error) {
    throw new ValidationError('AssetUnreadable', `the file "${path}" of ${whose} cannot be read (${(error as Error).message}); check its permissions`, scope);
  }
}
