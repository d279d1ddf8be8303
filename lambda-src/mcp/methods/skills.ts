import { type Method, resultOf } from './method';
import { normalUri } from '../../../src/contract/urls/uri';
import { invalidParams } from '../protocol/outcome';
import { insufficientScope, scopeLack } from '../protocol/required-scopes';

/** The extension for skills: what it answers was written at synthesis. */
export const getSkill: Method = ({ uri }, context) => {
  const { catalogue } = context;
  const skill = entryAt(catalogue.index.skills, uri);
  if (!skill) {
    return invalidParams(typeof uri === 'string' ? `No skill is served at ${uri}` : 'uri must be a string');
  }
  const lack = scopeLack(skill.requiredScopes, context.caller);
  return lack ? insufficientScope(lack) : { result: resultOf(`"skill":${catalogue.text(skill.skill)}`, context, { cacheHints: catalogue.index.cacheHints }) };
};

/** Every directory fits one page. With the members of a cacheable result, which the official client demands beyond the specification. */
export const readDirectory: Method = ({ uri, cursor }, context) => {
  const { catalogue } = context;
  const directory = entryAt(catalogue.index.directories, uri);
  if (!directory) {
    return invalidParams(typeof uri === 'string' ? `${uri} is not a directory resource` : 'uri must be a string');
  }
  if (cursor !== undefined && cursor !== null) {
    return invalidParams('Invalid cursor: start again without one');
  }
  const lack = scopeLack(directory.requiredScopes, context.caller);
  return lack ? insufficientScope(lack) : { result: resultOf(`"resources":${catalogue.text(directory.resources)}`, context, { cacheHints: catalogue.index.cacheHints }) };
};

function entryAt<T>(entries: { readonly [uri: string]: T } = {}, uri: unknown): T | undefined {
  const key = typeof uri === 'string' ? normalUri(uri) ?? uri : undefined;
  return key !== undefined && Object.hasOwn(entries, key) ? entries[key] : undefined;
}
