import type { APIGatewayProxyEvent } from 'aws-lambda';
import { encodeCaller } from '../../../src/contract/authorizer/caller';
import { MCP_PATH } from '../../../src/contract/gateway/routes';
import type { ServerRequest } from '../server/own-server';

/**
 * The event of API Gateway (REST, proxy integration), as the function would get it without us: but what a client could have forged is not in
 * it, nor the token, and the authorizer's context is the caller alone.
 */
export function proxyEvent({ event, headers, body, caller }: ServerRequest): Omit<APIGatewayProxyEvent, 'requestContext'> & { readonly requestContext: object } {
  const { requestContext } = event as unknown as APIGatewayProxyEvent;
  const { authorizer: _authorizer, ...context } = requestContext;
  return {
    resource: MCP_PATH,
    path: MCP_PATH,
    httpMethod: 'POST',
    headers: { ...headers },
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: { ...context, ...caller && { authorizer: { principalId: caller.subject, ...encodeCaller(caller) } } },
    body,
    isBase64Encoded: false,
  };
}
