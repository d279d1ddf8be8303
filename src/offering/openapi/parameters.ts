import { ApiArgument, argumentKey, Place } from './arguments';
import { ApiDocument, entriesOf, textOf } from './document';
import { ApiOperation } from './operations';
import { SchemaTranslation } from './schema-translation';
import { shortened } from './texts';
import { Unmappable } from './unmappable';
import { HttpParameter, HttpPathPart, HttpQueryString, HttpSerialization, HttpStyle } from '../../contract/connector/http-operation';
import { isFieldName, isReservedHeader } from '../../contract/connector/reserved-headers';
import { isJsonObject, Json, JsonObject, Schema } from '../json-schema/json';

/** A parameter as it is sent; its argument gets a name when all arguments are known. */
interface Sent extends ApiArgument {
  readonly serialization: HttpSerialization;
}

export interface ApiParameters {
  readonly arguments: readonly ApiArgument[];
  /** The request, once the arguments have names. */
  request(nameOf: (key: string) => string): {
    readonly path: readonly HttpPathPart[];
    readonly query?: readonly HttpParameter[];
    readonly queryString?: HttpQueryString;
    readonly headers?: readonly HttpParameter[];
    readonly cookies?: readonly HttpParameter[];
    readonly constantQuery?: string;
  };
}

