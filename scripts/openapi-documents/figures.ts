import { Judge } from './judge';
import { sample } from './samples';
import { buildRequest } from '../../lambda-src/connector/http/request/build-request';
import { UnsendableArgument } from '../../lambda-src/connector/http/request/unsendable';
import { HttpOperation } from '../../src/contract/connector/http-operation';
import { isJsonObject, JsonObject } from '../../src/offering/json-schema/json';
import { schemaProblem } from '../../src/offering/json-schema/schema-compiler';
import { ApiDocument } from '../../src/offering/openapi/document';
import { McpApiDocument } from '../../src/offering/openapi/mcp-api-document';
import { toolNames } from '../../src/offering/openapi/names';
import { isRefused, mapOperation, MappedOperation, refusalText } from '../../src/offering/openapi/operation-mapping';
import { identityOf, operationsOf } from '../../src/offering/openapi/operations';
import { PORTABILITY_RULES } from '../../src/offering/portability/rules';
import { compiled } from '../../test/src/offering/json-schema/support/compiled';
import { seeded } from '../../test/support/seeded';

const SEED = 20261128;
const TRIES = 30;

export async function figuresOf(text: string, calls: number) {
  const start = Date.now();
  const { document: root } = McpApiDocument.fromText(text)._read(300_000);
  const document = new ApiDocument(root as JsonObject);
  const { operations } = operationsOf(document);
  const origins = originsOf(root);
  const results = operations.map((operation) => mapOperation(operation, { document, address: { baseUrl: origins[0] ?? 'https://api.example.com', origins }, outputSchemas: false }));
  const tools = results.filter((result): result is MappedOperation => !isRefused(result));
  const names = toolNames(operations, 48);
  const sizes = tools.map(({ inputSchema }) => JSON.stringify(inputSchema).length);
  const warned = tools.filter((tool) => PORTABILITY_RULES.some(({ finding }) => (
    finding?.({ name: names.get(identityOf(tool.operation))!, description: tool.description, inputSchema: tool.inputSchema, serverName: 'api' }) ?? []).length > 0
  ));
  const seconds = (Date.now() - start) / 1000;
  const unexplained = [
    ...tools.flatMap((tool) => (schemaProblem(tool.inputSchema) ? [`${identityOf(tool.operation)} has a schema that does not compile`] : [])),
    ...[...names.values()].filter((name) => !/^[A-Za-z0-9_-]{1,48}$/.test(name)),
    ...new Set(names.values()).size === operations.length ? [] : ['two operations have one name'],
  ];
  const judged = await judgedCalls(tools, root as JsonObject, calls);
  return {
    version: String(root.openapi), operations: operations.length, tools: tools.length, refused: results.filter(isRefused).map(refusalText), warned: warned.length, unexplained,
    bytes: sizes.reduce((sum, size) => sum + size, 0), largest: Math.max(0, ...sizes), seconds, ...judged,
  };
}

async function judgedCalls(tools: readonly MappedOperation[], root: JsonObject, calls: number) {
  const random = seeded(SEED);
  // Two operations of one path and method, told apart by a fragment: a server, and a validator, sees one.
  const callable = tools.filter(({ operation }) => !operation.path.includes('#'));
  const chosen = Array.from({ length: calls }, () => random.oneOf(callable));
  const document = reduced(root, new Set(chosen));
  const judges = { form: await Judge.of(structuredClone(document), true), other: await Judge.of(document, false) };
  const failures: string[] = [];
  const unsampled = new Set<string>();
  let sent = 0;
  try {
    for (const tool of chosen) {
      const identity = identityOf(tool.operation);
      const accepts = compiled(tool.inputSchema);
      const values = Array.from({ length: TRIES }).reduce<JsonObject | undefined>((found) => {
        const candidate = found ?? sample(tool.inputSchema, tool.inputSchema, random) as JsonObject;
        return found ?? (accepts(candidate) ? candidate : undefined);
      }, undefined);
      if (values === undefined) {
        unsampled.add(identity);
        continue;
      }
      try {
        const operation: HttpOperation = { kind: 'http', connection: 'c', ...tool.request, server: undefined, answer: { maxBytes: 1 }, timeoutMillis: 1 };
        const judge = tool.request.body?.kind === 'form' ? judges.form : judges.other;
        const request = buildRequest(operation, values, judge.url);
        const verdict = await judge.verdict(request);
        if (verdict?.startsWith('405 ')) {
          // The validator took another template of the document, which fits the URL as well.
          unsampled.add(identity);
          continue;
        }
        sent++;
        if (verdict !== undefined && !isMissingBody(verdict, request.body !== undefined, tool, root)) {
          failures.push(`${identity} ${JSON.stringify(values).slice(0, 300)}: ${verdict}`);
        }
      } catch (error) {
        if (!(error instanceof UnsendableArgument)) {
          throw error;
        }
        unsampled.add(`${identity}: ${error.message}`);
      }
    }
  } finally {
    judges.form.close();
    judges.other.close();
  }
  return { calls: sent, unsampled: unsampled.size, failures };
}

