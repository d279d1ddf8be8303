import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** A type as the sources declare it. */
export type DeclaredType =
  | 'string' | 'number' | 'boolean' | 'any' | 'date'
  | { readonly list: DeclaredType } | { readonly map: DeclaredType }
  | { readonly struct: string } | { readonly class: string } | { readonly enum: string }
  /** Of another library. */
  | { readonly foreign: string };

export interface DeclaredMember {
  readonly type: DeclaredType;
  readonly optional?: boolean;
}

export interface DeclaredParameter extends DeclaredMember {
  readonly name: string;
  readonly variadic?: boolean;
}

export interface DeclaredStruct {
  readonly bases?: readonly string[];
  /** Whether it has the members of a struct of another library, too, which are not here. */
  readonly open?: boolean;
  readonly members: { readonly [name: string]: DeclaredMember };
}

export interface Declarations {
  /** By class and method. */
  readonly entries: { readonly [entry: string]: readonly DeclaredParameter[] };
  readonly structs: { readonly [name: string]: DeclaredStruct };
  readonly enums: { readonly [name: string]: readonly string[] };
}

let known: Declarations | undefined;

/** What the public API declares, as the library's build wrote it down (scripts/declarations.mjs). */
export function declarations(): Declarations {
  known ??= JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'assets', 'synthesis', 'declarations.json'), 'utf8')) as Declarations;
  return known;
}

/** The members of a struct, with those that it inherits. */
export function membersOf(struct: string): ReadonlyMap<string, DeclaredMember> {
  const { bases = [], members } = declarations().structs[struct];
  return new Map([...bases.flatMap((base) => [...membersOf(base)]), ...Object.entries(members)]);
}
