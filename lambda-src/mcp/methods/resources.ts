import type { ResourceTemplateEntry, TemplateBody } from '../../../src/contract/catalogue';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/protocol-versions';
import type { CatalogueReader } from '../catalogue';
import { type Method, type MethodContext, resultOf } from '../method-context';
import { invalidParams, type Outcome } from '../outcome';
import { ERROR_CODES } from '../protocol/json-rpc';
import { fill } from './template-text';

export const readResource: Method = ({ uri }, context) => {
  if (typeof uri !== 'string') {
    return invalidParams('uri must be a string');
  }
  const { catalogue } = context;
  const { resources } = catalogue.index;
  const contents = Object.hasOwn(resources, uri) ? catalogue.text(resources[uri].contents) : contentsFromTemplate(uri, catalogue);
  return contents === undefined ? notFound(uri, context) : { result: resultOf(`"contents":${contents}`, context, { cacheable: true }) };
};

/** What is offered changes only with the deployment: there is nothing to notify of. */
export const subscribe: Method = ({ uri }) => typeof uri === 'string' ? { result: '{}' } : invalidParams('uri must be a string');

/** The variables of a URI that a template makes, decoded. */
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

function contentsFromTemplate(uri: string, catalogue: CatalogueReader): string | undefined {
  for (const template of catalogue.index.resourceTemplates) {
    const variables = matchTemplate(template, uri);
    if (variables) {
      const { text, mimeType, json }: TemplateBody = JSON.parse(catalogue.text(template.body));
      return JSON.stringify([{ uri, mimeType, text: fill(text, variables, json ? inJsonString : undefined) }]);
    }
  }
  return undefined;
}

function inJsonString(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function notFound(uri: string, { revision }: MethodContext): Outcome {
  const code = revision === MODERN_PROTOCOL_VERSION ? ERROR_CODES.invalidParams : ERROR_CODES.resourceNotFound;
  return { error: { code, message: 'Resource not found', data: { uri } } };
}
