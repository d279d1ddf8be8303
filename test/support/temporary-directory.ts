import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

/** A directory for the tests of one file, which is removed after the last of them. @param purpose for whoever looks into it */
export function temporaryDirectory(purpose: string): string {
  return mkdtempSync(join(process.env.TEST_DIRECTORY!, `${purpose}-`));
}