/** The validator wants a media type even of a body that may be left out. */
function isMissingBody(verdict: string, hasBody: boolean, { operation }: MappedOperation, root: JsonObject): boolean {
  const body = new ApiDocument(root).object(operation.definition.requestBody);
  return /^415 |^400 .*must have required property/.test(verdict) && !hasBody && body?.required !== true;
}

/** The paths that are called, on the loopback server, without security: all else as published. */
function reduced(root: JsonObject, tools: ReadonlySet<MappedOperation>): JsonObject {
  const wanted = new Set([...tools].map(({ operation }) => operation.path));
  const paths = Object.entries(root.paths as JsonObject).filter(([path]) => wanted.has(path)).map(([path, item]) => {
    const { servers: _, ...shared } = item as JsonObject;
    const methods = Object.entries(shared).map(([name, value]) => {
      if (!isJsonObject(value) || name === 'parameters') {
        return [name, value];
      }
      const { servers: __, security: ___, requestBody, responses: ____, ...rest } = value;
      const operation = { ...rest, responses: { default: { description: 'Any' } } };
      // Of no meaning with GET, says OpenAPI 3.0; the validator would want it.
      return [name, name === 'get' || requestBody === undefined ? operation : { ...operation, requestBody }];
    });
    return [path.replace(/[?#].*$/, ''), Object.fromEntries(methods)];
  });
  const { openapi, info } = root;
  const called: JsonObject = Object.fromEntries(paths);
  return withoutEmptyNullable(structuredClone({ openapi, info, servers: [{ url: '/' }], ...reached(root, called) })) as JsonObject;
}

/** The paths, and what they refer to: components, and schemas within other paths, at their places. */
function reached(root: JsonObject, called: JsonObject): JsonObject {
  const found: { paths: JsonObject; components: { [kind: string]: { [name: string]: unknown } } } = { paths: called, components: {} };
  const seen = new Set<string>();
  const follow = (text: string): void => {
    for (const [, reference] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const [first, kind, name] = reference.split('/').map((step) => decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~'));
      const key = first === 'paths' ? kind : `${kind}/${name}`;
      if (seen.has(key)) {
        continue;
      }
      seen.add(key);
      const target = first === 'paths' ? (root.paths as JsonObject)[kind] : ((root.components as JsonObject)[kind] as JsonObject | undefined)?.[name];
      if (target !== undefined && first === 'paths') {
        found.paths = { ...found.paths, [kind]: target };
      } else if (target !== undefined) {
        found.components[kind] = { ...found.components[kind], [name]: target };
      }
      follow(JSON.stringify(target) ?? '');
    }
  };
  follow(JSON.stringify(called));
  return found as unknown as JsonObject;
}

/** `nullable` without a type says nothing (OpenAPI 3.0.3), and the validator cannot compile it. */
function withoutEmptyNullable(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutEmptyNullable);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const members = Object.entries(value).filter(([name, member]) => !(name === 'nullable' && typeof member === 'boolean' && !('type' in value)));
  return Object.fromEntries(members.map(([name, member]) => [name, withoutEmptyNullable(member)]));
}

function originsOf(value: unknown): string[] {
  const found = new Set<string>();
  const collect = (servers: unknown) => (Array.isArray(servers) ? servers : []).forEach((server: { url?: string; variables?: { [name: string]: { default?: string } } }) => {
    const url = String(server.url).replace(/\{([^{}]*)\}/g, (whole, name: string) => server.variables?.[name]?.default ?? whole);
    if (/^https?:/.test(url) && URL.canParse(url)) {
      found.add(new URL(url).origin);
    }
  });
  const root = value as { servers?: unknown; paths: { [path: string]: { [method: string]: { servers?: unknown } | unknown } } };
  collect(root.servers);
  for (const item of Object.values(root.paths)) {
    collect((item as { servers?: unknown }).servers);
    Object.values(item).forEach((operation) => collect((operation as { servers?: unknown } | null)?.servers));
  }
  return [...found];
}
