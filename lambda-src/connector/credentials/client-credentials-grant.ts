import * as oauth from 'oauth4webapi';
import type { IssuedToken, TokenRequest } from './token-request';
import type { ClientCredentials } from '../../../src/contract/connector/connection';
import type { HttpRequest, HttpResponse } from '../../../src/contract/connector/http-operation';
import { ConnectorError, isConnectorError } from '../egress/failure';

/** Sends one request to the token endpoint, and nowhere else. */
export type TokenEndpointExchange = (client: ClientCredentials, request: HttpRequest) => Promise<HttpResponse>;

/** The client credentials grant. The library checks the answer as the specification demands. */
export function clientCredentialsGrant(send: TokenEndpointExchange): TokenRequest {
  return async (client, clientId, clientSecret): Promise<IssuedToken> => {
    const server: oauth.AuthorizationServer = { issuer: new URL(client.tokenEndpoint).origin, token_endpoint: client.tokenEndpoint };
    const authentication = client.authenticationMethod === 'client_secret_post' ? oauth.ClientSecretPost(clientSecret) : clientSecretBasic(clientSecret);
    const parameters = Object.entries({ scope: client.scopes?.join(' '), audience: client.audience, resource: client.resource })
      .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '');
    try {
      const response = await oauth.clientCredentialsGrantRequest(server, { client_id: clientId }, authentication, new URLSearchParams(parameters), {
        [oauth.customFetch]: async (_url, { method, headers, body }) => toResponse(await send(client, {
          method, url: client.tokenEndpoint, headers: Object.fromEntries(new Headers(headers)), body: Buffer.from(String(body ?? '')),
        })),
        // The egress allows http where the connection is private.
        [oauth.allowInsecureRequests]: true,
      });
      const issued = await oauth.processClientCredentialsResponse(server, { client_id: clientId }, response);
      const { access_token: accessToken, expires_in: expiresIn, token_type: type } = issued;
      if (type !== 'bearer') {
        throw new ConnectorError('credentials', `the token endpoint ${client.tokenEndpoint} issues tokens of the type ${String(type).slice(0, 20)}, not bearer`);
      }
      return { accessToken, expiresIn };
    } catch (error) {
      throw isConnectorError(error) ? error : new ConnectorError('credentials', `the token endpoint ${client.tokenEndpoint} issued no token (${reasonOf(error)})`, { cause: error });
    }
  };
}

/**
 * The library encodes `-`, `_` and `.` as well, which forms do not. Servers that take the credentials as they are would refuse most secrets then:
 * what base64url is made of needs no encoding.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
function clientSecretBasic(clientSecret: string): oauth.ClientAuth {
  return (_server, { client_id: clientId }, _body, headers) => {
    headers.set('authorization', `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64')}`);
  };
}

function formEncoded(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

function toResponse({ status, headers, body }: HttpResponse): Response {
  const type = headers['content-type'];
  return new Response(Buffer.from(body), { status, headers: type === undefined ? {} : { 'content-type': type } });
}

/** The error code of the protocol, which is no secret; descriptions may quote what was sent. */
function reasonOf(error: unknown): string {
  if (error instanceof oauth.ResponseBodyError) {
    return error.error.slice(0, 80);
  }
  return error instanceof Error ? (error as NodeJS.ErrnoException).code ?? error.name : 'unknown';
}
