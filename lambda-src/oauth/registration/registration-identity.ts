import type { Registrant } from './steps/step';
import { withoutLoopbackPort } from '../../../src/contract/urls/redirect-uri';
import { sha256 } from '../../platform/sha256';

interface EffectiveMetadata {
  readonly [name: string]: unknown;
  readonly application_type?: string;
  readonly redirect_uris?: readonly string[];
}

/** Metadata that does not identify the client. */
const OF_THIS_REGISTRATION = ['client_id', 'client_id_issued_at'];
/** Arrays whose order does not matter. */
const SETS = ['contacts', 'grant_types', 'redirect_uris', 'response_types'];

/**
 * Whether identical registrations may share one client (RFC 7591, section 3.2.1). A client without credentials is known only by its
 * metadata: its id is no secret, just as the URL of a metadata document is none.
 */
export function isShareable(registrant: Registrant | undefined, { token_endpoint_auth_method: method }: { readonly [name: string]: unknown }): boolean {
  return registrant === 'anyone' && method === 'none';
}

/** The same for every registration of a client, whichever loopback port an installation uses. */
export function registrationIdentity(metadata: EffectiveMetadata): string {
  const members = Object.entries({ ...metadata, redirect_uris: withoutPorts(metadata) })
    .filter(([name]) => !OF_THIS_REGISTRATION.includes(name))
    .map(([name, value]) => [name, SETS.includes(name) && Array.isArray(value) ? [...new Set(value)].sort() : value]);
  return sha256(JSON.stringify(inOrder(Object.fromEntries(members))));
}

/**
 * The metadata stored for a client that installations on other ports share. It includes the URIs without a port, so that there is never
 * exactly one URI, which an authorization request could omit: the first registrant would decide the port for all others.
 */
export function sharedMetadata<T extends EffectiveMetadata>(metadata: T): T {
  return { ...metadata, redirect_uris: [...new Set([...metadata.redirect_uris ?? [], ...withoutPorts(metadata)])] };
}

/** Redirect URIs as they are compared: for a web application the port is significant. */
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
