import { createHash } from 'node:crypto';
import { distinct, legal } from './names';
import { JsonObject, Schema } from '../json-schema/json';

export type Place = 'path' | 'query' | 'header' | 'cookie' | 'body';

/** What an operation takes, before it has a name that models accept. */
export interface ApiArgument {
  readonly place: Place;
  /** As the API calls it. */
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
}

/** Anthropic and Bedrock refuse the whole request over another. */
const ILLEGAL = /[^a-zA-Z0-9_.-]+/g;
const MAX_LENGTH = 64;

export function argumentKey(place: Place, name: string): string {
  return `${place}\0${name}`;
}

/** The names of the arguments, by {@link argumentKey}. What has one name in two places says its place: `id_path`, `id_body`. */
export function argumentNames(members: readonly Pick<ApiArgument, 'place' | 'name'>[]): ReadonlyMap<string, string> {
  const clean = members.map(({ place, name }) => ({ place, source: name, identity: argumentKey(place, name), name: cleanName(name) }));
  const places = new Map<string, Set<Place>>();
  for (const { name, place } of clean) {
    places.set(name, (places.get(name) ?? new Set()).add(place));
  }
  return distinct(clean.map((item) => {
    const isShared = places.get(item.name)!.size > 1;
    return isShared ? { identity: item.identity, source: `${item.source}_${item.place}`, name: `${item.name}_${item.place}` } : item;
  }), MAX_LENGTH);
}

function cleanName(name: string): string {
  // What every object has from its prototype is no name of a member, for too much of what reads it.
  const clean = ['__proto__', 'constructor', 'prototype'].includes(name) ? `${name.replace(/_/g, '')}_` : legal(name, ILLEGAL);
  return clean === '' ? `argument_${createHash('sha256').update(name).digest('hex').slice(0, 6)}` : clean;
}

/** The members of an object schema, and which of them are required. */
export function objectSchema(members: readonly Pick<ApiArgument, 'name' | 'schema' | 'required'>[], more: JsonObject = {}): JsonObject {
  const required = members.filter((member) => member.required).map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(members.map(({ name, schema }) => [name, schema])),
    ...required.length > 0 ? { required } : {},
    additionalProperties: false,
    ...more,
  };
}
