/**
 * What verifies tokens and proofs that are signed with any algorithm: a file of its own in the function's code, read when the first of
 * them comes. The tokens of the server's own authorization server need none of it.
 */
export { calculateJwkThumbprint, createRemoteJWKSet, EmbeddedJWK, errors, jwtVerify } from 'jose';
