import type { Registrant } from './steps/step';
import { withoutLoopbackPort } from '../../../src/contract/urls/redirect-uri';
import { sha256 } from '../../platform/sha256';

interface EffectiveMetadata {
  readonly [name: string]: unknown;
  readonly application_type?: string;
  readonly redirect_uris?: readonly string[];
}

/** What says nothing of the client. */
const OF_THIS_REGISTRATION = ['client_id', 'client_id_issued_at'];
/** Arrays whose order says nothing. */
const SETS = ['contacts', 'grant_types', 'redirect_uris', 'response_types'];

/**
 * Whether all who register the same may be the same client (RFC 7591, section 3.2.1). One that has nothing to prove itself with is known
 * by what it says of itself alone: its id is no secret, as the URL of a metadata document is none.
 */
export function isShareable(registrant: Registrant | undefined, { token_endpoint_auth_method: method }: { readonly [name: string]: unknown }): boolean {
  return registrant === 'anyone' && method === 'none';
}

/** The same for every registration of a client, whichever loopback port an installation has found free. */
export function registrationIdentity(metadata: EffectiveMetadata): string {
  const members = Object.entries({ ...metadata, redirect_uris: withoutPorts(metadata) })
    .filter(([name]) => !OF_THIS_REGISTRATION.includes(name))
    .map(([name, value]) => [name, SETS.includes(name) && Array.isArray(value) ? [...new Set(value)].sort() : value]);
  return sha256(JSON.stringify(inOrder(Object.fromEntries(members))));
}

/**
 * What is kept of a client that installations on other ports share. The URIs without a port are among its own, so that there is never
 * only one that an authorization request could leave out: whoever came first would decide at which port the others are answered.
 */
export function sharedMetadata<T extends EffectiveMetadata>(metadata: T): T {
  return { ...metadata, redirect_uris: [...new Set([...metadata.redirect_uris ?? [], ...withoutPorts(metadata)])] };
}

/** As they are compared: the port counts in a web application. */
function withoutPorts({ application_type: type, redirect_uris: uris = [] }: EffectiveMetadata): readonly string[] {
  return type === 'native' ? uris.map(withoutLoopbackPort) : uris;
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(inOrder);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, member]) => [name, inOrder(member)]));
}
