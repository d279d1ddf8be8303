import { randomBytes } from 'node:crypto';
import type { Metadata } from './step';

const SECRET_BYTES = 32;
const WITHOUT_SECRET: readonly unknown[] = ['none', 'private_key_jwt'];

export function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

/**
 * RFC 7591, section 3.2.1: a secret only for clients that authenticate with one. The library decides this before it knows what a
 * software statement contains.
 */
export function withSecret(metadata: Metadata): Metadata {
  const { client_secret: secret, client_secret_expires_at: expiresAt, ...rest } = metadata;
  if (WITHOUT_SECRET.includes(rest.token_endpoint_auth_method)) {
    return rest;
  }
  return { ...rest, client_secret: secret ?? newSecret(), client_secret_expires_at: expiresAt ?? 0 };
}
