import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

/** What outlives a start, beside the app. */
export interface KeptDirectory {
  readonly directory: string;
  /** The cloud assembly that is synthesized for us. The user's own `cdk.out` stays as it is. */
  readonly assembly: string;
  /** Tables, secrets and what else the app wrote. */
  readonly state: string;
  /** Assets that were renewed without a synthesis. */
  readonly renewed: string;
}

/** @param fresh whether all that is there is forgotten */
export function openKeptDirectory(app: string, fresh: boolean): KeptDirectory {
  const directory = path.join(app, '.remote-mcp');
  const kept = { directory, assembly: path.join(directory, 'cdk.out'), state: path.join(directory, 'state'), renewed: path.join(directory, 'renewed') };
  if (fresh) {
    rmSync(directory, { recursive: true, force: true });
  }
  // Templates may hold what others on this machine may not see.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const ignore = path.join(directory, '.gitignore');
  if (!existsSync(ignore)) {
    writeFileSync(ignore, '# Made by remote-mcp dev.\n*\n');
  }
  rmSync(kept.renewed, { recursive: true, force: true });
  return kept;
}
