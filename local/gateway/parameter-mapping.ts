import { headerValue, singleValues } from './request';
import { contextVariable, Passage } from './request-context';
import { LocalError } from '../errors/local-error';

/** Where a mapped response header comes from. @returns undefined for no header */
export type ParameterSource = (passage: Passage, extra: { readonly [path: string]: string | undefined }) => string | undefined;

/**
 * Reads a mapping expression such as `'*'`, `context.requestId` or `method.request.header.Origin`.
 *
 * @throws LocalError ParameterMappingUnsupported
 */
export function readParameterSource(expression: string): ParameterSource {
  const literal = /^'([\s\S]*)'$/.exec(expression);
  if (literal !== null) {
    return () => literal[1];
  }
  const [scope, ...rest] = expression.split('.');
  if (scope === 'context') {
    return (passage, extra) => contextVariable(passage, extra, rest.join('.'));
  }
  if (scope === 'stageVariables') {
    return (passage) => passage.stageVariables[rest.join('.')];
  }
  if (scope === 'method' && rest[0] === 'request') {
    const name = rest.slice(2).join('.');
    if (rest[1] === 'header') {
      return ({ request }) => headerValue(request, name);
    }
    if (rest[1] === 'querystring') {
      return ({ request }) => singleValues(request.query)?.[name];
    }
    if (rest[1] === 'path') {
      return ({ pathParameters }) => pathParameters[name];
    }
  }
  throw new LocalError('ParameterMappingUnsupported', `the mapping expression ${expression} is not supported here`);
}
