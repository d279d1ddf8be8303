import { type ClaimNames, claimsOf } from './claims';
import { jsonReply, type Reply } from './reply';
import type { State } from './state';

/** @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfo */
export function userinfo(authorization: string | undefined, state: State, names: ClaimNames): Reply {
  const [, token] = /^Bearer ([A-Za-z0-9_-]+)$/i.exec(authorization ?? '') ?? [];
  const grant = state.accessTokens.get(token);
  if (grant === undefined) {
    return jsonReply({ error: 'invalid_token' }, 401, { 'www-authenticate': `Bearer${token === undefined ? '' : ' error="invalid_token"'}` });
  }
  return jsonReply({ sub: grant.user.sub, ...claimsOf(grant.user, grant.scopes, names) });
}
