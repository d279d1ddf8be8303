export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** What a JSON Schema is, where one may stand. */
export type Schema = boolean | JsonObject;

/** A schema of a schema of a schema …: deeper ones are mistakes, and cost every reader its stack. */
export const MAX_DEPTH = 64;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One step of a JSON pointer. */
export function pointerStep(name: string | number): string {
  return `/${String(name).replace(/~/g, '~0').replace(/\//g, '~1')}`;
}
