import type Provider from 'oidc-provider';
import type { RefreshTokens } from '../../storage/refresh-tokens';

/** The library gives each new refresh token a random value; one that replaces another gets the value that belongs to it. */
export function successorsOfTheirPredecessors(provider: Provider, refreshTokens: RefreshTokens): void {
  const { prototype } = provider.RefreshToken as unknown as { prototype: { generateTokenId(): string } };
  const random = prototype.generateTokenId;
  prototype.generateTokenId = function generateTokenId() {
    return refreshTokens.successorId() ?? random.call(this);
  };
}
