import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import { clientKey, modelKey, PUBLISHED_KEYS_KEY, type RegistryKey } from '../../../../src/contract/registry';
import { sha256 } from '../../../platform/sha256';
import { aliasedToken } from '../../lambda/token-alias';
import type { RegistryTable } from '../../storage/registry-table';
import { upstreamGrantKey } from '../../storage/upstream-grants';

/** The model of the credential that a request of this grant type presents, and its parameter. */
const PRESENTED: ReadonlyMap<unknown, readonly [model: string, parameter: string]> = new Map([
  ['authorization_code', ['AuthorizationCode', 'code']],
  ['refresh_token', ['RefreshToken', 'refresh_token']],
]);

/** A client is looked up first. What it presents is known by then, and read with it. */
export function readClientWithCredential(table: RegistryTable, clientId: string): void {
  const credential = presentedCredential(Provider.ctx?.oidc);
  if (credential !== undefined) {
    table.readAhead([clientKey(sha256(clientId)), credential]);
  }
}

interface RefreshTokenModel {
  find(value: string, options?: object): Promise<{ readonly grantId?: string } | undefined>;
}

/** A refresh needs the token's grant and then the data for re-checking the user. */
export function readGrantWithItsCheck(provider: Provider, table: RegistryTable): void {
  const model = provider.RefreshToken as unknown as RefreshTokenModel;
  const { find } = model;
  model.find = async function findToken(value, options) {
    const token = await find.call(this, value, options);
    if (token?.grantId !== undefined && Provider.ctx?.oidc.params?.grant_type === 'refresh_token') {
      table.readAhead([modelKey('Grant', sha256(token.grantId)), upstreamGrantKey(token.grantId)]);
    }
    return token;
  };
}

/** Where that is which a request presents. */
export function presentedCredential({ route, params = {} }: Partial<Pick<KoaContextWithOIDC['oidc'], 'route' | 'params'>> = {}): RegistryKey | undefined {
  switch (route) {
    case 'token': {
      const [model, parameter] = PRESENTED.get(params.grant_type) ?? [];
      return model === undefined ? undefined : keyOf(model, params[parameter!]);
    }
    case 'introspection':
    case 'revocation':
      // An access token is verified by the published keys; anything else can only be a refresh token.
      return typeof params.token === 'string' && aliasedToken(params.token) !== undefined ? PUBLISHED_KEYS_KEY : keyOf('RefreshToken', params.token);
    default:
      return undefined;
  }
}

function keyOf(model: string, id: unknown): RegistryKey | undefined {
  return typeof id === 'string' && id !== '' ? modelKey(model, sha256(id)) : undefined;
}
