import type Provider from 'oidc-provider';
import { equalInConstantTime } from '../../../platform/sha256';

interface Comparing {
  readonly clientId: string;
  compareClientSecret(given: string): boolean | Promise<boolean>;
}

/**
 * A declared client's secret may have been rotated since it was read: one that does not match is compared once more with the current value.
 *
 * @param reloadSecret the secret of a declared client, undefined for any other
 */
export function rotatedClientSecrets(provider: Provider, reloadSecret: (clientId: string) => Promise<string | undefined>): void {
  const { prototype } = provider.Client as unknown as { prototype: Comparing };
  const compare = prototype.compareClientSecret;
  prototype.compareClientSecret = async function compareClientSecret(given) {
    if (await compare.call(this, given)) {
      return true;
    }
    const renewed = await reloadSecret(this.clientId);
    return renewed !== undefined && equalInConstantTime(given, renewed);
  };
}
