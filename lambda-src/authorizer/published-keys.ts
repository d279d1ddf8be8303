import { createPublicKey, type KeyObject } from 'node:crypto';
import { Refusal } from './refusal';
import type { Registry } from './registry';
import { REVOCATION_LATENCY_SECONDS } from '../../src/contract/limits';
import { PUBLISHED_KEYS_KEY, type PublishedKey } from '../../src/contract/registry';

interface ReadKey {
  readonly notAfter: number;
  readonly key: KeyObject;
}

/** How long an unknown key is believed to be none: one that was published since is found by the first token of it, and made-up ones cost few readings. */
const UNKNOWN_SECONDS = 5;

/**
 * The keys that the OAuth function has published. A key that leaked is gone as soon as a grant that was revoked. An outage is an error, never an
 * empty set.
 */
export class PublishedKeys {
  private keys: ReadonlyMap<string, ReadKey> = new Map();
  private readAt = -Infinity;

  constructor(private readonly registry: Registry) {}

  /** Whether the next request for any key reads them again. */
  areStale(now: number): boolean {
    return now - this.readAt >= REVOCATION_LATENCY_SECONDS;
  }

  /** @throws Refusal if no such key is published or it has expired */
  async key(keyId: string, now: number): Promise<KeyObject> {
    if (this.areStale(now) || (!this.keys.has(keyId) && now - this.readAt >= UNKNOWN_SECONDS)) {
      await this.read(now);
    }
    const found = this.keys.get(keyId);
    if (found === undefined) {
      throw new Refusal('key_unknown');
    }
    if (now >= found.notAfter) {
      throw new Refusal('key_retired');
    }
    return found.key;
  }

  private async read(now: number): Promise<void> {
    const [item] = await this.registry.read([PUBLISHED_KEYS_KEY]);
    const published = (item?.keys ?? []) as readonly PublishedKey[];
    this.keys = new Map(published.map(({ kid, kty, crv, x, y, notAfter }) => [
      kid, { notAfter, key: createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }) },
    ]));
    this.readAt = now;
  }
}
