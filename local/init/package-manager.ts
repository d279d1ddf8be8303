import { existsSync } from 'node:fs';
import * as path from 'node:path';

/** What a package manager writes beside the packages that it installs. */
const MANAGERS = [
  { files: ['package-lock.json'], run: 'npm', execute: 'npx' },
  { files: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'], run: 'pnpm', execute: 'pnpm exec' },
  { files: ['yarn.lock'], run: 'yarn', execute: 'yarn' },
];

const above = (directory: string): string[] => (directory === path.dirname(directory) ? [directory] : [directory, ...above(path.dirname(directory))]);

/** Writes a command of npm as one of the package manager that a directory, or the workspace around it, is installed by. */
export function commandFor(directory: string): (command: string) => string {
  const managerOf = (place: string) => MANAGERS.find(({ files }) => files.some((file) => existsSync(path.join(place, file))));
  const found = above(path.resolve(directory)).map(managerOf).find((manager) => manager !== undefined);
  return (command) => (found === undefined ? command : command.replace(/^npm\b/, found.run).replace(/^npx\b/, found.execute));
}
