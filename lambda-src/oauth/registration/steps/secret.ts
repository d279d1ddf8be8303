import { randomBytes } from 'node:crypto';
import type { Metadata } from './step';

const SECRET_BYTES = 32;
const WITHOUT_SECRET: readonly unknown[] = ['none', 'private_key_jwt'];

export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * RFC 7591, section 3.2.1: a secret for who authenticates with one, and for nobody else. The library has decided that before it knew what a
 * software statement says.
 */
export function withSecret(metadata: Metadata): Metadata {
  const { client_secret: secret, client_secret_expires_at: expiresAt, ...rest } = metadata;
  if (WITHOUT_SECRET.includes(rest.token_endpoint_auth_method)) {
    return rest;
  }
  return { ...rest, client_secret: secret ?? newSecret(), client_secret_expires_at: expiresAt ?? 0 };
}
