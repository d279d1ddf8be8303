/**
 * The caller, as the authorizer passes it to the MCP function through API Gateway. An authorizer's context holds only flat strings.
 */
export interface Caller {
  /** `sub` of the access token: the user, or the client itself under client_credentials. */
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /**
   * Scopes that were requested and denied: the user's groups do not give them, or the client may not have them. Another consent would not
   * grant them, so a call that misses no other scope passes the authorizer, and the MCP function answers it. Undefined or empty if
   * none is known, as with the tokens of an external issuer.
   */
  readonly deniedScopes?: readonly string[];
}

/** The caller where no token is required. */
export const ANONYMOUS: Caller = { subject: 'anonymous', clientId: 'anonymous', scopes: [] };

export interface AuthorizerContext {
  readonly sub: string;
  readonly client_id: string;
  readonly scope: string;
  /** Left out for none. */
  readonly denied_scope?: string;
}

/** Beside it, where a caller is refused: the whole WWW-Authenticate header that API Gateway answers with. */
export const CHALLENGE_CONTEXT_KEY = 'challenge';

export function encodeCaller(caller: Caller): AuthorizerContext {
  const { subject, clientId, scopes, deniedScopes = [] } = caller;
  return { sub: subject, client_id: clientId, scope: scopes.join(' '), ...deniedScopes.length > 0 && { denied_scope: deniedScopes.join(' ') } };
}

/** @returns undefined where no authorizer ran */
export function decodeCaller(context: { readonly [key: string]: unknown } | null | undefined): Caller | undefined {
  if (typeof context?.sub !== 'string' || typeof context.client_id !== 'string' || typeof context.scope !== 'string') {
    return undefined;
  }
  const { sub: subject, client_id: clientId, scope, denied_scope: denied } = context;
  return { subject, clientId, scopes: scopeList(scope), deniedScopes: typeof denied === 'string' ? scopeList(denied) : undefined };
}

function scopeList(scope: string): readonly string[] {
  return scope === '' ? [] : scope.split(' ');
}
