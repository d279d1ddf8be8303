import type { KeyDescription } from '../../../src/contract/oauth/administration';
import { publishKeys, removeKey } from '../keys/published-keys';
import type { ServerKeys } from '../keys/server-keys';
import type { RegistryTable } from '../storage/registry-table';

/** Lists the keys that tokens are signed with, and removes one that has leaked. */
export class ServerKeyAdministration {
  /**
   * @param read the keys, as the signing secret and the configuration have them now
   * @param tokenLifetime of access tokens, seconds
   * @param clock epoch seconds
   */
  constructor(
    private readonly table: RegistryTable,
    private readonly read: () => Promise<ServerKeys>,
    private readonly tokenLifetime: number,
    private readonly clock: () => number,
  ) {}

  /** Publishes them first, as the next token would: a key that signs is listed before it has signed. */
  async list(): Promise<readonly KeyDescription[]> {
    const keys = await this.read();
    const published = await publishKeys(this.table, keys.tokenKeys, this.tokenLifetime, this.clock());
    const known = published.keys.filter(({ notAfter }) => notAfter > this.clock());
    return known.map(({ kid, notAfter }) => ({ key: kid, use: useOf(kid, keys), publishedUntil: notAfter }));
  }

  /** @returns why not; undefined once it is removed */
  async remove(key: string): Promise<string | undefined> {
    const keys = await this.read();
    const use = useOf(key, keys);
    // Also where a KMS key signs: a value whose key was removed seals nothing.
    const stage = keys.rings.find(({ signing }) => signing.kid === key)?.stage ?? 'AWSPREVIOUS';
    if (stage !== 'AWSPREVIOUS') {
      const isCurrent = stage === 'AWSCURRENT';
      const does = use === 'verifies' ? 'is that of a value of the signing secret' : isCurrent ? 'signs' : 'is to sign';
      return `this key ${does}: first put another value into the signing secret (stage ${isCurrent ? 'AWSCURRENT' : 'NEXT or AWSPENDING'}), or clients would get no token`;
    }
    if (use !== 'verifies') {
      return `this key ${use === 'signs' ? 'signs' : 'is to sign'} in KMS: first deploy the server with another one (signingKey), or clients would get no token`;
    }
    return await removeKey(this.table, key) ? undefined : 'no key of this id is published; listKeys has those that are';
  }
}

function useOf(kid: string, { tokenKeys }: ServerKeys): KeyDescription['use'] {
  return tokenKeys.find(({ jwk }) => jwk.kid === kid)?.use ?? 'verifies';
}
