/**
 * The one table: who may have what item, under which key. TTL deletes late, so every reader checks the expiry itself.
 */
export const REGISTRY_SCHEMA = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds; the table's TTL attribute. */
  expiry: 'expiresAt',
} as const;

export interface RegistryKey {
  readonly pk: string;
  readonly sk: string;
}

/** A registered client. Client ids may be URLs of any length, hence the hash. */
export function clientKey(clientIdSha256: string): RegistryKey {
  return { pk: `CLIENT#${clientIdSha256}`, sk: 'CLIENT' };
}

/** Where the index of clients is. */
export const CLIENTS_PARTITION = 'CLIENTS';

export const CLIENT_ENTRY_PREFIX = 'CLIENT#';

/** Says that there is, or was, such a client. */
export function clientEntryKey(clientIdSha256: string): RegistryKey {
  return { pk: CLIENTS_PARTITION, sk: `${CLIENT_ENTRY_PREFIX}${clientIdSha256}` };
}

/** Which client registrations of this identity are answered with. */
export function registrationKey(identitySha256: string): RegistryKey {
  return { pk: `REGISTRATION#${identitySha256}`, sk: 'REGISTRATION' };
}

/** Whether a client is identified by the document at its id. */
export function isDocumentClient(clientId: string): boolean {
  return clientId.startsWith('https://');
}

/** Whether a client is one that registered, and is gone when its record is. Metadata documents and declared clients need no record. */
export function hasClientRecord(clientId: string, declaredClients: readonly string[]): boolean {
  return !isDocumentClient(clientId) && !declaredClients.includes(clientId);
}

/** Any other record of the authorization server: a grant, a code, a token, a session. */
export function modelKey(model: string, idSha256: string): RegistryKey {
  return { pk: `${model.toUpperCase()}#${idSha256}`, sk: model.toUpperCase() };
}

/** Where the index of a person's grants is. An account's id is a digest. */
export function personPartition(accountId: string): string {
  return `PERSON#${accountId}`;
}

export const PERSON_GRANT_PREFIX = 'GRANT#';

/** Says that a person has given this grant; it may have ended since. */
export function personGrantKey(accountId: string, grantId: string): RegistryKey {
  return { pk: personPartition(accountId), sk: `${PERSON_GRANT_PREFIX}${grantId}` };
}

/** Present while an access token of the grant may still be alive. */
export function revokedGrantKey(grantId: string): RegistryKey {
  return { pk: `REVOKED#GRANT#${grantId}`, sk: 'REVOKED' };
}

/** Present while the revoked access token may still be alive. */
export function revokedTokenKey(jti: string): RegistryKey {
  return { pk: `REVOKED#TOKEN#${jti}`, sk: 'REVOKED' };
}

/** The public keys. The OAuth function writes them before it signs with them, the authorizer reads them: it never sees a secret. */
export const PUBLISHED_KEYS_KEY: RegistryKey = { pk: 'KEYS', sk: 'JWKS' };

/** A JSON Web Key that verifies ES256. Its id is its thumbprint. */
export interface VerificationKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
  readonly kid: string;
}

/** A public key and until when a token signed with it may live. */
export interface PublishedKey extends VerificationKey {
  /** Epoch seconds after which no token of this key is accepted. */
  readonly notAfter: number;
}

export interface PublishedKeysItem extends RegistryKey {
  readonly keys: readonly PublishedKey[];
  /** Ids of the keys that an administrator has removed: whoever still knows them must neither sign nor publish them. Left out for none. */
  readonly removed?: readonly string[];
  /** Counts the writes, for conditional updates. */
  readonly version: number;
}
