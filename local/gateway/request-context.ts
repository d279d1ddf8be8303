import { GatewayRequest, headerValue } from './request';
import { Environment, isObject, own } from '../cloud-assembly/template';

export type AuthorizerContext = { readonly [name: string]: string };

/** What is known of a request on its way: `$context` and `requestContext` are made of it. */
export interface Passage {
  readonly request: GatewayRequest;
  readonly apiId: string;
  readonly environment: Environment;
  readonly stageName: string;
  readonly stageVariables: { readonly [name: string]: string };
  readonly domainName: string;
  /** As the API's resources have it: without the stage, or the segment of a domain. */
  readonly path: string;
  /** As events have it, with the segment of a domain. @default the path */
  readonly eventPath?: string;
  /** With the stage prefix, as `requestContext.path` is. */
  readonly contextPath: string;
  /** Unknown until a route matches. */
  readonly resourcePath?: string;
  readonly resourceId?: string;
  readonly pathParameters: { readonly [name: string]: string };
  /** Unknown until an authorizer has answered. */
  readonly authorizer?: AuthorizerContext;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Common log format, as `requestTime` is. */
function requestTime(milliseconds: number): string {
  const at = new Date(milliseconds);
  const iso = at.toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[at.getUTCMonth()]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

/** The `requestContext` of an event (format 1.0). */
export function requestContext(passage: Passage): { [name: string]: unknown } {
  const { request } = passage;
  return {
    resourceId: passage.resourceId,
    resourcePath: passage.resourcePath,
    httpMethod: request.method,
    extendedRequestId: request.extendedRequestId,
    requestTime: requestTime(request.receivedAt),
    path: passage.contextPath,
    accountId: passage.environment.account,
    protocol: 'HTTP/1.1',
    stage: passage.stageName,
    domainPrefix: passage.domainName.split('.')[0],
    requestTimeEpoch: request.receivedAt,
    requestId: request.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: request.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: headerValue(request, 'user-agent') ?? null,
      user: null,
    },
    domainName: passage.domainName,
    deploymentId: 'local',
    apiId: passage.apiId,
    ...passage.authorizer && { authorizer: passage.authorizer },
  };
}

/** A `$context` variable such as `identity.sourceIp`; undefined where there is none. */
export function contextVariable(passage: Passage, extra: { readonly [path: string]: string | undefined }, path: string): string | undefined {
  if (Object.hasOwn(extra, path)) {
    return extra[path];
  }
  const value = path.split('.').reduce<unknown>((at, name) => (isObject(at) ? own(at, name) : undefined), requestContext(passage));
  return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
}
