import { timingSafeEqual } from 'node:crypto';
import { OAuthError } from './oauth-error';
import type { Parameters } from './parameters';

/** Secrets by client id; undefined where any client with any secret is welcome. */
export type Clients = { readonly [clientId: string]: string } | undefined;

export function isKnownClient(clients: Clients, clientId: string): boolean {
  return clients === undefined || Object.hasOwn(clients, clientId);
}

/**
 * The client that authenticated at the token endpoint.
 *
 * @throws OAuthError
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3
 */
export function authenticatedClient(clients: Clients, authorization: string | undefined, parameters: Parameters): string {
  const basic = authorization === undefined ? undefined : basicCredentials(authorization);
  if (basic !== undefined && parameters.client_secret !== undefined) {
    throw new OAuthError('invalid_request', 'the client authenticates twice');
  }
  if (basic !== undefined && parameters.client_id !== undefined && parameters.client_id !== basic.id) {
    throw new OAuthError('invalid_request', 'client_id differs from the one that authenticates');
  }
  const { id, secret } = basic ?? { id: parameters.client_id, secret: parameters.client_secret };
  if (id === undefined || !isKnownClient(clients, id) || !isSecret(clients, id, secret)) {
    throw new OAuthError('invalid_client', 'the client is unknown or its secret is wrong', 401);
  }
  return id;
}

function isSecret(clients: Clients, id: string, secret: string | undefined): boolean {
  if (clients === undefined) {
    return true;
  }
  const [expected, given] = [clients[id], secret ?? ''].map((text) => Buffer.from(text));
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function basicCredentials(authorization: string): { readonly id: string; readonly secret: string } {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  if (id === undefined) {
    throw new OAuthError('invalid_client', 'the Authorization header cannot be read', 401);
  }
  try {
    return { id: formDecoded(id), secret: formDecoded(secret) };
  } catch {
    throw new OAuthError('invalid_client', 'the credentials are not form-encoded', 401);
  }
}

function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
