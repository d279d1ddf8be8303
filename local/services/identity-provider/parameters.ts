import { OAuthError } from './oauth-error';

export type Parameters = { readonly [name: string]: string };

/** @throws OAuthError where a parameter is repeated (RFC 6749, section 3.1) */
export function uniqueParameters(search: URLSearchParams): Parameters {
  const names = [...search.keys()];
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new OAuthError('invalid_request', `${repeated} is repeated`);
  }
  return Object.assign(Object.create(null) as object, Object.fromEntries([...search].filter(([, value]) => value !== '')));
}
