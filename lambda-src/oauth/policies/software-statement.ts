type Metadata = { readonly [name: string]: unknown };

/** What a statement says of itself, and what is this server's to say: neither describes the client. */
const NOT_METADATA = [
  'aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sub',
  'client_id', 'client_id_issued_at', 'client_secret', 'client_secret_expires_at', 'registration_access_token', 'registration_client_uri', 'software_statement',
];

/** What a client says of itself, but for what somebody trusted says of it (RFC 7591, section 2.3). */
export function vouchedMetadata(requested: Metadata, claims: Metadata): Metadata {
  return { ...requested, ...Object.fromEntries(Object.entries(claims).filter(([name]) => !NOT_METADATA.includes(name))) };
}
