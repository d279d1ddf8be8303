import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { LocalError } from '../../errors/local-error';

/** What outlives the gateway: documents and directories, by name. Only their owner can read them. */
export interface Kept {
  /** @returns undefined where there is none yet @throws LocalError KeptUnreadable */
  read(name: string): unknown;
  write(name: string, document: unknown): void;
  directory(name: string): string;
}

export function keptIn(directory: string): Kept {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const fileOf = (name: string) => path.join(directory, `${name}.json`);
  return {
    read: (name) => {
      const file = fileOf(name);
      try {
        return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as unknown : undefined;
      } catch (error) {
        throw new LocalError('KeptUnreadable', `cannot read ${file}: ${(error as Error).message}; --fresh starts without what was kept`);
      }
    },
    write: (name, document) => {
      // Whoever ends the process in between finds the one before.
      const next = `${fileOf(name)}.next`;
      writeFileSync(next, JSON.stringify(document), { mode: 0o600 });
      renameSync(next, fileOf(name));
    },
    directory: (name) => path.join(directory, name),
  };
}
