import type { AccessToken } from './access-token';
import { Refusal } from './refusal';
import type { Registry, RegistryItem } from './registry';
import { REVOCATION_LATENCY_SECONDS } from '../../src/contract/limits';
import { clientKey, hasClientRecord, REGISTRY_SCHEMA, type RegistryKey, revokedGrantKey, revokedTokenKey } from '../../src/contract/registry';
import { BoundedMap } from '../platform/bounded-map';
import { sha256 } from '../platform/sha256';

const REMEMBERED = 10_000;

/** The form of ids that this server issues. The registry rejects keys that are too long or malformed, which would look like an outage. */
const ID = /^[\w-]{1,256}$/;

interface Reading {
  readonly readAt: number;
  readonly exists: boolean;
  readonly expiresAt: number;
}

/** Whether a token's client still exists, and neither its grant nor the token itself has been revoked. */
export class Revocation {
  private readonly readings = new BoundedMap<Reading>(REMEMBERED);

  /** @param declaredClients ids of the clients that the server declares; only a deployment can delete them */
  constructor(private readonly registry: Registry, private readonly declaredClients: readonly string[] = []) {}

  /**
   * Reads the records that a check will need.
   *
   * @param token not verified yet, so that its ids may be anything
   */
  async readAhead(token: AccessToken, now: number): Promise<void> {
    if (![token.tokenId, token.grantId ?? token.tokenId].every((id) => ID.test(id))) {
      return;
    }
    await this.refresh(Object.values(this.recordsOf(token)), now);
  }

  /** @throws Refusal */
  async check(token: AccessToken, now: number): Promise<void> {
    const records = this.recordsOf(token);
    await this.refresh(Object.values(records), now);
    const { client, revokedGrant, revokedToken } = records;
    if (client !== undefined && !this.exists(client, now)) {
      throw new Refusal('client_gone');
    }
    if (revokedGrant !== undefined && this.exists(revokedGrant, now)) {
      throw new Refusal('grant_revoked');
    }
    if (this.exists(revokedToken, now)) {
      throw new Refusal('token_revoked');
    }
  }

  private recordsOf({ clientId, tokenId, grantId }: AccessToken) {
    return {
      client: hasClientRecord(clientId, this.declaredClients) ? clientKey(sha256(clientId)) : undefined,
      revokedGrant: grantId === undefined ? undefined : revokedGrantKey(grantId),
      revokedToken: revokedTokenKey(tokenId),
    };
  }

  private async refresh(records: readonly (RegistryKey | undefined)[], now: number): Promise<void> {
    const keys = records.filter((key) => key !== undefined);
    const stale = keys.filter(({ pk }) => now - (this.readings.get(pk)?.readAt ?? -Infinity) >= REVOCATION_LATENCY_SECONDS);
    if (stale.length === 0) {
      return;
    }
    const items = await this.registry.read(stale);
    stale.forEach(({ pk }, index) => this.readings.set(pk, reading(items[index], now)));
  }

  /** TTL deletes late: an expired item counts as absent. */
  private exists({ pk }: RegistryKey, now: number): boolean {
    const found = this.readings.get(pk);
    return found !== undefined && found.exists && found.expiresAt > now;
  }
}

function reading(item: RegistryItem | undefined, readAt: number): Reading {
  const expiresAt = item?.[REGISTRY_SCHEMA.expiry];
  return { readAt, exists: item !== undefined, expiresAt: typeof expiresAt === 'number' ? expiresAt : Infinity };
}
