import { Authorizers } from './authorizer';
import { GatewayResponseType } from './gateway-responses';
import { answerMock } from './mock-integration';
import { openEvent } from './proxy-event';
import { answerProxy, Invoke } from './proxy-integration';
import { Reply, replaceHeaders } from './reply';
import { GatewayRequest, headerValue } from './request';
import { Passage } from './request-context';
import { Method, RestApi } from './rest-api';
import { Router } from './routing';
import { EndpointMode } from '../cloud-assembly/endpoint';
import { later } from '../functions/later';

/** What happened to a request, for the terminal. */
export interface Handled {
  readonly reply: Reply;
  /** Undefined where no route matched. */
  readonly route?: string;
  /** The reason of a failure that the client does not get. */
  readonly reason?: string;
  /** What it asks an MCP server, where somebody has read it already. */
  readonly question?: { readonly method: string; readonly name?: string };
}

export interface GatewayOptions {
  readonly api: RestApi;
  /** Of the paths that the API answers: `/` and the stage or a segment of a domain, or the empty string. */
  readonly pathPrefix: string;
  /** Whether the prefix is a stage, which events do not have in their paths. */
  readonly mode: EndpointMode;
  /** The host names, with the port, that the endpoint answers to. */
  readonly hosts: readonly string[];
  readonly invoke: Invoke;
  readonly now?: () => number;
}

const FORBIDDEN: Reply = {
  status: 403,
  headers: [['Content-Type', 'application/json'], ['x-amzn-ErrorType', 'ForbiddenException']],
  body: Buffer.from('{"message":"Forbidden"}'),
};

/** API Gateway (REST), from the request to the reply. */
export class Gateway {
  private readonly router: Router<Method>;
  private readonly authorizers: Authorizers;

  constructor(private readonly options: GatewayOptions) {
    this.router = new Router(options.api.methods);
    this.authorizers = new Authorizers(options.invoke, options.now);
  }

  async handle(request: GatewayRequest, tooLarge: boolean): Promise<Handled> {
    const handled = await this.answer(request, tooLarge);
    const headers = replaceHeaders(handled.reply.headers, [['x-amzn-RequestId', request.requestId], ['x-amz-apigw-id', request.extendedRequestId]]);
    return { ...handled, reply: { ...handled.reply, headers } };
  }

  private async answer(request: GatewayRequest, tooLarge: boolean): Promise<Handled> {
    const host = headerValue(request, 'host') ?? '';
    const path = this.pathInApi(request.fullPath);
    // An endpoint knows its own names only, and a stage endpoint its stages only.
    const { hosts } = this.options;
    if (!hosts.includes(host.toLowerCase())) {
      return { reply: FORBIDDEN, reason: `the Host header ${host} is not one of ${hosts.join(', ')}` };
    }
    if (path === undefined) {
      return { reply: FORBIDDEN, reason: `outside ${this.options.pathPrefix}` };
    }
    const passage = this.passage(request, path, host);
    const fail = (type: GatewayResponseType, at: Passage, overrides?: { status?: number; message?: string }) =>
      this.options.api.gatewayResponses.reply(type, at, overrides);
    if (tooLarge) {
      return { reply: fail('REQUEST_TOO_LARGE', passage), reason: 'the body exceeds 10 MB' };
    }
    const match = this.router.match(request.method, path);
    if (match === undefined) {
      return { reply: fail('MISSING_AUTHENTICATION_TOKEN', passage), reason: 'no such route' };
    }

    const { method, pathParameters } = match;
    const route = method.resourcePath;
    let matched: Passage = { ...passage, pathParameters, resourcePath: method.resourcePath, resourceId: method.resourceId };
    // The authorizer's event and that of the integration have nearly all of it in common.
    const event = later(() => openEvent(matched));
    if (method.authorizer !== undefined) {
      const decision = await this.authorizers.authorize(method.authorizer, matched, event);
      matched = { ...matched, authorizer: decision.context };
      if (!decision.allowed) {
        return { reply: fail(decision.response, matched, { message: decision.message }), route, reason: decision.reason };
      }
    }
    if (method.integration.type === 'MOCK') {
      const reply = answerMock(method.integration, matched);
      return 'failure' in reply ? { reply: fail(reply.failure, matched), route, reason: reply.reason } : { reply, route };
    }
    const { binaryMediaTypes, idleTimeout } = this.options.api;
    const answer = await answerProxy(method.integration, matched, event(), binaryMediaTypes, idleTimeout, this.options.invoke);
    if ('failure' in answer) {
      return { reply: fail(answer.failure, matched, { status: answer.status }), route, reason: answer.reason };
    }
    return { reply: answer, route };
  }

  /** @returns undefined outside the API */
  private pathInApi(fullPath: string): string | undefined {
    const { pathPrefix } = this.options;
    if (fullPath === pathPrefix) {
      return '/';
    }
    return fullPath.startsWith(`${pathPrefix}/`) ? fullPath.slice(pathPrefix.length) : undefined;
  }

  private passage(request: GatewayRequest, path: string, host: string): Passage {
    const { apiId, environment, stageName, stageVariables } = this.options.api;
    const { fullPath } = request;
    const eventPath = this.options.mode === 'stage' ? path : fullPath;
    return { request, apiId, environment, stageName, stageVariables, domainName: host.replace(/:\d+$/, ''), path, eventPath, contextPath: fullPath, pathParameters: {} };
  }
}
