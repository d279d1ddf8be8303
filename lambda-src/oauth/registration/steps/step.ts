import type { ScopeDefinition } from '../../../../src/contract/scopes';
import type { TrustedIssuers } from '../../assertions/trusted-issuers';

/** Who registers: anyone, or a holder of the initial access token. */
export type Registrant = 'anyone' | 'initial-access-token';

/** Client metadata as the client sends it, by the names of RFC 7591. */
export interface Metadata {
  readonly [member: string]: unknown;
}

/** The rules that decide what a registration gets. */
export interface RegistrationRules {
  readonly registrant: Registrant;
  readonly scopes: readonly ScopeDefinition[];
  /** Allowed redirect hosts; undefined allows any. */
  readonly redirectHosts?: readonly string[];
  /** Grant types of clients that act for themselves. */
  readonly machineGrants: readonly string[];
  /** Trusted issuers of software statements. */
  readonly statementIssuers: TrustedIssuers;
}

export type Step = (metadata: Metadata, rules: RegistrationRules) => Metadata | Promise<Metadata>;

/** A refusal as in RFC 7591, section 3.2.2: it names the member. A message that begins with `redirect_uris` is `invalid_redirect_uri`. */
export class RegistrationRefused extends Error {}
