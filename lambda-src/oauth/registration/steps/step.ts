import type { ScopeDefinition } from '../../../../src/contract/scopes';
import type { TrustedIssuers } from '../../assertions/trusted-issuers';

/** Who registers: anybody, or somebody who holds the initial access token. */
export type Registrant = 'anyone' | 'initial-access-token';

/** What a client says of itself, by the names of RFC 7591. */
export interface Metadata {
  readonly [member: string]: unknown;
}

/** What decides what a registration gets. */
export interface RegistrationRules {
  readonly registrant: Registrant;
  readonly scopes: readonly ScopeDefinition[];
  /** Where redirect URIs may lead; left out for anywhere. */
  readonly redirectHosts?: readonly string[];
  /** Grant types of clients that act for themselves. */
  readonly machineGrants: readonly string[];
  /** Whose software statements count. */
  readonly statementIssuers: TrustedIssuers;
}

export type Step = (metadata: Metadata, rules: RegistrationRules) => Metadata | Promise<Metadata>;

/** A refusal in the words of RFC 7591, section 3.2.2: it names the member. One that begins with `redirect_uris` is `invalid_redirect_uri`. */
export class RegistrationRefused extends Error {}
