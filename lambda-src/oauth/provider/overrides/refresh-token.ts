import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import { expandScopes, type ScopeDefinition } from '../../../../src/contract/scopes';
import { withoutOpenIdScopes } from '../../policies/scope';
import type { RefreshTokens } from '../../tokens/refresh-tokens';

const UNAVAILABLE = 503;

/** The library gives each new refresh token a random value; a replacement gets the value derived from its predecessor. */
export function successorsOfTheirPredecessors(provider: Provider, refreshTokens: RefreshTokens): void {
  const { prototype } = provider.RefreshToken as unknown as { prototype: { generateTokenId(): string } };
  const random = prototype.generateTokenId;
  prototype.generateTokenId = function generateTokenId() {
    return refreshTokens.successorId() ?? random.call(this);
  };
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next();
    if (ctx.status === UNAVAILABLE) {
      // If this fails too, it counts as lost on its way.
      await refreshTokens.unanswered(ctx).catch(() => undefined);
    }
  });
}

interface RefreshTokenModel {
  find(value: string, options?: object): Promise<{ readonly scopes: ReadonlySet<string> } | undefined>;
}

/**
 * A refresh may name fewer scopes than were granted (RFC 6749, section 6). The library compares names; here a scope also counts as
 * granted if a granted scope contains it, and scopes that clients request from every server are ignored.
 */
export function containedScopes(provider: Provider, definitions: readonly ScopeDefinition[]): void {
  const model = provider.RefreshToken as unknown as RefreshTokenModel;
  const { find } = model;
  model.find = async function findToken(value, options) {
    const token = await find.call(this, value, options);
    const params = Provider.ctx?.oidc.params;
    if (token === undefined || params?.grant_type !== 'refresh_token' || typeof params.scope !== 'string') {
      return token;
    }
    params.scope = withoutOpenIdScopes(params.scope, definitions).join(' ') || undefined;
    return Object.defineProperty(token, 'scopes', { value: new Set(expandScopes([...token.scopes], definitions)) });
  };
}
