import Provider from 'oidc-provider';
import { isGone } from './introspection';
import { ACCESS_TOKEN_CLAIMS } from '../../../../src/contract/oauth/access-token';
import { aliasedToken } from '../../lambda/token-alias';
import type { IssuedToken, IssuedTokens } from '../../tokens/issued-tokens';

interface Findable {
  find(value: string): Promise<object | undefined>;
}

/** The library looks tokens up; these are signed and not stored. The claims of a token that is still valid are returned. */
export function signedAccessTokens(provider: Provider, tokens: IssuedTokens): void {
  const { AccessToken, ClientCredentials } = provider;
  const readings = new WeakMap<object, Promise<IssuedToken | undefined>>();
  // The library asks both models, in turn, for the one token of a request.
  const read = (value: string) => {
    const ctx = Provider.ctx ?? {};
    const reading = readings.get(ctx) ?? liveToken(provider, tokens, value);
    readings.set(ctx, reading);
    return reading;
  };
  findBy(AccessToken, read, tokens, (token, fields) => (
    isMachines(token) ? undefined : new AccessToken({ ...fields, accountId: token.subject, grantId: token.grantId } as never)
  ));
  findBy(ClientCredentials, read, tokens, (token, fields) => (isMachines(token) ? new ClientCredentials(fields as never) : undefined));
}

type Reader = (value: string) => Promise<IssuedToken | undefined>;

function findBy(model: unknown, read: Reader, tokens: IssuedTokens, make: (token: IssuedToken, fields: object) => object | undefined): void {
  (model as Findable).find = async (value) => {
    const issued = await read(value);
    if (issued === undefined) {
      return undefined;
    }
    const { tokenId, clientId, scope, deniedScope, jkt, issuedAt, expiresAt } = issued;
    const extra = deniedScope === undefined ? undefined : { [ACCESS_TOKEN_CLAIMS.deniedScope]: deniedScope };
    return make(issued, { jti: tokenId, clientId, scope, extra, jkt, iat: issuedAt, exp: expiresAt, aud: tokens.audience });
  };
}

async function liveToken(provider: Provider, tokens: IssuedTokens, value: string): Promise<IssuedToken | undefined> {
  const token = aliasedToken(value);
  const issued = token === undefined ? undefined : await tokens.read(token);
  return issued === undefined || await isGone(provider, issued.clientId) ? undefined : issued;
}

/** Under client_credentials the client is its own subject. */
function isMachines({ subject, clientId }: IssuedToken): boolean {
  return subject === clientId;
}
