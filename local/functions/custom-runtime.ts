import { accessSync, constants, existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { UnpackedFunction } from './deployment-package';
import { foreignTo, Machine, readHeader } from '../machine/executable';

export type CustomRuntime =
  | { readonly file: string }
  | { readonly problem: string; readonly remedy: string };

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The program of a function for `provided.al2023`, where AWS looks for it, or why it cannot run here. */
export function customRuntime({ taskRoot, layerRoot }: UnpackedFunction, machine: Machine): CustomRuntime {
  const candidates = [taskRoot, layerRoot].filter((root) => root !== undefined).map((root) => path.join(root, 'bootstrap'));
  const file = candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  if (file === undefined) {
    return { problem: `its code holds no executable "bootstrap" (looked for ${candidates.join(', ')})`, remedy: 'build one into its asset' };
  }
  if (!isExecutable(file)) {
    return { problem: `its bootstrap is not executable (${file}); Lambda would not start it either`, remedy: 'chmod +x it where it is built' };
  }
  const foreign = foreignTo(machine, readHeader(file));
  return foreign === undefined ? { file } : { problem: `its bootstrap ${foreign}`, remedy: 'build it for this machine and synthesize again' };
}
