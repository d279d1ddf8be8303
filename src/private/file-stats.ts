import * as fs from 'node:fs';

/** Undefined where nothing is there, or nothing can be: some texts are no paths. */
export function statsOf(path: string): fs.Stats | undefined {
  try {
    return fs.statSync(path);
  } catch {
    return undefined;
  }
}
