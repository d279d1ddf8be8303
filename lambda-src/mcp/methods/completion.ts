import { type Method, resultOf } from './method';
import { normalUri } from '../../../src/contract/urls/uri';
import { isObject } from '../protocol/json-rpc';
import { invalidParams } from '../protocol/outcome';

/** Completions cannot be declared yet: the result is empty for existing references, and an error for others. */
export const complete: Method = ({ ref, argument }, context) => {
  if (!isObject(ref) || !isObject(argument) || typeof argument.name !== 'string' || typeof argument.value !== 'string') {
    return invalidParams('ref and argument must be objects, argument with a name and a value');
  }
  const { prompts, resourceTemplates, resources } = context.catalogue.index;
  const known = ref.type === 'ref/prompt'
    ? typeof ref.name === 'string' && Object.hasOwn(prompts, ref.name)
    : ref.type === 'ref/resource' && typeof ref.uri === 'string'
      && (resourceTemplates.some(({ uriTemplate }) => uriTemplate === ref.uri) || Object.hasOwn(resources, normalUri(ref.uri) ?? ref.uri));
  return known
    ? { result: resultOf('"completion":{"values":[],"total":0,"hasMore":false}', context) }
    : invalidParams('ref names nothing that this server offers');
};
