import { signsPeopleIn } from './grant-types';
import { type Metadata, type RegistrationRules, RegistrationRefused } from './step';
import { expandScopes } from '../../../../src/contract/scopes';

/**
 * RFC 7591, section 2: the limit of a machine client. It gets the requested scopes that exist, with what they contain; if none exists, it is
 * not limited to specific scopes.
 *
 * Clients of users register with the scopes of their first request, and could never step up from them; the user decides what they get.
 *
 * @throws RegistrationRefused where the value is not a scope: the machine would get all scopes
 */
export function withScope({ scope, ...metadata }: Metadata, { scopes }: RegistrationRules): Metadata {
  if (signsPeopleIn(metadata.grant_types) || scope === undefined) {
    return metadata;
  }
  if (typeof scope !== 'string' || scope.trim() === '') {
    throw new RegistrationRefused('scope must be a non-empty string, or left out for all scopes');
  }
  const asked = expandScopes(scope.split(' '), scopes);
  const granted = scopes.map(({ name }) => name).filter((each) => asked.includes(each));
  return { ...metadata, ...granted.length > 0 && { scope: granted.join(' ') } };
}
