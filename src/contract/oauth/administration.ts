/**
 * What somebody whom IAM lets invoke the authorization server's function may ask of it. No event of API Gateway has the member `administration`,
 * whatever its request.
 */
export type AdministrationRequest =
  | { readonly administration: 'listGrants'; readonly person: PersonReference }
  | { readonly administration: 'revokeGrants'; readonly person: PersonReference; readonly grant?: string }
  | { readonly administration: 'revokeClient'; readonly client: string };

/** The subject in the log, or the person as the identity provider knows them. */
export type PersonReference = string | { readonly issuer: string; readonly subject: string };

/** What a person has allowed a client. */
export interface GrantDescription {
  readonly grant: string;
  readonly client: string;
  /** Epoch seconds. */
  readonly signedInAt: number;
  readonly expiresAt: number;
}

export function isAdministration(event: object): event is AdministrationRequest {
  return Object.hasOwn(event, 'administration');
}
