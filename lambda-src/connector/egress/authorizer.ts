import type { HttpRequest } from '../../../src/contract/connector/http-operation';

/** Puts the credentials of a connection into its requests. */
export interface Authorizer {
  /** @throws ConnectorError */
  authorize(request: HttpRequest): Promise<HttpRequest>;
  /** Whether it is worth to send a request once more that the API refused: with new credentials. @param sentAt epoch milliseconds */
  renew(sentAt: number): boolean;
}
