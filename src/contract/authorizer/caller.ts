/**
 * Who calls, as the authorizer tells the MCP function through API Gateway. An authorizer's context holds only flat strings.
 */
export interface Caller {
  /** `sub` of the access token: the person, or the client itself under client_credentials. */
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** Who calls where nobody is asked. */
export const ANONYMOUS: Caller = { subject: 'anonymous', clientId: 'anonymous', scopes: [] };

export interface AuthorizerContext {
  readonly sub: string;
  readonly client_id: string;
  readonly scope: string;
}

/** Beside it, where a caller is refused: the whole WWW-Authenticate header that API Gateway answers with. */
export const CHALLENGE_CONTEXT_KEY = 'challenge';

export function encodeCaller(caller: Caller): AuthorizerContext {
  return { sub: caller.subject, client_id: caller.clientId, scope: caller.scopes.join(' ') };
}

/** @returns undefined where no authorizer ran */
export function decodeCaller(context: { readonly [key: string]: unknown } | null | undefined): Caller | undefined {
  if (typeof context?.sub !== 'string' || typeof context.client_id !== 'string' || typeof context.scope !== 'string') {
    return undefined;
  }
  return { subject: context.sub, clientId: context.client_id, scopes: context.scope === '' ? [] : context.scope.split(' ') };
}
