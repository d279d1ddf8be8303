import { createHash } from 'node:crypto';
import { authenticatedClient, type Clients } from './clients';
import type { IdTokens } from './id-token';
import { OAuthError } from './oauth-error';
import { type Parameters, uniqueParameters } from './parameters';
import { jsonReply, type Reply } from './reply';
import { ACCESS_TOKEN_SECONDS, type Grant, type State } from './state';
import type { User } from '../../people/users';

/** Where clients ask for `offline_access`, as most providers; or always, as Cognito. */
export type RefreshTokenPolicy = 'offline_access' | 'always';

export interface TokenContext {
  readonly issuer: string;
  readonly users: readonly User[];
  readonly clients: Clients;
  readonly refreshTokens: RefreshTokenPolicy;
  readonly state: State;
  readonly idTokens: IdTokens;
  readonly now: number;
}

export interface TokenRequest {
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** @see https://openid.net/specs/openid-connect-core-1_0.html#TokenEndpoint */
export async function exchange({ contentType, authorization, body }: TokenRequest, context: TokenContext): Promise<Reply> {
  try {
    if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? '')) {
      throw new OAuthError('invalid_request', 'the body must be form-encoded');
    }
    const parameters = uniqueParameters(new URLSearchParams(body));
    const clientId = authenticatedClient(context.clients, authorization, parameters);
    return jsonReply(await tokens(parameters, clientId, context));
  } catch (error) {
    if (!(error instanceof OAuthError)) {
      throw error;
    }
    const challenge: Reply['headers'] = error.status === 401 && authorization !== undefined ? { 'www-authenticate': 'Basic realm="local"' } : {};
    return jsonReply({ error: error.code, error_description: error.description }, error.status, challenge);
  }
}

function tokens(parameters: Parameters, clientId: string, context: TokenContext): Promise<object> {
  if (parameters.grant_type === 'authorization_code') {
    return redeem(parameters, clientId, context);
  }
  if (parameters.grant_type === 'refresh_token') {
    return refresh(parameters, clientId, context);
  }
  throw new OAuthError('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token');
}

async function redeem(parameters: Parameters, clientId: string, context: TokenContext): Promise<object> {
  const { state, refreshTokens } = context;
  const code = state.codes.get(parameters.code);
  if (code === undefined || code.grant.clientId !== clientId) {
    throw new OAuthError('invalid_grant', 'the code is unknown, expired or another client\'s');
  }
  if (code.redeemed !== undefined) {
    state.accessTokens.delete(code.redeemed.accessToken);
    state.refreshTokens.delete(code.redeemed.refreshToken);
    throw new OAuthError('invalid_grant', 'the code was used before');
  }
  if (code.redirectUri !== parameters.redirect_uri) {
    throw new OAuthError('invalid_grant', 'redirect_uri is not the one of the authorization request');
  }
  if (code.codeChallenge !== createHash('sha256').update(parameters.code_verifier ?? '').digest('base64url')) {
    throw new OAuthError('invalid_grant', 'code_verifier does not fit code_challenge');
  }
  const accessToken = state.accessTokens.add(code.grant);
  const refreshToken = refreshTokens === 'always' || code.grant.scopes.includes('offline_access') ? state.refreshTokens.add(code.grant) : undefined;
  code.redeemed = { accessToken, refreshToken };
  return { ...await answer(code.grant, accessToken, context), ...refreshToken !== undefined && { refresh_token: refreshToken } };
}

async function refresh(parameters: Parameters, clientId: string, context: TokenContext): Promise<object> {
  const grant = context.state.refreshTokens.get(parameters.refresh_token);
  const user = context.users.find(({ sub }) => sub === grant?.user.sub);
  if (grant === undefined || grant.clientId !== clientId) {
    throw new OAuthError('invalid_grant', 'the refresh token is unknown, expired or another client\'s');
  }
  if (user === undefined) {
    throw new OAuthError('invalid_grant', 'the user is locked out or gone');
  }
  // As the user is by now. A nonce belongs to the authorization request (OpenID Connect Core, section 12.2).
  return answer({ ...grant, user, nonce: undefined }, context.state.accessTokens.add(grant), context);
}

async function answer(grant: Grant, accessToken: string, { issuer, idTokens, now }: TokenContext): Promise<object> {
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_SECONDS,
    scope: grant.scopes.join(' '),
    id_token: await idTokens.sign(issuer, grant, accessToken, now),
  };
}
