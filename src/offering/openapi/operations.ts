import { ApiDocument, entriesOf, textOf } from './document';
import { Unmappable } from './unmappable';
import { isJsonObject, Json, JsonObject } from '../json-schema/json';

/** An operation as it stands in its document. */
export interface ApiOperation {
  /** In capitals. */
  readonly method: string;
  /** The key of its path item. */
  readonly path: string;
  readonly operationId?: string;
  readonly tags: readonly string[];
  readonly definition: JsonObject;
  /** Holds the parameters and servers that its operations share. */
  readonly pathItem: JsonObject;
}

export interface ApiOperations {
  readonly operations: readonly ApiOperation[];
  readonly unreadable: readonly UnreadablePath[];
}

export interface UnreadablePath {
  readonly path: string;
  /** Continues "it …". */
  readonly reason: string;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

/** All operations, in the order of the document; and the path items that lead nowhere. */
export function operationsOf(document: ApiDocument): ApiOperations {
  const operations: ApiOperation[] = [];
  const unreadable: UnreadablePath[] = [];
  for (const [path, value] of entriesOf(document.root.paths)) {
    if (!path.startsWith('/')) {
      continue;
    }
    try {
      const shared = document.object(value) ?? {};
      const pathItem: JsonObject = isJsonObject(value) && '$ref' in value ? { ...shared, ...withoutReference(value) } : shared;
      const additional = entriesOf(pathItem.additionalOperations).map(([method, definition]) => [method, definition] as const);
      const declared = METHODS.flatMap((method) => pathItem[method] === undefined ? [] : [[method.toUpperCase(), pathItem[method]] as const]);
      for (const [method, definition] of [...declared, ...additional]) {
        if (isJsonObject(definition)) {
          operations.push({ method, path, operationId: textOf(definition.operationId), tags: texts(definition.tags), definition, pathItem });
        }
      }
    } catch (error) {
      if (!(error instanceof Unmappable)) {
        throw error;
      }
      unreadable.push({ path, reason: error.reason });
    }
  }
  return { operations, unreadable };
}

/** What tells an operation from all others, whatever its place in the document. */
export function identityOf({ method, path }: ApiOperation): string {
  return `${method} ${path}`;
}

/** How messages call an operation. */
export function labelOf(operation: ApiOperation): string {
  return operation.operationId === undefined ? identityOf(operation) : `${operation.operationId} (${identityOf(operation)})`;
}

function withoutReference(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== '$ref'));
}

function texts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
