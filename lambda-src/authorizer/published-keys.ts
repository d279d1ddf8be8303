import { type CryptoKey, importJWK } from 'jose';
import { Refusal } from './refusal';
import type { Registry } from './registry';
import { ACCESS_TOKEN_ALGORITHM } from '../../src/contract/keys';
import { PUBLISHED_KEYS_MAX_AGE_SECONDS, UNKNOWN_KEY_COOLDOWN_SECONDS } from '../../src/contract/limits';
import { PUBLISHED_KEYS_KEY, type PublishedKey } from '../../src/contract/registry';

interface VerificationKey {
  readonly notAfter: number;
  readonly key: CryptoKey;
}

/** The keys that the OAuth function has published. An outage is an error, never an empty set. */
export class PublishedKeys {
  private keys: ReadonlyMap<string, VerificationKey> = new Map();
  private readAt = -Infinity;

  constructor(private readonly registry: Registry) {}

  /** @throws Refusal where no such key is published or its time is over */
  async key(keyId: string, now: number): Promise<CryptoKey> {
    const age = now - this.readAt;
    if (age >= PUBLISHED_KEYS_MAX_AGE_SECONDS || (!this.keys.has(keyId) && age >= UNKNOWN_KEY_COOLDOWN_SECONDS)) {
      await this.read(now);
    }
    const found = this.keys.get(keyId);
    if (found === undefined) throw new Refusal('key_unknown');
    if (now >= found.notAfter) throw new Refusal('key_retired');
    return found.key;
  }

  private async read(now: number): Promise<void> {
    const [item] = await this.registry.read([PUBLISHED_KEYS_KEY]);
    const published = (item?.keys ?? []) as readonly PublishedKey[];
    this.keys = new Map(await Promise.all(published.map(async ({ kid, kty, crv, x, y, notAfter }) => {
      const key = await importJWK({ kty, crv, x, y }, ACCESS_TOKEN_ALGORITHM) as CryptoKey;
      return [kid, { notAfter, key }] as const;
    })));
    this.readAt = now;
  }
}
