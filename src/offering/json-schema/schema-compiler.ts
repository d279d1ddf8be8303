import { generateValidator, ReferenceLoop } from './code-generator';
import { JsonObject } from './json';
import { SchemaDocument } from './schema-document';
import { schemaProblems, SchemaProblem } from './schema-problems';

/**
 * Why a schema cannot be the schema of a tool.
 *
 * @returns undefined where it can
 */
export function schemaProblem(schema: JsonObject): SchemaProblem | undefined {
  if (schema.type !== 'object') {
    return {
      code: 'SchemaRootNotObject',
      message: `has ${schema.type === undefined ? 'no "type"' : `the type ${JSON.stringify(schema.type)}`} at its root; say "type": "object": clients before 2026-07-28 take nothing else`,
    };
  }
  return validatorProblem(schema);
}

/**
 * Why a schema cannot be compiled as JSON Schema 2020-12.
 *
 * @returns undefined where it can
 */
export function validatorProblem(schema: JsonObject): SchemaProblem | undefined {
  const [problem] = schemaProblems(schema);
  if (problem) {
    return problem;
  }
  try {
    compileValidator(schema);
  } catch (error) {
    if (error instanceof ReferenceLoop) {
      return {
        code: 'SchemaReferenceLoop',
        message: `leads back to itself at "${error.pointer}" without going into a property or an item, so that no value could ever be judged; take the reference out of the loop`,
      };
    }
    throw error;
  }
  return undefined;
}

const compiled = new WeakMap<object, string>();

/**
 * A CommonJS module that exports a validator's factory. The code depends on the schema alone, and requires nothing.
 *
 * @param schema one without a {@link validatorProblem}
 */
export function compileValidator(schema: JsonObject | boolean): string {
  const known = typeof schema === 'object' ? compiled.get(schema) : undefined;
  if (known !== undefined) {
    return known;
  }
  const source = `"use strict";module.exports=${generateValidator(new SchemaDocument(schema))};\n`;
  if (typeof schema === 'object') {
    compiled.set(schema, source);
  }
  return source;
}
