/** Used by the library's own grants, but not passed to registered ones. Undocumented: the library's version is pinned. */
declare module 'oidc-provider/lib/helpers/validate_dpop.js' {
  import type Provider from 'oidc-provider';
  import type { KoaContextWithOIDC } from 'oidc-provider';

  export interface DpopProof {
    readonly thumbprint: string;
  }

  /** @returns undefined where the request has no proof; throws where the proof is invalid */
  export default function validateDpop(provider: Provider, ctx: KoaContextWithOIDC): Promise<DpopProof | undefined>;

  /** Throws InvalidGrant where the proof was used before. */
  export function checkDpopReplay(provider: Provider, ctx: KoaContextWithOIDC, proof: DpopProof | undefined, clientId: string): Promise<void>;
}
