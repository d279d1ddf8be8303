import { ApiArgument, argumentKey } from './arguments';
import { ApiDocument, entriesOf, textOf } from './document';
import { ApiOperation } from './operations';
import { described } from './parameters';
import { SchemaTranslation } from './schema-translation';
import { Unmappable } from './unmappable';
import { HTTP_FILE_SCHEMA, HttpBody, HttpBodySource, HttpPart, HttpSerialization, HttpStyle, HttpWholeBody } from '../../contract/connector/http-operation';
import { isJsonObject, Json, JsonObject, Schema } from '../json-schema/json';

export interface ApiBody {
  readonly arguments: readonly ApiArgument[];
  /** Members that must be given as soon as one is: the body itself is optional. */
  readonly together?: readonly string[];
  request(nameOf: (key: string) => string): HttpBody;
}

/** A body that is one value has one argument of this name. */
const WHOLE = 'body';
const FORM = 'application/x-www-form-urlencoded';
const FORM_STYLES: readonly HttpStyle[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'];
/** Keywords that an object may have, and still be no more than its members. */
const PLAIN_OBJECT = new Set([
  'type', 'properties', 'required', 'title', 'description', 'example', 'examples', 'default', 'deprecated', 'xml', 'externalDocs', 'nullable', 'discriminator',
  'additionalProperties', '$comment', '$schema',
]);

/** Of schemas within schemas, as far as it matters what a body is. */
const DEPTH_MAX = 8;

/** Those that models write best come first. */
const PREFERENCE: readonly RegExp[] = [
  /^application\/json\b/i, /\+json\b/i, /^application\/x-www-form-urlencoded\b/i, /^multipart\/form-data\b/i, /^application\/(?:jsonl|x-ndjson|ndjson|json-seq|x-json-stream)\b/i,
  /^multipart\//i, /^\*\/\*$/, /^application\/\*$/i, /^text\//i, /^application\/octet-stream\b/i, /./,
];

/**
 * @returns undefined where nothing is sent
 * @throws Unmappable
 */
export function bodyOf({ method, definition }: ApiOperation, document: ApiDocument, schemas: SchemaTranslation): ApiBody | undefined {
  const body = document.object(definition.requestBody);
  const offered = entriesOf(body?.content);
  if (body === undefined || offered.length === 0) {
    return undefined;
  }
  const rank = ([mediaType, value]: [string, Json]) => (
    isNamelessForm(mediaType, document.object(value)?.schema, document) ? PREFERENCE.length : PREFERENCE.findIndex((pattern) => pattern.test(mediaType))
  );
  const [mediaType, value] = offered.reduce((best, candidate) => (rank(candidate) < rank(best) ? candidate : best));
  const content = document.object(value) ?? {};
  if (isNamelessForm(mediaType, content.schema, document)) {
    throw new Unmappable(`has a body of ${mediaType} that is not an object: its parts have no names`);
  }
  const required = body.required === true;
  if (['GET', 'HEAD'].includes(method)) {
    if (required && !isEmptyObject(content.schema, document)) {
      throw new Unmappable(`requires a body with ${method}, which servers and caches ignore`);
    }
    return undefined;
  }
  const kind = kindOf(mediaType);
  const options: BodyOptions = { mediaType: kind.mediaType, content, required, description: textOf(body.description), document, schemas };
  return kind.build(options);
}

/** The parts of a form are the members of an object. */
function isNamelessForm(mediaType: string, schema: Json | undefined, document: ApiDocument): boolean {
  const type = document.object(schema)?.type;
  return /^multipart\/form-data\b/i.test(mediaType) && typeof type === 'string' && type !== 'object';
}

interface BodyOptions {
  readonly mediaType: string;
  readonly content: JsonObject;
  readonly required: boolean;
  readonly description?: string;
  readonly document: ApiDocument;
  readonly schemas: SchemaTranslation;
}

function kindOf(mediaType: string): { readonly mediaType: string; readonly build: (options: BodyOptions) => ApiBody } {
  if (/^(?:\*\/\*|application\/\*)$/.test(mediaType)) {
    return { mediaType: 'application/json', build: jsonBody };
  }
  if (/^application\/json\b|\+json\b/i.test(mediaType)) {
    return { mediaType, build: jsonBody };
  }
  if (new RegExp(`^${FORM}\\b`, 'i').test(mediaType)) {
    return { mediaType: FORM, build: formBody };
  }
  if (/^multipart\//i.test(mediaType)) {
    return { mediaType: mediaType.split(';')[0].trim(), build: multipartBody };
  }
  if (/^application\/(?:jsonl|x-ndjson|ndjson|json-seq|x-json-stream)\b/i.test(mediaType)) {
    return { mediaType, build: sequenceBody };
  }
  return { mediaType, build: rawBody };
}

function jsonBody(options: BodyOptions): ApiBody {
  return objectBody(options, (source) => ({ kind: 'json', mediaType: options.mediaType, source }));
}

function formBody(options: BodyOptions): ApiBody {
  const encoding = Object.fromEntries(entriesOf(options.content.encoding).flatMap(([name, value]): [string, HttpSerialization][] => {
    const serialization = isJsonObject(value) ? serializationOf(name, value) : undefined;
    return serialization ? [[name, serialization]] : [];
  }));
  return objectBody(options, (source) => ({ kind: 'form', mediaType: FORM, source, ...Object.keys(encoding).length > 0 ? { encoding } : {} }));
}

/** What an Encoding Object says of a member of a form; a style excludes a media type. */
function serializationOf(name: string, encoding: JsonObject): HttpSerialization | undefined {
  if (encoding.style === undefined && encoding.explode === undefined && encoding.allowReserved === undefined) {
    return typeof encoding.contentType === 'string' && !/^text\/plain\b/i.test(encoding.contentType)
      ? { style: 'form', explode: true, content: encoding.contentType.split(',')[0].trim() } : undefined;
  }
  const style = String(encoding.style ?? 'form') as HttpStyle;
  if (!FORM_STYLES.includes(style)) {
    throw new Unmappable(`has the member "${name}" of its form with the style "${style}", which is none of ${FORM_STYLES.join(', ')}`);
  }
  const explode = typeof encoding.explode === 'boolean' ? encoding.explode : style === 'form' || style === 'deepObject';
  return { style, explode, ...encoding.allowReserved === true ? { allowReserved: true } : {} };
}

function multipartBody(options: BodyOptions): ApiBody {
  const { content, document, mediaType } = options;
  const schema = document.object(content.schema);
  const members = memberSchemas(content.schema, document);
  if (schema?.type === 'array' || 'itemEncoding' in content || 'prefixEncoding' in content) {
    return listOfParts(options);
  }
  const declared = new Map(entriesOf(content.encoding));
  const encoding = Object.fromEntries([...members ?? []].flatMap(([name, member]): [string, HttpPart][] => {
    const part = partOf(name, member, declared.get(name), document);
    return part ? [[name, part]] : [];
  }));
  return objectBody(options, (source) => ({ kind: 'multipart', mediaType, source, ...Object.keys(encoding).length > 0 ? { encoding } : {} }));
}

/** The parts of a list have no names, but places. */
function listOfParts(options: BodyOptions): ApiBody {
  const { content, document, mediaType } = options;
  const schema = document.object(content.schema) ?? {};
  const items = content.itemSchema ?? schema.items;
  const prefixEncoding = (Array.isArray(content.prefixEncoding) ? content.prefixEncoding as Json[] : [])
    .map((encoding, index) => partOf(String(index), Array.isArray(schema.prefixItems) ? schema.prefixItems[index] as Json : undefined, encoding, document) ?? { value: 'json' as const });
  const itemEncoding = partOf('items', items, content.itemEncoding, document);
  const whole = { type: 'array', ...items === undefined ? {} : { items } };
  return wholeBody(options, options.schemas.translate(content.schema ?? whole), (source) => ({
    kind: 'multipart', mediaType, source, ...prefixEncoding.length > 0 ? { prefixEncoding } : {}, ...itemEncoding ? { itemEncoding } : {},
  }));
}

function partOf(name: string, schema: Json | undefined, encoding: Json | undefined, document: ApiDocument): HttpPart | undefined {
  const declared = isJsonObject(encoding) ? encoding : {};
  const headers = constantHeaders(declared.headers, document);
  const types = typeof declared.contentType === 'string' ? declared.contentType.split(',').map((type) => type.trim()) : [];
  const more = { ...headers ? { headers } : {} };
  if (isFile(schema, document)) {
    // One of several types is said by the file itself.
    return { value: 'file', ...types.length === 1 ? { mediaType: types[0] } : {}, ...more };
  }
  if (declared.style !== undefined || declared.explode !== undefined || declared.allowReserved !== undefined) {
    return { value: 'json', serialization: serializationOf(name, { ...declared, contentType: null }), ...more };
  }
  if (types.length === 0) {
    return headers ? { value: 'json', ...more } : undefined;
  }
  const isText = !/[/+]json\b/i.test(types[0]) && document.object(schema)?.type === 'string';
  return { value: isText ? 'text' : 'json', mediaType: types[0], ...more };
}

/** Headers of parts whose value is always the same. No argument sets the header of a part. */
function constantHeaders(headers: Json | undefined, document: ApiDocument): { readonly [name: string]: string } | undefined {
  const found = entriesOf(headers).flatMap(([name, value]): [string, string][] => {
    const header = document.object(value);
    const schema = document.object(header?.schema);
    const constant = schema?.const ?? (Array.isArray(schema?.enum) && schema.enum.length === 1 ? schema.enum[0] as Json : undefined) ?? schema?.default;
    return /^content-/i.test(name) || typeof constant !== 'string' || !/^[\x20-\x7e]*$/.test(constant) ? [] : [[name, constant]];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Bytes, or a list of them. */
function isFile(value: Json | undefined, document: ApiDocument, depth = 0): boolean {
  const schema = document.object(value);
  if (schema === undefined || depth > DEPTH_MAX) {
    return false;
  }
  if (schema.type === 'array' || 'items' in schema) {
    return isFile(schema.items, document, depth + 1);
  }
  // OpenAPI 3.1: bytes have no type, but a media type; encoded, they would be text.
  return schema.format === 'binary'
    || (typeof schema.contentMediaType === 'string' && schema.contentEncoding === undefined && !/json\b|^text\//i.test(schema.contentMediaType));
}

function sequenceBody(options: BodyOptions): ApiBody {
  const { content, mediaType, schemas } = options;
  const schema = content.itemSchema === undefined ? content.schema ?? { type: 'array' } : { type: 'array', items: content.itemSchema };
  const translated = schemas.translate(schema);
  const list: Schema = isJsonObject(translated) && (translated.type === 'array' || '$ref' in translated) ? translated : { type: 'array', items: translated };
  return wholeBody(options, list, (source) => ({ kind: 'json-sequence', mediaType, source }));
}

function rawBody(options: BodyOptions): ApiBody {
  const { mediaType, schemas } = options;
  if (/^text\/|[/+]xml\b|[/+]yaml\b|^application\/(?:graphql|sql|javascript)\b/i.test(mediaType)) {
    const text: Schema = { type: 'string', description: `The body as ${mediaType}` };
    return wholeBody(options, text, (source) => ({ kind: 'raw', mediaType, source, value: 'text' }));
  }
  return wholeBody(options, schemas.translate(HTTP_FILE_SCHEMA as unknown as Json), (source) => ({ kind: 'raw', mediaType, source, value: 'file' }));
}

/** The members of an object are arguments of their own, where it is no more than its members; anything else is one argument. */
function objectBody(options: BodyOptions, build: (source: HttpBodySource) => HttpBody): ApiBody {
  const { content, required, document, schemas, mediaType } = options;
  const members = memberSchemas(content.schema, document);
  const asFiles = /^multipart\//i.test(mediaType);
  const translated = (member: Json): Schema => asFiles && isFile(member, document) ? fileSchema(member, document) : schemas.translate(member);
  if (members === undefined) {
    return wholeBody(options, content.schema === undefined ? true : schemas.translate(content.schema), build as (source: HttpWholeBody) => HttpBody);
  }
  const needed = requiredMembers(content.schema, document);
  const shown = [...members].filter(([, member]) => !schemas.isHidden(member));
  const names = shown.map(([name]) => name);
  const together = required ? [] : names.filter((name) => needed.has(name));
  return {
    arguments: shown.map(([name, member]): ApiArgument => ({ place: 'body', name, schema: translated(member), required: required && needed.has(name) })),
    ...together.length > 0 ? { together } : {},
    request: (nameOf) => build({ members: names.map((name) => ({ at: [name], argument: [nameOf(argumentKey('body', name))] })), ...required ? { required } : {} }),
  };
}

function wholeBody(options: BodyOptions, schema: Schema, build: (source: HttpWholeBody) => HttpBody): ApiBody {
  return {
    arguments: [{ place: 'body', name: WHOLE, schema: described(schema, options.description), required: options.required }],
    request: (nameOf) => build({ argument: [nameOf(argumentKey('body', WHOLE))] }),
  };
}

function fileSchema(member: Json, document: ApiDocument): Schema {
  const schema = document.object(member) ?? {};
  const description = textOf(schema.description);
  if (schema.type === 'array' || 'items' in schema) {
    return described({ type: 'array', items: HTTP_FILE_SCHEMA as unknown as JsonObject }, description);
  }
  return described(HTTP_FILE_SCHEMA as unknown as JsonObject, description);
}

/** @returns undefined where the schema says more than which members there are */
function memberSchemas(value: Json | undefined, document: ApiDocument, depth = 0, seen = new Set<JsonObject>()): Map<string, Json> | undefined {
  const schema = document.object(value);
  // One that is there twice has its members twice, or none.
  if (schema === undefined || depth > DEPTH_MAX || seen.has(schema)) {
    return undefined;
  }
  seen.add(schema);
  const parts = Array.isArray(schema.allOf) ? schema.allOf as Json[] : [];
  const isOpen = schema.additionalProperties !== undefined && schema.additionalProperties !== false && !isEmptySchema(schema.additionalProperties);
  const isPlain = Object.keys(schema).every((keyword) => PLAIN_OBJECT.has(keyword) || keyword.startsWith('x-') || (keyword === 'allOf' && parts.length > 0));
  if (!isPlain || isOpen || schema.nullable === true || (schema.type !== undefined && schema.type !== 'object') || (parts.length > 0 && schema.additionalProperties === false)) {
    return undefined;
  }
  if (parts.length === 0 && !isJsonObject(schema.properties)) {
    return undefined;
  }
  const members = new Map<string, Json>();
  for (const found of [...parts.map((part) => memberSchemas(part, document, depth + 1, seen)), new Map(entriesOf(schema.properties))]) {
    // The same member twice must fit both of its schemas.
    if (found === undefined || [...found.keys()].some((name) => members.has(name))) {
      return undefined;
    }
    found.forEach((member, name) => members.set(name, member));
  }
  // Another member could be sent as a part of the whole only.
  const unknown = [...requiredMembers(value, document)].some((name) => !members.has(name));
  return unknown || (members.size === 0 && isJsonObject(schema.additionalProperties)) ? undefined : members;
}

function isEmptySchema(value: Json): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}

function requiredMembers(value: Json | undefined, document: ApiDocument, seen = new Set<JsonObject>()): Set<string> {
  const found = document.object(value);
  const schema = found === undefined || seen.has(found) ? undefined : found;
  if (schema !== undefined) {
    seen.add(schema);
  }
  const own = Array.isArray(schema?.required) ? schema.required.filter((name): name is string => typeof name === 'string') : [];
  const inherited = Array.isArray(schema?.allOf) ? (schema.allOf as Json[]).flatMap((part) => [...requiredMembers(part, document, seen)]) : [];
  return new Set([...own, ...inherited]);
}

function isEmptyObject(value: Json | undefined, document: ApiDocument): boolean {
  const schema = document.object(value);
  return schema === undefined || (Object.keys(isJsonObject(schema.properties) ? schema.properties : {}).length === 0 && !['oneOf', 'anyOf', 'allOf'].some((keyword) => keyword in schema));
}
