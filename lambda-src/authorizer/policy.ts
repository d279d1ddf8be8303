import type { AccessToken } from './access-token';
import { type AuthorizerContext, encodeCaller } from '../../src/contract/caller';

export interface AllowPolicy {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly { readonly Action: string; readonly Effect: 'Allow'; readonly Resource: string }[];
  };
  readonly context: AuthorizerContext;
}

/** Allows this one method, for the caller that the token names. */
export function allow(token: AccessToken, methodArn: string): AllowPolicy {
  return {
    principalId: token.subject,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: methodArn }],
    },
    context: encodeCaller(token),
  };
}
