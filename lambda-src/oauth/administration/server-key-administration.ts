import type { KeyDescription } from '../../../src/contract/oauth/administration';
import { publishedKeys, removeKey } from '../keys/published-keys';
import type { ServerKeys } from '../keys/server-keys';
import type { RegistryTable } from '../storage/registry-table';

/** Lists the keys that tokens are signed with, and removes one that has leaked. */
export class ServerKeyAdministration {
  /**
   * @param read the keys, as the signing secret has them now
   * @param clock epoch seconds
   */
  constructor(private readonly table: RegistryTable, private readonly read: () => Promise<ServerKeys>, private readonly clock: () => number) {}

  async list(): Promise<readonly KeyDescription[]> {
    const [rings, item] = await Promise.all([this.read(), publishedKeys(this.table)]);
    const known = (item?.keys ?? []).filter(({ notAfter }) => notAfter > this.clock());
    return known.map(({ kid, notAfter }) => ({ key: kid, use: useOf(kid, rings), publishedUntil: notAfter }));
  }

  /** @returns why not; undefined once it is removed */
  async remove(key: string): Promise<string | undefined> {
    const use = useOf(key, await this.read());
    if (use !== 'verifies') {
      const stage = use === 'signs' ? 'AWSCURRENT' : 'NEXT or AWSPENDING';
      return `this key ${use === 'signs' ? 'signs' : 'is to sign'}: first put another value into the signing secret (stage ${stage}), or clients would get no token`;
    }
    return await removeKey(this.table, key) ? undefined : 'no key of this id is published; listKeys has those that are';
  }
}

function useOf(kid: string, rings: ServerKeys): KeyDescription['use'] {
  const stage = rings.find(({ signing }) => signing.kid === kid)?.stage;
  return stage === 'AWSCURRENT' ? 'signs' : stage === undefined || stage === 'AWSPREVIOUS' ? 'verifies' : 'will sign';
}
