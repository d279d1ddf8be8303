import { signsPeopleIn } from './grant-types';
import { type Metadata, type RegistrationRules, RegistrationRefused } from './step';
import { expandScopes } from '../../../../src/contract/scopes';

/**
 * RFC 7591, section 2: what bounds a machine. Those of its scopes that exist, and what they contain; without any that exists it is not
 * restricted to some.
 *
 * Clients of people register with what they ask for first, and would never step up from it: what they get, people decide.
 *
 * @throws RegistrationRefused where it is no scope: a machine would get all of them
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
