import { GatewayResponseType } from './gateway-responses';
import { evaluatePolicy } from './policy';
import { authorizerEvent, type OpenEvent, openEvent } from './proxy-event';
import { Invoke, lambdaOfUri } from './proxy-integration';
import { headerValue, singleValues } from './request';
import { AuthorizerContext, contextVariable, Passage } from './request-context';
import { partitionOf } from '../cloud-assembly/environment';
import { Stack } from '../cloud-assembly/stack';
import { isObject, Json } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';
import { buffered, newRequestId, readFailure } from '../functions/invocation';

type IdentitySource = (passage: Passage) => string | undefined;

/** A Lambda authorizer as its template declares it. */
export interface Authorizer {
  readonly id: string;
  readonly type: 'TOKEN' | 'REQUEST';
  readonly functionArn: string;
  readonly identitySources: readonly IdentitySource[];
  /** Seconds that a policy is reused for the same identity sources; 0 for never. */
  readonly ttl: number;
  /** What a token has to look like, else the function is not asked. */
  readonly validation?: RegExp;
}

export type AuthorizerDecision =
  | { readonly allowed: true; readonly context: AuthorizerContext }
  | {
    readonly allowed: false;
    readonly response: GatewayResponseType;
    readonly context?: AuthorizerContext;
    /** For the client, where it differs from the usual one. */
    readonly message?: string;
    /** For the terminal. */
    readonly reason?: string;
  };

const DEFAULT_TTL = 300;

function readIdentitySource(expression: string): IdentitySource {
  const [scope, ...rest] = expression.trim().split('.');
  const name = rest.slice(2).join('.');
  if (scope === 'method' && rest[1] === 'header') {
    return ({ request }) => headerValue(request, name);
  }
  if (scope === 'method' && rest[1] === 'querystring') {
    return ({ request }) => singleValues(request.query)?.[name];
  }
  if (scope === 'context') {
    return (passage) => contextVariable(passage, {}, rest.join('.'));
  }
  if (scope === 'stageVariables') {
    return ({ stageVariables }) => stageVariables[rest.join('.')];
  }
  throw new LocalError('IdentitySourceUnsupported', `the identity source ${expression} is not supported here`);
}

/** @throws LocalError AuthorizerUnsupported, IdentitySourceUnsupported */
export function readAuthorizer(stack: Stack, authorizerId: string): Authorizer {
  const [logicalId] = stack.resources('AWS::ApiGateway::Authorizer').find(([candidate]) => stack.ref(candidate) === authorizerId) ?? [];
  if (logicalId === undefined) {
    throw new LocalError('AuthorizerUnsupported', `its authorizer ${authorizerId} is not in this stack`);
  }
  const properties = stack.properties(logicalId);
  const functionArn = lambdaOfUri(properties.AuthorizerUri);
  if (functionArn === undefined || (properties.Type !== 'TOKEN' && properties.Type !== 'REQUEST')) {
    throw new LocalError('AuthorizerUnsupported', `${logicalId}: authorizers of type ${String(properties.Type)} are not emulated; TOKEN and REQUEST are`);
  }
  return {
    id: authorizerId,
    type: properties.Type,
    functionArn,
    identitySources: String(properties.IdentitySource ?? '').split(',').filter((source) => source.trim() !== '').map(readIdentitySource),
    ttl: Number(properties.AuthorizerResultTtlInSeconds ?? DEFAULT_TTL),
    validation: typeof properties.IdentityValidationExpression === 'string' ? new RegExp(`^(?:${properties.IdentityValidationExpression})$`) : undefined,
  };
}

interface Authorization {
  readonly policy: unknown;
  readonly context: AuthorizerContext;
}

function readJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** @returns undefined for an answer that API Gateway cannot use */
function readAuthorization(payload: Buffer, latency: number): Authorization | undefined {
  const answer = readJson(payload);
  if (!isObject(answer) || typeof answer.principalId !== 'string') {
    return undefined;
  }
  const context: Json = isObject(answer.context) ? answer.context : {};
  // API Gateway carries no objects or lists here.
  if (Object.values(context).some((value) => typeof value === 'object' && value !== null)) {
    return undefined;
  }
  const flat = Object.entries(context).map(([name, value]): [string, string] => [name, String(value)]);
  return { policy: answer.policyDocument, context: { ...Object.fromEntries(flat), principalId: answer.principalId, integrationLatency: String(latency) } };
}

/** Asks authorizers, and remembers what they said for as long as their template allows. */
export class Authorizers {
  private readonly cache = new Map<string, { readonly authorization: Authorization; readonly expires: number }>();

  constructor(private readonly invoke: Invoke, private readonly now: () => number = Date.now) {}

  async authorize(authorizer: Authorizer, passage: Passage, requested: () => OpenEvent = () => openEvent(passage)): Promise<AuthorizerDecision> {
    const identity = authorizer.identitySources.map((source) => source(passage));
    const [token = ''] = identity;
    if (identity.some((value) => value === undefined || value === '') || (authorizer.validation !== undefined && !authorizer.validation.test(token))) {
      return { allowed: false, response: 'UNAUTHORIZED' };
    }
    const { apiId, environment: { account, region }, stageName, request, path } = passage;
    const methodArn = `arn:${partitionOf(region).name}:execute-api:${region}:${account}:${apiId}/${stageName}/${request.method}${path}`;
    const key = authorizer.ttl > 0 ? JSON.stringify([authorizer.id, ...identity]) : undefined;
    const cached = key === undefined ? undefined : this.cache.get(key);
    if (cached !== undefined && cached.expires > this.now()) {
      return decide(cached.authorization, methodArn);
    }
    const event = authorizer.type === 'TOKEN'
      ? Buffer.from(JSON.stringify({ type: 'TOKEN', methodArn, authorizationToken: token }))
      : authorizerEvent(methodArn, requested());
    const begun = this.now();
    const requestId = newRequestId();
    const result = await buffered(await this.invoke(authorizer.functionArn, event, requestId, passage.request), requestId);
    if (result.failed) {
      return refusal(result.payload);
    }
    const authorization = readAuthorization(result.payload, this.now() - begun);
    if (authorization === undefined) {
      return { allowed: false, response: 'AUTHORIZER_CONFIGURATION_ERROR', reason: 'the authorizer returned no principalId, or a context that is not flat' };
    }
    if (key !== undefined) {
      this.cache.set(key, { authorization, expires: this.now() + authorizer.ttl * 1000 });
    }
    return decide(authorization, methodArn);
  }
}

function decide({ policy, context }: Authorization, methodArn: string): AuthorizerDecision {
  switch (evaluatePolicy(policy, methodArn)) {
    case 'allow': return { allowed: true, context };
    case 'explicit-deny': return { allowed: false, response: 'ACCESS_DENIED', context, message: 'User is not authorized to access this resource with an explicit deny' };
    case 'implicit-deny': return { allowed: false, response: 'ACCESS_DENIED', context };
    case undefined: return { allowed: false, response: 'AUTHORIZER_CONFIGURATION_ERROR', reason: 'the authorizer returned a policy that cannot be evaluated here' };
  }
}

function refusal(payload: Buffer): AuthorizerDecision {
  const { errorMessage } = readFailure(payload);
  if (errorMessage === 'Unauthorized') {
    return { allowed: false, response: 'UNAUTHORIZED' };
  }
  return { allowed: false, response: 'AUTHORIZER_FAILURE', reason: `the authorizer failed: ${errorMessage}` };
}
