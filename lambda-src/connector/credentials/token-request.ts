import type { ClientCredentials } from '../../../src/contract/connector/connection';

export interface IssuedToken {
  readonly accessToken: string;
  /** Seconds, where the authorization server says it. */
  readonly expiresIn?: number;
}

/**
 * Asks a token endpoint for a token.
 *
 * @throws ConnectorError, which quotes neither the secret nor the answer
 */
export type TokenRequest = (client: ClientCredentials, clientId: string, clientSecret: string) => Promise<IssuedToken>;
