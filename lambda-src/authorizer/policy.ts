import type { AccessToken } from './access-token';
import { type AuthorizerContext, CHALLENGE_CONTEXT_KEY, encodeCaller } from '../../src/contract/authorizer/caller';

export interface AuthorizerPolicy {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly { readonly Action: string; readonly Effect: 'Allow' | 'Deny'; readonly Resource: string }[];
  };
  /** Undefined without a caller. */
  readonly context?: AuthorizerContext & { readonly [CHALLENGE_CONTEXT_KEY]?: string };
}

/** Allows this one method, for the caller that the token names, with every scope that it has. */
export function allow(token: AccessToken, scopes: readonly string[], methodArn: string): AuthorizerPolicy {
  return { principalId: token.subject, policyDocument: policyDocument('Allow', methodArn), context: callerContext(token, scopes) };
}

/** Allows anyone to see the gateway's HTML page. It names no caller, so the MCP function would refuse the request. */
export function allowPage(methodArn: string): AuthorizerPolicy {
  return { principalId: 'browser', policyDocument: policyDocument('Allow', methodArn) };
}

/** Denies this one method, with context for API Gateway's challenge. */
export function deny(token: AccessToken, challenge: string, methodArn: string): AuthorizerPolicy {
  return {
    principalId: token.subject,
    policyDocument: policyDocument('Deny', methodArn),
    context: { ...callerContext(token, token.scopes), [CHALLENGE_CONTEXT_KEY]: challenge },
  };
}

function policyDocument(effect: 'Allow' | 'Deny', methodArn: string): AuthorizerPolicy['policyDocument'] {
  return { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }] };
}

function callerContext({ subject, clientId, deniedScopes }: AccessToken, scopes: readonly string[]): AuthorizerContext {
  return encodeCaller({ subject, clientId, scopes, deniedScopes });
}
