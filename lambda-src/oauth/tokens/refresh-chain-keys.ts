import { createHmac } from 'node:crypto';
import { sha256 } from '../../platform/sha256';

/**
 * The keys that derive a refresh token's successor, so that every replacement of one token gives the same successor.
 * Each replacement records its key: after a rotation of the signing secret it is derived with the original key.
 */
export class RefreshChainKeys {
  private readonly keys: ReadonlyMap<string, Buffer>;
  /** Of the key that makes new successors. */
  readonly currentId: string;

  /** @param keys the first one makes new successors */
  constructor(keys: readonly [Buffer, ...Buffer[]]) {
    this.keys = new Map(keys.map((key) => [keyId(key), key]));
    this.currentId = keyId(keys[0]);
  }

  /** @returns undefined where there is no such key, or not yet */
  successor(tokenId: string, key: string): string | undefined {
    const secret = this.keys.get(key);
    return secret && createHmac('sha256', secret).update(tokenId).digest('base64url');
  }
}

/** Says nothing about the key. */
function keyId(key: Buffer): string {
  return sha256(key.toString('base64url')).slice(0, 16);
}
