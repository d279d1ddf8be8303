/**
 * Verifies tokens and proofs signed with any algorithm: a separate file in the function's code, loaded when the first of
 * them arrives. The tokens of the server's own authorization server do not need it.
 */
export { calculateJwkThumbprint, createRemoteJWKSet, EmbeddedJWK, errors, jwtVerify } from 'jose';
