import type Provider from 'oidc-provider';
import { ACCESS_TOKEN_CLAIMS } from '../../../../src/contract/oauth/access-token';
import { aliasedToken } from '../../lambda/token-alias';
import type { IssuedToken, IssuedTokens } from '../../tokens/issued-tokens';

interface Findable {
  find(value: string): Promise<object | undefined>;
}

/** The library looks tokens up; these are signed and not stored. The claims of a token that is still valid are returned. */
export function signedAccessTokens(provider: Provider, tokens: IssuedTokens): void {
  const { AccessToken, ClientCredentials } = provider;
  findBy(AccessToken, provider, tokens, (token, fields) => (
    isMachines(token) ? undefined : new AccessToken({ ...fields, accountId: token.subject, grantId: token.grantId } as never)
  ));
  findBy(ClientCredentials, provider, tokens, (token, fields) => (isMachines(token) ? new ClientCredentials(fields as never) : undefined));
}

function findBy(model: unknown, provider: Provider, tokens: IssuedTokens, make: (token: IssuedToken, fields: object) => object | undefined): void {
  (model as Findable).find = async (value) => {
    const token = aliasedToken(value);
    const issued = token === undefined ? undefined : await tokens.read(token);
    if (issued === undefined || await isGone(provider, issued.clientId)) {
      return undefined;
    }
    const { tokenId, clientId, scope, deniedScope, jkt, issuedAt, expiresAt } = issued;
    const extra = deniedScope === undefined ? undefined : { [ACCESS_TOKEN_CLAIMS.deniedScope]: deniedScope };
    return make(issued, { jti: tokenId, clientId, scope, extra, jkt, iat: issuedAt, exp: expiresAt, aud: tokens.audience });
  };
}

/** The resource refuses tokens of deleted clients; a client identified by a metadata document (its id is a URL) cannot be deleted. */
async function isGone(provider: Provider, clientId: string): Promise<boolean> {
  return !URL.canParse(clientId) && await provider.Client.find(clientId) === undefined;
}

/** Under client_credentials the client is its own subject. */
function isMachines({ subject, clientId }: IssuedToken): boolean {
  return subject === clientId;
}
