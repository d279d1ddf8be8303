import { readFileSync } from 'fs';
import { Ajv2020, Options } from 'ajv/dist/2020';
import standaloneCode from 'ajv/dist/standalone';
import addFormats from 'ajv-formats';

type Json = { readonly [name: string]: unknown };

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
/** A schema of a schema of a schema …: deeper ones are mistakes, and cost the validator its stack. */
const MAX_DEPTH = 64;

const OPTIONS: Options = {
  // Unknown keywords are annotations (JSON Schema 2020-12, section 6.5).
  strict: false,
  logger: false,
  // Arguments are strangers' JSON: their own properties count, `toString` and its like do not.
  ownProperties: true,
  code: { source: true, lines: false },
};

let dialect: Ajv2020 | undefined;

/**
 * Why a schema cannot be the schema of a tool.
 *
 * @returns undefined where it can
 */
export function schemaProblem(schema: Json): SchemaProblem | undefined {
  const refuse = (code: SchemaProblem['code'], message: string): SchemaProblem => ({ code, message });
  if (schema.$schema !== undefined && schema.$schema !== DIALECT && schema.$schema !== `${DIALECT}#`) {
    return refuse('SchemaDialect', `is written for ${JSON.stringify(schema.$schema)}; convert it to JSON Schema 2020-12 and say "$schema": "${DIALECT}", or leave $schema out`);
  }
  if (depthOf(schema) > MAX_DEPTH) {
    return refuse('InvalidSchema', `is nested more than ${MAX_DEPTH} levels deep; flatten it`);
  }
  dialect ??= new Ajv2020(OPTIONS);
  if (dialect.validateSchema(schema) !== true) {
    return refuse('InvalidSchema', `is not JSON Schema 2020-12: ${dialect.errorsText(dialect.errors, { dataVar: 'schema' })}`);
  }
  if (schema.type !== 'object') {
    return refuse('SchemaRootNotObject', `has the root type ${JSON.stringify(schema.type)}; clients before 2026-07-28 know only "type": "object" there`);
  }
  const remote = remoteReference(schema);
  if (remote !== undefined) {
    return refuse('RemoteSchemaReference', `refers to ${JSON.stringify(remote)}, which is not in the schema; copy what it names into $defs`);
  }
  try {
    compile(schema);
  } catch (error) {
    return refuse('InvalidSchema', `cannot be compiled: ${(error as Error).message}; correct it`);
  }
  return undefined;
}

export interface SchemaProblem {
  readonly code: 'InvalidSchema' | 'SchemaDialect' | 'SchemaRootNotObject' | 'RemoteSchemaReference';
  /** Continues "the schema …". */
  readonly message: string;
}

/**
 * A CommonJS module that makes a validator, given the function that loads {@link helperModules}.
 */
export function compileValidator(schema: Json): string {
  return `"use strict";module.exports=(require)=>{const module={exports:{}};${compile(schema)}return module.exports;};\n`;
}

/**
 * A CommonJS module that exports a loader of what compiled validators require: the function has no node_modules.
 *
 * @param validators the sources of all validators
 */
export function helperModules(validators: Iterable<string>): string {
  const modules = new Map<string, string>();
  const wanted = [...new Set([...validators].flatMap(requiredBy))];
  for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
    if (modules.has(id)) {
      continue;
    }
    const source = readFileSync(require.resolve(id), 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
    modules.set(id, source);
    wanted.push(...requiredBy(source));
  }
  const factories = [...modules].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([id, source]) => `${JSON.stringify(id)}:function(module,exports,require){${source}}`);
  return [
    '"use strict";',
    '// From ajv, ajv-formats and fast-deep-equal, which are under the MIT licence.',
    `const factories={${factories.join(',\n')}};`,
    'const loaded={};',
    'module.exports=function load(id){',
    'if(!loaded[id]){const module=loaded[id]={exports:{}};factories[id](module,module.exports,load);}',
    'return loaded[id].exports;};\n',
  ].join('\n');
}

function compile(schema: Json): string {
  // An instance a schema: schemas may share an $id, and the names in the code must not depend on what was compiled before.
  const ajv = addFormats(new Ajv2020({ ...OPTIONS, meta: false, validateSchema: false }));
  return standaloneCode(ajv, ajv.compile({ ...schema, $schema: undefined }));
}

function requiredBy(source: string): string[] {
  return [...source.matchAll(/\brequire\("([^".][^"]*)"\)/g)].map(([, id]) => id);
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

/** A reference to another document than the schema itself and its embedded ones. */
function remoteReference(schema: Json): string | undefined {
  const ids = new Set(subschemas(schema).flatMap(({ $id }) => typeof $id === 'string' ? [$id.replace(/#$/, '')] : []));
  const base = typeof schema.$id === 'string' ? schema.$id : undefined;
  for (const { $ref } of subschemas(schema)) {
    if (typeof $ref !== 'string' || $ref.startsWith('#')) {
      continue;
    }
    const document = $ref.replace(/#.*$/, '');
    const absolute = base !== undefined && URL.canParse(document, base) ? new URL(document, base).href : document;
    if (!ids.has(document) && !ids.has(absolute)) {
      return $ref;
    }
  }
  return undefined;
}

function subschemas(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  const inner = Object.values(value).flatMap(subschemas);
  return Array.isArray(value) ? inner : [value as Json, ...inner];
}
