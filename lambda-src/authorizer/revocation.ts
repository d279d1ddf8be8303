import type { AccessToken } from './access-token';
import { BoundedMap } from './bounded-map';
import { Refusal } from './refusal';
import type { Registry, RegistryItem } from './registry';
import { REVOCATION_LATENCY_SECONDS } from '../../src/contract/limits';
import { clientKey, REGISTRY_SCHEMA, type RegistryKey, revokedGrantKey, revokedTokenKey } from '../../src/contract/registry';
import { sha256 } from '../platform/sha256';

const REMEMBERED = 10_000;

interface Reading {
  readonly readAt: number;
  readonly exists: boolean;
  readonly expiresAt: number;
}

/** Whether a token's client still exists, and neither its grant nor the token itself has been revoked. */
export class Revocation {
  private readonly readings = new BoundedMap<Reading>(REMEMBERED);

  constructor(private readonly registry: Registry) {}

  /** @throws Refusal */
  async check(token: AccessToken, now: number): Promise<void> {
    const client = clientKey(sha256(token.clientId));
    const revokedToken = revokedTokenKey(token.tokenId);
    const revokedGrant = token.grantId === undefined ? undefined : revokedGrantKey(token.grantId);
    await this.refresh([client, revokedToken, ...revokedGrant === undefined ? [] : [revokedGrant]], now);
    if (!this.exists(client, now)) throw new Refusal('client_gone');
    if (revokedGrant !== undefined && this.exists(revokedGrant, now)) throw new Refusal('grant_revoked');
    if (this.exists(revokedToken, now)) throw new Refusal('token_revoked');
  }

  private async refresh(keys: readonly RegistryKey[], now: number): Promise<void> {
    const stale = keys.filter(({ pk }) => now - (this.readings.get(pk)?.readAt ?? -Infinity) >= REVOCATION_LATENCY_SECONDS);
    if (stale.length === 0) return;
    const items = await this.registry.read(stale);
    stale.forEach(({ pk }, index) => this.readings.set(pk, reading(items[index], now)));
  }

  /** TTL deletes late: what has expired is not there. */
  private exists({ pk }: RegistryKey, now: number): boolean {
    const found = this.readings.get(pk);
    return found !== undefined && found.exists && found.expiresAt > now;
  }
}

function reading(item: RegistryItem | undefined, readAt: number): Reading {
  const expiresAt = item?.[REGISTRY_SCHEMA.expiry];
  return { readAt, exists: item !== undefined, expiresAt: typeof expiresAt === 'number' ? expiresAt : Infinity };
}
