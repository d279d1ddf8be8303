import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { ACCESS_TOKEN_CLAIMS } from '../../../src/contract/oauth/access-token';
import { ACCESS_TOKEN_ALGORITHM, ACCESS_TOKEN_TYPE } from '../../../src/contract/oauth/keys';
import { PUBLISHED_KEYS_KEY, type PublishedKeysItem, revokedTokenKey } from '../../../src/contract/registry';
import type { RegistryTable } from '../storage/registry-table';

export interface IssuedToken {
  readonly tokenId: string;
  readonly subject: string;
  readonly clientId: string;
  readonly scope: string;
  readonly deniedScope?: string;
  readonly grantId?: string;
  readonly jkt?: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Access tokens that this server has signed, verified with the keys that the resource verifies them with. */
export class IssuedTokens {
  /** @param clock epoch seconds */
  constructor(
    private readonly table: RegistryTable,
    private readonly issuer: string,
    readonly audience: string,
    private readonly clock: () => number,
  ) {}

  /** @returns undefined if it is not a valid access token of this server */
  async read(token: string): Promise<IssuedToken | undefined> {
    const item = await this.table.get(PUBLISHED_KEYS_KEY) as PublishedKeysItem | undefined;
    const claims = await this.verified(token, item);
    if (claims === undefined || await this.table.get(revokedTokenKey(claims.jti!)) !== undefined) {
      return undefined;
    }
    return {
      tokenId: claims.jti!,
      subject: claims.sub!,
      clientId: claims.client_id as string,
      scope: claims.scope as string,
      deniedScope: claims[ACCESS_TOKEN_CLAIMS.deniedScope] as string | undefined,
      grantId: claims[ACCESS_TOKEN_CLAIMS.grantId] as string | undefined,
      jkt: (claims.cnf as { readonly jkt?: string } | undefined)?.jkt,
      issuedAt: claims.iat!,
      expiresAt: claims.exp!,
    };
  }

  private async verified(token: string, item: PublishedKeysItem | undefined): Promise<JWTPayload | undefined> {
    const now = this.clock();
    const keys = (item?.keys ?? []).filter(({ notAfter }) => notAfter > now).map(({ notAfter: _notAfter, ...key }) => key);
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet({ keys }), {
        algorithms: [ACCESS_TOKEN_ALGORITHM],
        typ: ACCESS_TOKEN_TYPE,
        issuer: this.issuer,
        audience: this.audience,
        requiredClaims: ['client_id', 'exp', 'iat', 'jti', 'sub'],
        currentDate: new Date(now * 1000),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        return undefined;
      }
      throw error;
    }
  }
}
