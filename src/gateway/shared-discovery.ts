import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { McpSharedDomain } from './endpoint/mcp-shared-domain';
import { addGatewayResponses } from './gateway-responses';
import { DOCUMENT_PARAMETER } from './metadata-documents';
import { addMockMethod, MockAnswer } from './mock-answer';
import { MCP_PATH } from '../contract/gateway/routes';

/**
 * Puts a server's documents at the root of the domain, with the path of its issuer behind their names, and with that of its MCP URL.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-3.1
 * @see https://www.rfc-editor.org/rfc/rfc9728#section-3.1
 */
export function publishAtRoot(domain: McpSharedDomain, pathPrefix: string, answers: readonly MockAnswer[]): void {
  const { root } = discoveryApi(domain);
  for (const path of [pathPrefix, `${pathPrefix}${MCP_PATH}`]) {
    addMockMethod(root.resourceForPath(`/{${DOCUMENT_PARAMETER}}${path}`), 'ANY', answers, { authorizationType: apigateway.AuthorizationType.NONE });
  }
}

/** Of all servers of the domain: an API is reached by the first segment of a path alone. */
function discoveryApi(domain: McpSharedDomain): apigateway.RestApi {
  const existing = domain.node.tryFindChild('Discovery') as apigateway.RestApi | undefined;
  if (existing !== undefined) {
    return existing;
  }
  const restApi = new apigateway.RestApi(domain, 'Discovery', {
    description: 'The well-known documents of several remote MCP servers',
    endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
    disableExecuteApiEndpoint: true,
    cloudWatchRole: false,
    deployOptions: { tracingEnabled: true, throttlingRateLimit: 100, throttlingBurstLimit: 200 },
  });
  restApi.node.tryRemoveChild('Endpoint');
  addGatewayResponses(restApi, undefined);
  domain._map(restApi, '.well-known', restApi);
  return restApi;
}
