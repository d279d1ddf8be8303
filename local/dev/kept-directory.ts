import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { OCCUPATION, occupy } from './occupation';

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

/** Where it is. */
export function keptDirectory(app: string): KeptDirectory {
  const directory = path.join(app, '.remote-mcp');
  return { directory, assembly: path.join(directory, 'cdk.out'), state: path.join(directory, 'state'), renewed: path.join(directory, 'renewed') };
}

/**
 * Makes it, for this process alone.
 *
 * @param fresh whether all that is there is forgotten
 * @returns leaves it to others
 * @throws LocalError AlreadyServed
 */
export async function openKeptDirectory({ directory, renewed }: KeptDirectory, fresh: boolean): Promise<() => void> {
  // Templates may hold what others on this machine may not see.
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const leave = await occupy(directory);
  const forgotten = fresh ? readdirSync(directory).filter((name) => name !== OCCUPATION).map((name) => path.join(directory, name)) : [];
  for (const file of [renewed, ...forgotten]) {
    rmSync(file, { recursive: true, force: true });
  }
  const ignore = path.join(directory, '.gitignore');
  if (!existsSync(ignore)) {
    writeFileSync(ignore, '# Made by remote-mcp dev.\n*\n');
  }
  return leave;
}
