import type { AccessToken } from './access-token';
import { type AuthorizerContext, CHALLENGE_CONTEXT_KEY, encodeCaller } from '../../src/contract/authorizer/caller';

type Effect = 'Allow' | 'Deny';

export interface AuthorizerPolicy {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly { readonly Action: string; readonly Effect: Effect; readonly Resource: string }[];
  };
  readonly context: AuthorizerContext & { readonly [CHALLENGE_CONTEXT_KEY]?: string };
}

/** Allows this one method, for the caller that the token names, with every scope that it has. */
export function allow(token: AccessToken, scopes: readonly string[], methodArn: string): AuthorizerPolicy {
  return policy('Allow', token, scopes, methodArn);
}

/** Refuses this one method, and has API Gateway say what would help. */
export function deny(token: AccessToken, challenge: string, methodArn: string): AuthorizerPolicy {
  const denied = policy('Deny', token, token.scopes, methodArn);
  return { ...denied, context: { ...denied.context, [CHALLENGE_CONTEXT_KEY]: challenge } };
}

function policy(effect: Effect, { subject, clientId, deniedScopes }: AccessToken, scopes: readonly string[], methodArn: string): AuthorizerPolicy {
  return {
    principalId: subject,
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: methodArn }] },
    context: encodeCaller({ subject, clientId, scopes, deniedScopes }),
  };
}
