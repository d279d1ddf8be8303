/**
 * What somebody whom IAM lets invoke the authorization server's function may ask of it. No event of API Gateway has the member `administration`,
 * whatever its request.
 */
export type AdministrationRequest =
  /** One page. `from` is the `next` of the page before. */
  | { readonly administration: 'listClients'; readonly from?: string }
  | { readonly administration: 'listGrants'; readonly person: PersonReference }
  | { readonly administration: 'revokeGrant'; readonly grant: string }
  | { readonly administration: 'revokeGrants'; readonly person: PersonReference; readonly grant?: string }
  | { readonly administration: 'revokeClient'; readonly client: string }
  | { readonly administration: 'listKeys' }
  | { readonly administration: 'removeKey'; readonly key: string };

/** The subject in the log, or the person as the identity provider knows them. */
export type PersonReference = string | { readonly issuer: string; readonly subject: string };

export interface ClientDescription {
  readonly client: string;
  /** Declared in the app, identified by the document at its id, or registered by itself. */
  readonly kind: 'declared' | 'document' | 'registered';
  /** As it calls itself. */
  readonly name?: string;
  /** Epoch seconds. */
  readonly registeredAt?: number;
  /** When it ends unless it is used; left out for never. */
  readonly expiresAt?: number;
}

/** What a person has allowed a client. */
export interface GrantDescription {
  readonly grant: string;
  readonly client: string;
  /** As it calls itself. */
  readonly clientName?: string;
  /** Epoch seconds. */
  readonly signedInAt: number;
  /** When its client last refreshed, to five minutes; left out where the identity provider is not asked then. */
  readonly refreshedAt?: number;
  readonly expiresAt: number;
}

/** A key that access tokens are verified with. */
export interface KeyDescription {
  /** Its `kid` in tokens and in the JWKS. */
  readonly key: string;
  readonly use: 'signs' | 'will sign' | 'verifies';
  /** Epoch seconds; later for one that signs, when it is looked at again. */
  readonly publishedUntil: number;
}

/** The answer to what cannot be done. */
export interface AdministrationRefusal {
  readonly error: string;
}

export function isAdministration(event: object): event is AdministrationRequest {
  return Object.hasOwn(event, 'administration');
}
