import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { LocalError } from '../errors/local-error';

/** What is called in the place of a function. */
export type StandIn =
  /** A directory with code. */
  | { readonly kind: 'directory'; readonly directory: string }
  /** A command that speaks the Runtime API, as `docker run …` and `go run …` do. */
  | { readonly kind: 'command'; readonly command: string }
  /** Something that answers Lambda's Invoke API. */
  | { readonly kind: 'url'; readonly url: string }
  /** The function itself, on AWS. */
  | { readonly kind: 'aws' };

/** By ARN, name, logical id or path of the construct. */
export type StandIns = ReadonlyMap<string, StandIn>;

/** Reads `ID=DIR`, `ID=COMMAND`, `ID=URL` and `ID=aws`. @throws LocalError BadStandIn */
export function parseStandIn(text: string): readonly [id: string, standIn: StandIn] {
  const [, id, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (id === undefined) {
    throw new LocalError('BadStandIn', `--function takes FUNCTION=DIR, FUNCTION=COMMAND, FUNCTION=URL or FUNCTION=aws, not "${text}"`);
  }
  if (value === 'aws') {
    return [id, { kind: 'aws' }];
  }
  if (/^https?:\/\//.test(value)) {
    if (!URL.canParse(value)) {
      throw new LocalError('BadStandIn', `--function ${id}: "${value}" is no URL`);
    }
    return [id, { kind: 'url', url: value }];
  }
  if (existsSync(value)) {
    return [id, statSync(value).isDirectory() ? { kind: 'directory', directory: path.resolve(value) } : { kind: 'command', command: value }];
  }
  // One word that names nothing is a misspelt directory.
  if (!/\S\s+\S/.test(value)) {
    throw new LocalError('BadStandIn', `--function ${id}: "${value}" is neither a directory, nor a command with arguments, nor a URL, nor "aws"`);
  }
  return [id, { kind: 'command', command: value }];
}

/** How code runs that no template describes. */
export interface Entry {
  readonly runtime: string;
  readonly handler: string;
}

/** As Lambda's console and CDK call them where nobody says otherwise. */
const ENTRIES: readonly (readonly [file: string, entry: Entry])[] = [
  ['index.mjs', { runtime: 'nodejs24.x', handler: 'index.handler' }],
  ['index.js', { runtime: 'nodejs24.x', handler: 'index.handler' }],
  ['index.cjs', { runtime: 'nodejs24.x', handler: 'index.handler' }],
  ['lambda_function.py', { runtime: 'python3.13', handler: 'lambda_function.lambda_handler' }],
  ['index.py', { runtime: 'python3.13', handler: 'index.handler' }],
  ['bootstrap', { runtime: 'provided.al2023', handler: 'bootstrap' }],
];

/** @throws LocalError BadStandIn */
export function entryOf(directory: string): Entry {
  const found = ENTRIES.find(([file]) => existsSync(path.join(directory, file)));
  if (found === undefined) {
    throw new LocalError('BadStandIn', `${directory} holds none of ${ENTRIES.map(([file]) => file).join(', ')}, which would say how it runs`);
  }
  return found[1];
}
