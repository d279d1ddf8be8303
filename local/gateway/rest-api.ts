import { Authorizer, readAuthorizer } from './authorizer';
import { GatewayResponses, readGatewayResponses } from './gateway-responses';
import { MockIntegration, readMockIntegration } from './mock-integration';
import { ProxyIntegration, readProxyIntegration } from './proxy-integration';
import { Endpoint } from '../cloud-assembly/endpoint';
import { Stack } from '../cloud-assembly/stack';
import { Environment, isObject, Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

export interface Method {
  readonly httpMethod: string;
  readonly resourcePath: string;
  readonly resourceId: string;
  readonly integration: MockIntegration | ProxyIntegration;
  readonly authorizer?: Authorizer;
}

/** A REST API as its template declares it, every reference resolved. */
export interface RestApi {
  readonly apiId: string;
  readonly environment: Environment;
  readonly stageName: string;
  readonly stageVariables: { readonly [name: string]: string };
  readonly binaryMediaTypes: readonly string[];
  /** Milliseconds that a streamed response may be silent. */
  readonly idleTimeout: number;
  readonly methods: readonly Method[];
  readonly gatewayResponses: GatewayResponses;
  /** What is declared and not emulated. */
  readonly warnings: readonly string[];
}

interface Path {
  readonly parent: string;
  readonly part: string;
}

function resourcePaths(stack: Stack, apiId: string): (resourceId: string) => string {
  const paths = new Map<string, Path>();
  for (const [logicalId] of stack.resources('AWS::ApiGateway::Resource')) {
    const properties = stack.properties(logicalId);
    if (properties.RestApiId === apiId) {
      paths.set(String(stack.ref(logicalId)), { parent: String(properties.ParentId), part: String(properties.PathPart) });
    }
  }
  const pathOf = (resourceId: string): string => {
    const path = paths.get(resourceId);
    return path === undefined ? '' : `${pathOf(path.parent)}/${path.part}`;
  };
  return (resourceId) => pathOf(resourceId) || '/';
}

/** 30 seconds on edge-optimized endpoints, which are the default, else 5 minutes. */
function idleTimeout(properties: Json): number {
  const types = isObject(properties.EndpointConfiguration) ? properties.EndpointConfiguration.Types : undefined;
  return !Array.isArray(types) || types.includes('EDGE') ? 30_000 : 300_000;
}

function readIntegration(properties: Json): MockIntegration | ProxyIntegration {
  const integration = isObject(properties.Integration) ? properties.Integration : {};
  switch (integration.Type) {
    case 'MOCK': return readMockIntegration(integration, properties.MethodResponses);
    case 'AWS_PROXY': return readProxyIntegration(integration);
    default:
      throw new LocalError('IntegrationUnsupported', `integrations of type ${String(integration.Type)} are not emulated; MOCK and AWS_PROXY are`);
  }
}

/** Who may call is a question of networks and certificates, which a laptop does not have. That only a distribution may call is none: it is served as if it had. */
function unheededRestrictions({ stack, logicalId: apiLogicalId, domainNames, domainPaths }: Endpoint): string[] {
  const hosts = [...domainNames, ...domainPaths.map((place) => place.split('/')[0])];
  const policy = JSON.stringify(stack.declaredProperty(apiLogicalId, 'Policy') ?? '');
  const [restricted] = Object.entries({ 'aws:SourceIp': 'addresses', 'aws:SourceVpce': 'VPC endpoints' }).filter(([key]) => policy.includes(`"${key}"`));
  const certified = stack.resources('AWS::ApiGateway::DomainName').map(([id]) => stack.properties(id))
    .filter(({ DomainName, MutualTlsAuthentication }) => MutualTlsAuthentication !== undefined && hosts.includes(String(DomainName)));
  return [
    ...restricted === undefined ? [] : [`${stack.name}/${apiLogicalId} answers certain ${restricted[1]} only, which is not checked here`],
    ...certified.map(({ DomainName }) => `${String(DomainName)} asks clients for certificates, which are not checked here`),
  ];
}

/**
 * Reads the API that is served.
 *
 * @throws LocalError with the logical id of what cannot be emulated
 */
export function readRestApi(endpoint: Endpoint): RestApi {
  const { stack, logicalId: apiLogicalId, apiId } = endpoint;
  const properties = stack.properties(apiLogicalId);
  if (properties.Body !== undefined || properties.BodyS3Location !== undefined) {
    throw new LocalError('OpenApiUnsupported', `${stack.name}/${apiLogicalId} is defined by an OpenAPI document, which is not emulated`);
  }
  const pathOf = resourcePaths(stack, apiId);
  const warnings = unheededRestrictions(endpoint);
  const methods: Method[] = [];
  for (const [logicalId] of stack.resources('AWS::ApiGateway::Method')) {
    const method = stack.properties(logicalId);
    if (method.RestApiId !== apiId) {
      continue;
    }
    const at = `${stack.name}/${logicalId}`;
    if (method.ApiKeyRequired === true) {
      warnings.push(`${at} requires an API key, which is not checked here`);
    }
    if (method.RequestValidatorId !== undefined) {
      warnings.push(`${at} has a request validator, which does not run here`);
    }
    if (method.AuthorizationType === 'AWS_IAM' || method.AuthorizationType === 'COGNITO_USER_POOLS') {
      warnings.push(`${at} is authorized by ${String(method.AuthorizationType)}, which is not checked here`);
    }
    try {
      methods.push({
        httpMethod: String(method.HttpMethod),
        resourcePath: pathOf(String(method.ResourceId)),
        resourceId: String(method.ResourceId),
        integration: readIntegration(method),
        authorizer: method.AuthorizationType === 'CUSTOM' ? readAuthorizer(stack, String(method.AuthorizerId)) : undefined,
      });
    } catch (error) {
      if (!(error instanceof LocalError)) {
        throw error;
      }
      throw new LocalError(error.code, `${at}: ${error.message}`);
    }
  }
  return {
    apiId,
    environment: stack.environment,
    stageName: endpoint.stageName,
    stageVariables: endpoint.stageVariables,
    binaryMediaTypes: (properties.BinaryMediaTypes ?? []) as string[],
    idleTimeout: idleTimeout(properties),
    methods,
    gatewayResponses: readGatewayResponses(stack, apiId),
    warnings,
  };
}
