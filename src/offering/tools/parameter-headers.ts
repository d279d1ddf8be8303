import { ParameterHeader } from '../../contract/mcp/catalogue';

type Json = { readonly [name: string]: unknown };

const KEYWORD = 'x-mcp-header';
/** A field name of HTTP: `1*tchar`. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TYPES = ['string', 'integer', 'boolean'];

/**
 * The arguments that clients mirror in headers: properties that are annotated with `x-mcp-header`.
 *
 * @returns what is wrong with the annotations, where something is: clients must drop a tool whose annotations are wrong
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#schema-extension
 */
export function parameterHeaders(inputSchema: Json): { readonly headers: readonly ParameterHeader[] } | { readonly problem: string } {
  const headers: ParameterHeader[] = [];
  const problem = collect(inputSchema, [], headers)
    ?? strayAnnotation(inputSchema, new Set(headers.map(({ path }) => path.join('\0'))), []);
  return problem === undefined ? { headers } : { problem };
}

function collect(schema: Json, path: readonly string[], headers: ParameterHeader[]): string | undefined {
  if (!isJson(schema.properties)) {
    return undefined;
  }
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!isJson(property)) {
      continue;
    }
    const at = [...path, name];
    const problem = (KEYWORD in property ? annotation(property, at, headers) : undefined) ?? collect(property, at, headers);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function annotation(property: Json, path: readonly string[], headers: ParameterHeader[]): string | undefined {
  const value = property[KEYWORD];
  const at = path.join('.');
  if (typeof value !== 'string' || !TOKEN.test(value)) {
    return `the ${KEYWORD} ${JSON.stringify(value)} of "${at}" is no HTTP field name: use letters, digits and -`;
  }
  if (typeof property.type !== 'string' || !TYPES.includes(property.type)) {
    return `"${at}" has an ${KEYWORD} but not the type string, integer or boolean`;
  }
  const header = `mcp-param-${value.toLowerCase()}`;
  if (headers.some((other) => other.header === header)) {
    return `the ${KEYWORD} "${value}" is used twice; its case does not count`;
  }
  headers.push({ header, path, type: property.type as ParameterHeader['type'] });
  return undefined;
}

/** Annotations where a chain of `properties` does not lead are errors, not noise. Data, such as defaults and examples, may hold anything. */
const DATA_KEYWORDS = ['default', 'const', 'enum', 'examples'];

function strayAnnotation(schema: unknown, known: ReadonlySet<string>, path: readonly string[] | undefined): string | undefined {
  if (Array.isArray(schema)) {
    return first(schema, (item) => strayAnnotation(item, known, undefined));
  }
  if (!isJson(schema)) {
    return undefined;
  }
  if (KEYWORD in schema && !(path && known.has(path.join('\0')))) {
    return `an ${KEYWORD} is at a place that no chain of "properties" reaches from the root`;
  }
  return first(Object.entries(schema), ([keyword, value]) => {
    if (DATA_KEYWORDS.includes(keyword)) {
      return undefined;
    }
    if (isJson(value) && ['properties', '$defs', 'patternProperties', 'dependentSchemas'].includes(keyword)) {
      return first(Object.entries(value), ([name, property]) => strayAnnotation(property, known, keyword === 'properties' && path ? [...path, name] : undefined));
    }
    return strayAnnotation(value, known, undefined);
  });
}

function first<T>(items: readonly T[], problemOf: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const problem = problemOf(item);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
