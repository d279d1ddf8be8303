import { deliverable } from './deliverable';
import { type Method, type MethodContext, resultOf } from './method';
import { fill } from './template-text';
import type { CataloguePath, RawJson, ResourceEntry, ResourceTemplateEntry, TemplateBody } from '../../../src/contract/mcp/catalogue';
import { knowsItemMeta, MODERN_PROTOCOL_VERSION, type Revision } from '../../../src/contract/mcp/protocol-versions';
import { encodeUri, normalUri } from '../../../src/contract/urls/uri';
import type { CatalogueReader } from '../catalogue/catalogue-reader';
import { ERROR_CODES } from '../protocol/error-codes';
import { type Params, resultResponse } from '../protocol/json-rpc';
import { invalidParams, type Outcome } from '../protocol/outcome';
import { insufficientScope, scopeLack } from '../protocol/required-scopes';

export const readResource: Method = (params, context) => {
  const { uri } = params;
  if (typeof uri !== 'string') {
    return invalidParams('uri must be a string');
  }
  const { catalogue } = context;
  const { resource, template } = findResource(uri, catalogue);
  const entry = resource ?? template;
  if (!entry) {
    return notFound(uri, context);
  }
  const lack = scopeLack(entry.requiredScopes, context.caller);
  if (lack) {
    return insufficientScope(lack);
  }
  const variables = template ? matchTemplate(template, normalUri(uri, { hostAsGiven: true })!) : {};
  if (!variables) {
    return notFound(uri, context);
  }
  if (entry.source !== undefined) {
    return readSource(entry.source, encodeUri(uri), variables, params, context).then((outcome) => outcome ?? notFound(uri, context));
  }
  const contents = resource ? catalogue.text(contentsFor(context.revision, resource)) : contentsFromTemplate(encodeUri(uri), template!, variables, context);
  return { result: resultOf(`"contents":${contents}`, context, { cacheHints: catalogue.index.cacheHints }) };
};

export interface FoundResource {
  readonly resource?: ResourceEntry;
  /** That the URI matches, where no resource has it. */
  readonly template?: ResourceTemplateEntry;
}

export function findResource(uri: string, catalogue: CatalogueReader): FoundResource {
  const { resources } = catalogue.index;
  const key = normalUri(uri) ?? uri;
  return Object.hasOwn(resources, key) ? { resource: resources[key] } : { template: findTemplate(uri, catalogue) };
}

type Variables = { readonly [name: string]: string };

async function readSource(source: CataloguePath, uri: string, variables: Variables, params: Params, context: MethodContext): Promise<Outcome | undefined> {
  const { readContent, sendPieces } = await import('../content/read');
  const reading = await readContent(source, uri, variables, params, context);
  if (reading === undefined || 'error' in reading) {
    return reading;
  }
  if ('instead' in reading) {
    return reading.instead;
  }
  const cacheHints = `"ttlMs":${reading.ttlMs},"cacheScope":"private"`;
  if ('contents' in reading) {
    return deliverable(resultOf(`"contents":${reading.contents}`, context, { cacheHints }), context);
  }
  // No JSON has this character as it is.
  const [start, end] = resultResponse(context.id, resultOf('"contents":\0', context, { cacheHints })).split('\0');
  await sendPieces(context.emitter.openBody!(), start, reading.pieces, end);
  return { result: '{}' };
}

/**
 * The decoded variables of a URI that matches a template.
 *
 * @param uri in its normal form, but with its host as it was given: a variable may stand there, of which the case counts
 */
export function matchTemplate({ pattern, variables }: ResourceTemplateEntry, uri: string): { readonly [name: string]: string } | undefined {
  const match = new RegExp(pattern).exec(uri);
  if (!match) {
    return undefined;
  }
  try {
    return Object.fromEntries(variables.map((name, index) => [name, decodeURIComponent(match[index + 1])]));
  } catch {
    return undefined;
  }
}

function contentsFor(revision: Revision, { contents, contentsWithoutMeta }: ResourceEntry): CataloguePath {
  return contentsWithoutMeta === undefined || knowsItemMeta(revision) ? contents! : contentsWithoutMeta;
}

/** The first that matches: as the authorizer finds it, so that both want the same scopes. */
function findTemplate(uri: string, { index }: CatalogueReader): ResourceTemplateEntry | undefined {
  const given = normalUri(uri, { hostAsGiven: true });
  return given === undefined ? undefined : index.resourceTemplates.find(({ pattern }) => new RegExp(pattern).test(given));
}

function contentsFromTemplate(
  uri: string, template: ResourceTemplateEntry, variables: { readonly [name: string]: string }, { catalogue, revision }: MethodContext,
): RawJson {
  const { text, mimeType, json, meta }: TemplateBody = JSON.parse(catalogue.text(template.body!));
  return JSON.stringify([{ uri, mimeType, text: fill(text, variables, json ? inJsonString : undefined), _meta: knowsItemMeta(revision) ? meta : undefined }]);
}

function inJsonString(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function notFound(uri: string, { revision }: MethodContext): Outcome {
  const code = revision === MODERN_PROTOCOL_VERSION ? ERROR_CODES.invalidParams : ERROR_CODES.resourceNotFound;
  return { error: { code, message: 'Resource not found', data: { uri } } };
}
