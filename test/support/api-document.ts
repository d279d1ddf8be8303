import { buildRequest } from '../../lambda-src/connector/http/request/build-request';
import { HttpOperation } from '../../src/contract/connector/http-operation';
import { JsonObject } from '../../src/offering/json-schema/json';
import { Budget } from '../../src/offering/openapi/budget';
import { ApiDocument } from '../../src/offering/openapi/document';
import { isRefused, mapOperation, MappedOperation, RefusedOperation } from '../../src/offering/openapi/operation-mapping';
import { operationsOf } from '../../src/offering/openapi/operations';

export const BASE_URL = 'https://api.example.com/v1';

export interface SmallDocument {
  readonly version?: string;
  readonly path?: string;
  readonly method?: string;
  readonly operation?: object;
  readonly pathItem?: object;
  readonly more?: object;
  readonly schemas?: object;
  readonly outputSchemas?: boolean;
}

/** A document with one operation, and the others that `more` brings. */
export function documentOf({ version = '3.1.0', path = '/things', method = 'get', operation = {}, pathItem = {}, more = {}, schemas = {} }: SmallDocument): JsonObject {
  return JSON.parse(JSON.stringify({
    openapi: version,
    info: { title: 'Things', version: '1' },
    paths: { [path]: { ...pathItem, [method]: { operationId: 'do', responses: { 200: { description: 'Done' } }, ...operation } } },
    components: { schemas },
    ...more,
  })) as JsonObject;
}

/** The first operation, as a tool or refused. */
export function mapFirst(small: SmallDocument): MappedOperation | RefusedOperation {
  const document = new ApiDocument(documentOf(small));
  return mapOperation(operationsOf(document).operations[0], {
    document, address: { baseUrl: BASE_URL, origins: ['https://uploads.example.com'] }, outputSchemas: small.outputSchemas ?? false, budget: new Budget('the document', 60, Infinity),
  });
}

export function toolOf(small: SmallDocument): MappedOperation {
  const result = mapFirst(small);
  if (isRefused(result)) {
    throw new Error(`refused: it ${result.reason}`);
  }
  return result;
}

export function reasonOf(small: SmallDocument): string | undefined {
  const result = mapFirst(small);
  return isRefused(result) ? result.reason : undefined;
}

export function operationOf(mapped: MappedOperation): HttpOperation {
  return { kind: 'http', connection: 'c', ...mapped.request, answer: { maxBytes: 1000 }, timeoutMillis: 1000 };
}

export interface SentText {
  readonly url: string;
  readonly headers: object;
  readonly body?: string;
}

/** What is sent, as text. */
export function sent(small: SmallDocument, values: { readonly [name: string]: unknown }): SentText {
  const { url, headers, body } = buildRequest(operationOf(toolOf(small)), values, BASE_URL);
  return { url: url.replace(BASE_URL, ''), headers, ...body ? { body: Buffer.from(body).toString('utf8') } : {} };
}
