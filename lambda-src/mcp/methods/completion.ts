import { type Method, type MethodContext, resultOf } from './method';
import type { CataloguePath } from '../../../src/contract/mcp/catalogue';
import { normalUri } from '../../../src/contract/urls/uri';
import { completionOf } from '../content/complete';
import { wellFormed } from '../json/well-formed';
import { isObject } from '../protocol/json-rpc';
import { invalidParams } from '../protocol/outcome';
import { insufficientScope, scopeLack } from '../protocol/required-scopes';

const NOTHING = '"completion":{"values":[],"total":0,"hasMore":false}';

interface Completed {
  readonly name: string;
  readonly entry: { readonly completions?: CataloguePath; readonly requiredScopes?: readonly string[] };
}

/** Who may not read a resource, or get a prompt, learns no values of it either. */
export const complete: Method = ({ ref, argument, context: others }, context) => {
  if (!isObject(ref) || !isObject(argument) || typeof argument.name !== 'string' || typeof argument.value !== 'string') {
    return invalidParams('ref and argument must be objects, argument with a name and a value');
  }
  const known = isObject(others) ? others.arguments ?? {} : {};
  if ((others !== undefined && others !== null && !isObject(others)) || !isObject(known) || !Object.values(known).every((value) => typeof value === 'string')) {
    return invalidParams('context.arguments must be an object of strings');
  }
  const found = find(ref, context);
  if (!found) {
    return invalidParams('ref names nothing that this server offers');
  }
  const { entry } = found;
  const lack = scopeLack(entry.requiredScopes, context.caller);
  if (lack) {
    return insufficientScope(lack);
  }
  if (entry.completions === undefined) {
    return { result: resultOf(NOTHING, context) };
  }
  const { name, value } = argument;
  const request = { name: found.name, argument: { name, value }, arguments: known as { readonly [name: string]: string } };
  return completionOf(JSON.parse(context.catalogue.text(entry.completions)), request, context).then((completion) => (
    'error' in completion ? completion : { result: resultOf(`"completion":${wellFormed(JSON.stringify(completion))}`, context) }
  ));
};

function find(ref: { readonly [name: string]: unknown }, { catalogue: { index } }: MethodContext): Completed | undefined {
  const { type, name, uri } = ref;
  if (type === 'ref/prompt') {
    return typeof name === 'string' && Object.hasOwn(index.prompts, name) ? { name, entry: index.prompts[name] } : undefined;
  }
  if (type !== 'ref/resource' || typeof uri !== 'string') {
    return undefined;
  }
  const template = index.resourceTemplates.find(({ uriTemplate }) => uriTemplate === uri);
  const key = normalUri(uri) ?? uri;
  const entry = template ?? (Object.hasOwn(index.resources, key) ? { requiredScopes: index.resources[key].requiredScopes } : undefined);
  return entry && { name: uri, entry };
}
