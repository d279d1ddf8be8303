import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { CodeSource, FunctionDefinition, isUnrunnable, UnrunnableFunction } from './function-definition';

/** By path: an asset never changes where it lies. */
const digests = new Map<string, string>();

function digestOf(file: string): string {
  const known = digests.get(file);
  if (known !== undefined) {
    return known;
  }
  const hash = createHash('sha256');
  const add = (at: string, name: string) => {
    const stat = statSync(at);
    hash.update(`\0${name}\0${stat.mode & 0o111}\0`).update(stat.isDirectory() ? 'directory' : readFileSync(at));
  };
  add(file, '');
  if (statSync(file).isDirectory()) {
    const entries = readdirSync(file, { recursive: true, withFileTypes: true }).map((entry) => ({ entry, at: path.join(entry.parentPath, entry.name) }));
    for (const { entry, at } of entries.sort((one, other) => (one.at < other.at ? -1 : 1))) {
      const name = path.relative(file, at);
      if (entry.isSymbolicLink()) {
        hash.update(`\0${name}\0link\0${readlinkSync(at)}`);
      } else {
        add(at, name);
      }
    }
  }
  const digest = hash.digest('hex');
  digests.set(file, digest);
  return digest;
}

const sameFiles = (one?: string, other?: string) => one === other || (one !== undefined && other !== undefined && digestOf(one) === digestOf(other));

/** What the code is, apart from where its asset lies. */
function withoutAsset(code: CodeSource): { readonly code: object; readonly asset?: string } {
  switch (code.type) {
    case 'asset':
      return { code: { type: code.type }, asset: code.path };
    case 'command':
      return { code: { ...code, replaces: undefined }, asset: code.replaces };
    default:
      return { code };
  }
}

/** Whether two functions would run the same code in the same way. Versions and aliases are only names for it. */
export function runsTheSame(one: FunctionDefinition | UnrunnableFunction, other: FunctionDefinition | UnrunnableFunction): boolean {
  if (isUnrunnable(one) || isUnrunnable(other)) {
    return false;
  }
  const configuration = ({ versions: _, code, layers, ...rest }: typeof one) => JSON.stringify([rest, withoutAsset(code).code, layers.length]);
  return configuration(one) === configuration(other)
    && sameFiles(withoutAsset(one.code).asset, withoutAsset(other.code).asset)
    && one.layers.every((layer, index) => sameFiles(layer, other.layers[index]));
}
