import { publishedKeys } from './published-keys';
import type { ServerKeys } from './server-keys';
import { REVOCATION_LATENCY_SECONDS } from '../../../src/contract/limits';
import { Unavailable } from '../errors/unavailable';
import type { RegistryTable } from '../storage/registry-table';

/** Which keys an administrator has removed, as the registry says it. What was read with the keys is not read again. */
export class KeyRemovals {
  private removed: readonly string[] = [];
  private readAt = -Infinity;

  /** @param clock epoch seconds */
  constructor(private readonly table: RegistryTable, private readonly clock: () => number) {}

  /**
   * The keys without those that were removed. What such a version of the signing secret has sealed, it still opens.
   *
   * @param removed as it was just read
   * @throws Unavailable where nothing is left to sign with
   */
  take({ rings: [current, ...others], tokenKeys: [signer, ...verifiers] }: ServerKeys, removed: readonly string[]): ServerKeys {
    this.removed = removed;
    this.readAt = this.clock();
    if (removed.includes(current.signing.kid)) {
      throw new Unavailable('signing_secret', new Error('its current value is that of a key that was removed; put a new value'));
    }
    if (removed.includes(signer.jwk.kid)) {
      throw new Unavailable('signing_key', new Error('the KMS key that signs is one that was removed; declare another one'));
    }
    return {
      rings: [current, ...others.map((ring) => (removed.includes(ring.signing.kid) ? { ...ring, removed: true } : ring))],
      tokenKeys: [signer, ...verifiers.filter(({ jwk }) => !removed.includes(jwk.kid))],
    };
  }

  /**
   * The keys, or others if one of them was removed since.
   *
   * @param reload reads them again
   * @throws Unavailable rather than that a removed key signs
   */
  async respected(keys: ServerKeys, reload: () => Promise<ServerKeys>): Promise<ServerKeys> {
    if (this.clock() - this.readAt >= REVOCATION_LATENCY_SECONDS) {
      await this.read();
    }
    return this.concerns(keys) ? this.take(await reload(), this.removed) : keys;
  }

  private concerns({ rings, tokenKeys }: ServerKeys): boolean {
    const known = [...rings.filter(({ removed = false }) => !removed).map(({ signing }) => signing.kid), ...tokenKeys.map(({ jwk }) => jwk.kid)];
    return known.some((kid) => this.removed.includes(kid));
  }

  /** While the registry cannot be read, no token is issued anyway. */
  private async read(): Promise<void> {
    try {
      this.removed = (await publishedKeys(this.table))?.removed ?? [];
      this.readAt = this.clock();
    } catch (error) {
      if (!(error instanceof Unavailable)) {
        throw error;
      }
    }
  }
}
