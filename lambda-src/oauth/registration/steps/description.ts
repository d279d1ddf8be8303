import type { Metadata } from './step';
import { urlTextProblem } from '../../../../src/contract/urls/url-text';
import { displayName } from '../../policies/client-name';

const INFORMATIVE_URIS = ['client_uri', 'logo_uri', 'policy_uri', 'tos_uri'];
/** Names that the library uses. */
const EMAIL_ADDRESS = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*$/;
const WITHOUT_CHOICE: readonly unknown[] = [undefined, ''];

/**
 * RFC 7591, section 2: what describes a client to users, and `application_type`. Empty or malformed values are omitted: nothing depends on them.
 */
export function withDescription(metadata: Metadata): Metadata {
  const { client_name: name, contacts, application_type: type, ...rest } = metadata;
  const shownName = displayName(name);
  const addresses = Array.isArray(contacts) ? contacts.filter((contact) => typeof contact === 'string' && EMAIL_ADDRESS.test(contact)) : [];
  const described = Object.fromEntries(Object.entries(rest).filter(([member, value]) => !INFORMATIVE_URIS.includes(member) || isWebUri(value)));
  return {
    ...described,
    ...shownName !== undefined && { client_name: shownName },
    ...addresses.length > 0 && { contacts: addresses },
    ...!WITHOUT_CHOICE.includes(type) && { application_type: type },
  };
}

function isWebUri(value: unknown): boolean {
  return typeof value === 'string' && urlTextProblem(value) === undefined && /^https?:$/.test(URL.parse(value)?.protocol ?? '');
}
