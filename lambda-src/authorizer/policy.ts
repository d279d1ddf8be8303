import type { AccessToken } from './access-token';
import { type AuthorizerContext, CHALLENGE_CONTEXT_KEY, encodeCaller } from '../../src/contract/authorizer/caller';

export interface AuthorizerPolicy {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly { readonly Action: string; readonly Effect: 'Allow' | 'Deny'; readonly Resource: string }[];
  };
  /** Left out where nobody is named. */
  readonly context?: AuthorizerContext & { readonly [CHALLENGE_CONTEXT_KEY]?: string };
}

/** Allows this one method, for the caller that the token names, with every scope that it has. */
export function allow(token: AccessToken, scopes: readonly string[], methodArn: string): AuthorizerPolicy {
  return { principalId: token.subject, policyDocument: policyDocument('Allow', methodArn), context: callerContext(token, scopes) };
}

/** Lets anybody see the page that the gateway has for people. It names no caller: the MCP function would refuse whoever came with it. */
export function allowPage(methodArn: string): AuthorizerPolicy {
  return { principalId: 'browser', policyDocument: policyDocument('Allow', methodArn) };
}

/** Refuses this one method, and has API Gateway say what would help. */
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
