import { Judge } from './judge';
import { reduced } from './reduced';
import { sample } from './samples';
import { buildRequest } from '../../lambda-src/connector/http/request/build-request';
import { UnsendableArgument } from '../../lambda-src/connector/http/request/unsendable';
import { HttpOperation } from '../../src/contract/connector/http-operation';
import { isJsonObject, Json, JsonObject } from '../../src/offering/json-schema/json';
import { schemaProblem } from '../../src/offering/json-schema/schema-compiler';
import { Budget } from '../../src/offering/openapi/budget';
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
const LEVELS_MAX = 5;

export async function figuresOf(text: string, calls: number) {
  const start = Date.now();
  const { document: root } = McpApiDocument.fromText(text)._read(300_000);
  const document = new ApiDocument(root as JsonObject);
  const { operations } = operationsOf(document);
  const origins = originsOf(root);
  const budget = new Budget('the document', 600, Infinity);
  const results = operations.map((operation) => mapOperation(operation, { document, address: { baseUrl: origins[0] ?? 'https://api.example.com', origins }, outputSchemas: false, budget }));
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
  // Twice as many: for some, no fitting arguments are found.
  const chosen = Array.from({ length: 2 * calls }, () => random.oneOf(callable));
  const document = reduced(root, new Set(chosen));
  const judges = { form: await Judge.of(structuredClone(document), true), other: await Judge.of(document, false) };
  const published = new ApiDocument(root);
  const failures: string[] = [];
  const unsampled = new Set<string>();
  let sent = 0;
  try {
    for (const tool of chosen) {
      if (sent === calls) {
        break;
      }
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
        const judge = ['form', 'multipart'].includes(tool.request.body?.kind ?? '') ? judges.form : judges.other;
        const request = buildRequest(operation, values, judge.url);
        const verdict = await judge.verdict(request);
        if (verdict?.startsWith('405 ') && fitsAnother(request.url, tool.operation.path, Object.keys(document.paths as JsonObject))) {
          // The validator took another template of the document, which fits the URL as well.
          unsampled.add(identity);
          continue;
        }
        sent++;
        if (verdict !== undefined && !isMissingBody(verdict, request.body !== undefined, tool, published)) {
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

/** The validator wants a media type, and members, even of a body that may be left out. */
function isMissingBody(verdict: string, hasBody: boolean, { operation }: MappedOperation, document: ApiDocument): boolean {
  const body = document.object(operation.definition.requestBody);
  if (hasBody || body === undefined || body.required === true) {
    return false;
  }
  const wanted = Object.values(isJsonObject(body.content) ? body.content : {}).flatMap((media) => requiredOf(isJsonObject(media) ? media.schema : undefined, document));
  const parts = verdict.replace(/^400 /, '').split(', ').map((part) => /^request\/body must have required property '([^']*)'$/.exec(part)?.[1]);
  return verdict.startsWith('415 ') || parts.every((name) => name !== undefined && wanted.includes(name));
}

function requiredOf(value: unknown, document: ApiDocument, level = 0): string[] {
  const schema = document.object(value as Json);
  if (schema === undefined || level > LEVELS_MAX) {
    return [];
  }
  const parts = [schema.allOf, schema.anyOf, schema.oneOf].flatMap((choices) => (Array.isArray(choices) ? choices : []));
  return [...Array.isArray(schema.required) ? schema.required as string[] : [], ...parts.flatMap((part) => requiredOf(part, document, level + 1))];
}

/** Whether the URL fits a path of the document that is not the operation's: which one is meant cannot be told. */
function fitsAnother(url: string, own: string, paths: readonly string[]): boolean {
  const { pathname } = new URL(url);
  return paths.some((path) => path !== own.replace(/[?#].*$/, '')
    && new RegExp(`^${path.split(/\{[^{}]*\}/).map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^/]+')}$`).test(pathname));
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
