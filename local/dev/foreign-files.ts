import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** Directories of others, whose files nobody edits. */
const FOREIGN = new Set(['node_modules', '__pycache__', 'cdk.out']);

/** What editors leave beside a file for a moment: vim, Emacs, JetBrains, and copies that are renamed. */
const TEMPORARY = /~$|^4913$|^#.*#$|\.(sw[a-z]|tmp|bak)$/;

/** Whether nothing below is the author's. A dot directory is a tool's own, and a directory with `pyvenv.cfg` holds a Python. */
export function isForeign(file: string, roots: readonly string[], except: ReadonlySet<string>): boolean {
  if (roots.includes(file)) {
    return false;
  }
  const name = path.basename(file);
  return except.has(file) || FOREIGN.has(name) || (name.startsWith('.') && !name.startsWith('.env')) || TEMPORARY.test(name) || existsSync(path.join(file, 'pyvenv.cfg'));
}
