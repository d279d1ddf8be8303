import { isJsonObject, JsonObject } from '../../src/offering/json-schema/json';
import { MappedOperation } from '../../src/offering/openapi/operation-mapping';

const NOT_OPERATIONS = ['parameters', 'summary', 'description'];
const DEEP_LEVELS_MAX = 20;

/**
 * The document that the validator reads: the paths that are called, on the loopback server, without security. All else is as published, but said in
 * the words that the validator reads as OpenAPI means them.
 */
export function reduced(root: JsonObject, tools: ReadonlySet<MappedOperation>): JsonObject {
  const wanted = new Set([...tools].map(({ operation }) => operation.path));
  const paths = Object.entries(root.paths as JsonObject).filter(([path]) => wanted.has(path)).map(([path, item]) => {
    const { servers: _, parameters: shared, ...methods } = item as JsonObject;
    const operations = Object.entries(methods).map(([name, value]) => (
      [name, isJsonObject(value) && !NOT_OPERATIONS.includes(name) ? operationOf(name, value, shared, root) : value]
    ));
    return [path.replace(/[?#].*$/, ''), Object.fromEntries(operations)];
  });
  const { openapi, info } = root;
  const called = withoutDeepReferences(Object.fromEntries(paths), root) as JsonObject;
  return readable(structuredClone({ openapi, info, servers: [{ url: '/' }], ...reached(root, called) })) as JsonObject;
}

function operationOf(method: string, operation: JsonObject, shared: unknown, root: JsonObject): JsonObject {
  const { servers: _, security: __, requestBody, responses: ___, ...rest } = operation;
  // A body is of no meaning with GET, says OpenAPI 3.0; the validator would want it.
  const body = method === 'get' || requestBody === undefined ? {} : { requestBody };
  return { ...rest, ...body, parameters: parametersOf(operation.parameters, shared, root), responses: { default: { description: 'Any' } } } as JsonObject;
}

/** Those of the path, too: the validator takes them for replaced where an operation has one of the same name in another place. */
function parametersOf(own: unknown, shared: unknown, root: JsonObject): JsonObject[] {
  const resolved = (parameters: unknown) => (Array.isArray(parameters) ? parameters : []).map((parameter) => target(parameter as JsonObject, root));
  const byPlace = new Map([...resolved(shared), ...resolved(own)].map((parameter) => [`${String(parameter.in)} ${String(parameter.name)}`, parameter]));
  return [...byPlace.values()].map((parameter) => (isJsonObject(parameter.schema) ? { ...parameter, schema: parameterSchema(parameter.schema, root) } : parameter));
}

function parameterSchema(schema: JsonObject, root: JsonObject): JsonObject {
  const { readOnly, oneOf, anyOf, ...rest } = target(schema, root);
  if (Array.isArray(anyOf)) {
    return { ...rest, anyOf: anyOf.map((choice) => (isJsonObject(choice) ? parameterSchema(choice, root) : choice)) } as JsonObject;
  }
  if (readOnly === undefined && oneOf === undefined) {
    return schema;
  }
  // `readOnly` is for properties only (OpenAPI 3.0). In a URL a number is a text, too: of their types, exactly one is never meant.
  const isPlain = Array.isArray(oneOf) && oneOf.every((choice) => isJsonObject(choice) && ['integer', 'number', 'string', 'boolean'].includes(choice.type as string));
  return { ...rest, ...oneOf === undefined ? {} : { [isPlain ? 'anyOf' : 'oneOf']: oneOf } } as JsonObject;
}

function target(value: JsonObject, root: JsonObject): JsonObject {
  return typeof value.$ref === 'string' && value.$ref.startsWith('#/') ? target(at(value.$ref, root) as JsonObject, root) : value;
}

function at(reference: string, root: JsonObject): unknown {
  return stepsOf(reference.slice('#/'.length)).reduce<unknown>((value, step) => (value as JsonObject | undefined)?.[step], root);
}

function stepsOf(reference: string): string[] {
  return reference.split('/').map((step) => decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** What is referred to within a component or a path stands in its place: the validator does not find it where that refers on, or is left out. */
function withoutDeepReferences(value: unknown, root: JsonObject, level = 0): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => withoutDeepReferences(item, root, level));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const { $ref } = value;
  const isDeep = typeof $ref === 'string' && (($ref.startsWith('#/components/') && stepsOf($ref).length > 4) || $ref.startsWith('#/paths/'));
  if (isDeep && level < DEEP_LEVELS_MAX) {
    return withoutDeepReferences(at($ref, root), root, level + 1);
  }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutDeepReferences(member, root, level)]));
}

/** The paths, and what they refer to: components, and schemas within other paths, at their places. */
function reached(root: JsonObject, called: JsonObject): JsonObject {
  const found: { paths: JsonObject; components: { [kind: string]: { [name: string]: unknown } } } = { paths: called, components: {} };
  const seen = new Set<string>();
  const follow = (text: string): void => {
    for (const [, reference] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const [first, kind, name] = stepsOf(reference);
      const key = first === 'paths' ? kind : `${kind}/${name}`;
      if (seen.has(key)) {
        continue;
      }
      seen.add(key);
      const whole = withoutDeepReferences(first === 'paths' ? (root.paths as JsonObject)[kind] : ((root.components as JsonObject)[kind] as JsonObject | undefined)?.[name], root);
      if (whole !== undefined && first === 'paths') {
        found.paths = { ...found.paths, [kind]: withPlainParameters(whole as JsonObject, root) };
      } else if (whole !== undefined) {
        found.components[kind] = { ...found.components[kind], [name]: whole };
      }
      follow(JSON.stringify(whole) ?? '');
    }
  };
  follow(JSON.stringify(called));
  return found as unknown as JsonObject;
}

/** A path item that is only referred to: the validator does not follow a reference from a parameter into another path. */
function withPlainParameters(item: JsonObject, root: JsonObject): JsonObject {
  const plain = (parameters: unknown) => (Array.isArray(parameters) ? parameters : []).map((parameter) => target(parameter as JsonObject, root));
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [
    name, name === 'parameters' ? plain(value) : isJsonObject(value) && 'parameters' in value ? { ...value, parameters: plain(value.parameters) } : value,
  ])) as JsonObject;
}

/**
 * `nullable` without a type says nothing (OpenAPI 3.0.3), and the validator cannot compile it. A default of another type than its schema's is no value
 * of it, nor is null one of a union that does not name it; the validator would write it into the request, and refuse it. Escapes that patterns do not
 * need are an error in the Unicode mode in which it reads them.
 */
function readable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(readable);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const isSenseless = (name: string, member: unknown) => (name === 'nullable' && typeof member === 'boolean' && !('type' in value))
    || (name === 'default' && typeof member === 'string' && ['boolean', 'integer', 'number'].includes(value.type as string))
    || (name === 'default' && member === null && !('type' in value));
  return Object.fromEntries(Object.entries(value).filter(([name, member]) => !isSenseless(name, member)).map(([name, member]) => [
    name, name === 'pattern' && typeof member === 'string' ? member.replace(/\\([:@#%&,;=<>~!"'` ])/g, '$1') : readable(member),
  ]));
}