/** OpenAPI says that a parameter of this name is ignored; media types and credentials are said elsewhere. */
const IGNORED_HEADERS = ['accept', 'content-type', 'authorization'];
const STYLES: { readonly [place: string]: readonly HttpStyle[] } = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
};
const DESCRIPTION_MAX_LENGTH = 600;
/** What no path has, encoded or not: a placeholder that was never replaced. */
const NO_PATH = /[<>\s"\\^`]/;

/** @throws Unmappable */
export function parametersOf(operation: ApiOperation, document: ApiDocument, schemas: SchemaTranslation): ApiParameters {
  const { path, constantQuery } = splitPath(operation.path);
  const declared = declaredParameters(operation, document);
  const sent: Sent[] = [];
  let queryString: { readonly parameter: ApiArgument; readonly content: string } | undefined;
  for (const parameter of declared.values()) {
    const place = String(parameter.in);
    const name = String(parameter.name);
    if (place === 'querystring') {
      const [content, schema] = onlyContent(parameter, document, name);
      queryString = { content, parameter: argument('query', name, parameter, schema, schemas) };
    } else if (!isIgnored(place, name, path) && !isOthers(place, name, parameter, schemas) && !isFormless(name, parameter, document, schemas)) {
      sent.push(sentParameter(place as Place, name, parameter, document, schemas));
    }
  }
  const variables = new Set(sent.filter(({ place }) => place === 'path').map(({ name }) => name));
  for (const name of variablesOf(path)) {
    if (!variables.has(name)) {
      // Not declared, yet nothing can be sent without it.
      sent.push({ place: 'path', name, schema: { type: 'string', description: `The {${name}} of ${path}` }, required: true, serialization: { style: 'simple', explode: false } });
      schemas.notes.add(`the path variable "${name}" is not declared: it is a text`);
    }
  }
  return {
    arguments: [...sent, ...queryString ? [queryString.parameter] : []],
    request: (nameOf) => {
      const of = (place: Place): HttpParameter[] | undefined => {
        const found = sent.filter((parameter) => parameter.place === place)
          .map(({ name, serialization }) => ({ name, ...serialization, argument: [nameOf(argumentKey(place, name))] }));
        return found.length === 0 ? undefined : found;
      };
      return {
        path: pathParts(path, new Map((of('path') ?? []).map((variable) => [variable.name, variable]))),
        query: of('query'),
        headers: of('header'),
        cookies: of('cookie'),
        constantQuery,
        ...queryString ? { queryString: { argument: [nameOf(argumentKey('query', queryString.parameter.name))], content: queryString.content } } : {},
      };
    },
  };
}

/** The parameters of the path item, and those of the operation, which replace them. By place and name. */
function declaredParameters({ definition, pathItem }: ApiOperation, document: ApiDocument): Map<string, JsonObject> {
  const declared = new Map<string, JsonObject>();
  for (const list of [pathItem.parameters, definition.parameters]) {
    for (const value of Array.isArray(list) ? list as Json[] : []) {
      const parameter = document.object(value);
      if (parameter === undefined || typeof parameter.name !== 'string' || typeof parameter.in !== 'string') {
        throw new Unmappable('has a parameter without "name" and "in"');
      }
      const isHeader = parameter.in === 'header';
      declared.set(`${parameter.in}\0${isHeader ? parameter.name.toLowerCase() : parameter.name}`, parameter);
    }
  }
  return declared;
}

function isIgnored(place: string, name: string, path: string): boolean {
  if (place === 'header') {
    return IGNORED_HEADERS.includes(name.toLowerCase());
  }
  return place === 'path' && !variablesOf(path).includes(name);
}

/** A header that says where a request goes, or who sends it, is not an argument's. */
function isOthers(place: string, name: string, parameter: JsonObject, schemas: SchemaTranslation): boolean {
  if (place !== 'header' || (isFieldName(name) && !isReservedHeader(name))) {
    return false;
  }
  if (parameter.required === true) {
    throw new Unmappable(`requires the header "${name}", which no argument may set`);
  }
  schemas.notes.add(`the header "${name}" is left out: no argument may set it`);
  return true;
}

/** OpenAPI does not say how a list of objects is written without a media type, and no two servers read it alike. */
function isFormless(name: string, parameter: JsonObject, document: ApiDocument, schemas: SchemaTranslation): boolean {
  const schema = document.object(parameter.schema);
  if (isJsonObject(parameter.content) || parameter.style === 'deepObject' || schema?.type !== 'array' || document.object(schema.items)?.type !== 'object') {
    return false;
  }
  if (parameter.required === true) {
    throw new Unmappable(`requires the parameter "${name}", a list of objects, for which OpenAPI has no form without "content"`);
  }
  schemas.notes.add(`the parameter "${name}" is left out: OpenAPI has no form for a list of objects without "content"`);
  return true;
}

function sentParameter(place: Place, name: string, parameter: JsonObject, document: ApiDocument, schemas: SchemaTranslation): Sent {
  if (!Object.hasOwn(STYLES, place)) {
    throw new Unmappable(`has the parameter "${name}" in "${place}", which is no place of a request`);
  }
  if (isJsonObject(parameter.content)) {
    const [content, schema] = onlyContent(parameter, document, name);
    return { ...argument(place, name, parameter, schema, schemas), serialization: { style: STYLES[place][0], explode: false, content } };
  }
  const style = parameter.style === undefined ? STYLES[place][0] : String(parameter.style) as HttpStyle;
  if (!STYLES[place].includes(style)) {
    throw new Unmappable(`has the parameter "${name}" with the style "${style}", which is none of ${STYLES[place].join(', ')}`);
  }
  const explode = typeof parameter.explode === 'boolean' ? parameter.explode : style === 'form' || style === 'cookie' || style === 'deepObject';
  return {
    ...argument(place, name, parameter, parameter.schema, schemas),
    serialization: { style, explode, ...parameter.allowReserved === true ? { allowReserved: true } : {} },
  };
}

function argument(place: Place, name: string, parameter: JsonObject, schema: Json | undefined, schemas: SchemaTranslation): ApiArgument {
  const translated = schemas.translate(schema ?? { type: 'string' });
  return { place, name, required: parameter.required === true || place === 'path', schema: described(translated, textOf(parameter.description)) };
}

/** What a parameter says of itself comes before what its schema says. */
export function described(schema: Schema, description: string | undefined): Schema {
  if (description === undefined) {
    return schema;
  }
  const text = { description: shortened(description, DESCRIPTION_MAX_LENGTH) };
  return isJsonObject(schema) ? { ...schema, ...text } : schema ? text : schema;
}

function onlyContent(parameter: JsonObject, document: ApiDocument, name: string): [mediaType: string, schema: Json | undefined] {
  const [content, ...others] = entriesOf(parameter.content);
  if (content === undefined || others.length > 0) {
    throw new Unmappable(`has the parameter "${name}" with ${others.length + (content ? 1 : 0)} media types; one is allowed`);
  }
  return [content[0], document.object(content[1])?.schema];
}

/** Some publishers tell operations apart by a fragment, and some by a query that is always sent. */
function splitPath(key: string): { readonly path: string; readonly constantQuery?: string } {
  const [beforeFragment] = key.split('#');
  const question = beforeFragment.indexOf('?');
  const path = question === -1 ? beforeFragment : beforeFragment.slice(0, question);
  const query = question === -1 ? '' : beforeFragment.slice(question + 1);
  if (/[{}]/.test(query)) {
    throw new Unmappable('has variables in the query of its path; declare them as query parameters');
  }
  if (NO_PATH.test(path.replace(/\{[^{}]*\}/g, ''))) {
    throw new Unmappable(`has the path "${path}", which has characters that no path has`);
  }
  if (/[{}]/.test(path.replace(/\{[^{}/]+\}/g, ''))) {
    throw new Unmappable(`has the path "${path}", whose braces are not those of variables`);
  }
  return { path, ...query === '' ? {} : { constantQuery: encodedQuery(query) } };
}

function encodedQuery(query: string): string {
  return query.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%[\]]/gu, encodeURIComponent);
}

function variablesOf(path: string): string[] {
  return [...path.matchAll(/\{([^{}/]+)\}/g)].map(([, name]) => name);
}

function pathParts(path: string, variables: ReadonlyMap<string, HttpParameter>): HttpPathPart[] {
  return path.split(/(\{[^{}/]+\})/).filter((part) => part !== '').map((part) => (
    part.startsWith('{') ? variables.get(part.slice(1, -1))! : part.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu, encodeURIComponent)
  ));
}
