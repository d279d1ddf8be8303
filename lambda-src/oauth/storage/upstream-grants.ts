import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { SealingKeys } from './client-records';
import type { RegistryTable } from './registry-table';
import { GRANT_LIFETIME_SECONDS, KEY_LAG_SECONDS } from '../../../src/contract/limits';
import { modelKey, REGISTRY_SCHEMA, type RegistryKey } from '../../../src/contract/registry';
import { open, seal } from '../../platform/sealing';
import { sha256 } from '../../platform/sha256';
import { Unavailable } from '../errors/unavailable';

/** The data from a user's identity provider for re-checking them, for one grant. */
export interface UpstreamGrant {
  /** Expiry of the grant that it belongs to, or later. */
  readonly grantId: string;
  /** The id of the provider. */
  readonly provider: string;
  /** Issuer of the refresh token: a later deployment may use the provider's id for another one. */
  readonly issuer: string;
  /** Derived from the issuer and subject of its ID tokens. */
  readonly subject: string;
  /** The scopes that the user consented to. */
  readonly consented: readonly string[];
  /** Those of them that the user may grant, as far as is known. */
  readonly scopes: readonly string[];
  readonly sealedToken: string;
  /** Epoch seconds. */
  readonly checkedAt: number;
}

export interface StoredUpstreamGrant {
  readonly upstream: UpstreamGrant;
  readonly version: number;
  /** Epoch seconds until which a request that asks the provider must have finished. */
  readonly claimedUntil?: number;
}

/** Longer than the function may run: a request that has not finished by then has failed. */
const LEASE_SECONDS = 30;
/** Together, with the writes between, what is left of the function's time after a slow answer of a provider. */
const PAUSES_MILLISECONDS = [250, 500, 1000, 2000, 4000];
/** A write that takes longer than this, with those before it, is the last one. */
const WRITING_MILLISECONDS = 8000;
const MODEL = 'UpstreamGrant';
const ID_BYTES = 32;

/** The sealed refresh tokens of identity providers. Each write depends on the version it has read, so none restores deleted data. */
export class UpstreamGrants {
  /** Answers that could not be stored. Few: whoever asks a provider has written to the table just before. */
  private readonly unsaved = new Map<string, StoredUpstreamGrant>();

  /**
   * @param sealingKeys the first one seals, all open
   * @param reloadSealingKeys for what another instance has sealed with a key that this one does not know yet
   * @param clock epoch seconds
   */
  constructor(
    private readonly table: RegistryTable,
    private readonly sealingKeys: SealingKeys,
    private readonly reloadSealingKeys: () => Promise<SealingKeys>,
    private readonly clock: () => number,
  ) {}

  /** For a grant that is to come under the id that this chooses. */
  begin(facts: Pick<UpstreamGrant, 'provider' | 'issuer' | 'subject' | 'consented' | 'scopes'>, refreshToken: string): UpstreamGrant {
    const grantId = randomBytes(ID_BYTES).toString('base64url');
    return { ...facts, grantId, sealedToken: this.sealed(refreshToken, grantId), checkedAt: this.clock() };
  }

  async put(upstream: UpstreamGrant): Promise<void> {
    await this.table.putVersion(upstreamGrantKey(upstream.grantId), { upstream, [REGISTRY_SCHEMA.expiry]: this.clock() + GRANT_LIFETIME_SECONDS }, undefined);
  }

  /** @throws Unavailable also where this instance knows better than the table, and cannot say so there */
  async find(grantId: string): Promise<StoredUpstreamGrant | undefined> {
    await Promise.all([...this.unsaved.values()].map((renewed) => this.save(renewed).catch((error: unknown) => {
      if (renewed.upstream.grantId === grantId) {
        throw error;
      }
    })));
    return await this.table.get(upstreamGrantKey(grantId)) as StoredUpstreamGrant | undefined;
  }

  /** @returns undefined where another request was faster */
  async claim(stored: StoredUpstreamGrant): Promise<StoredUpstreamGrant | undefined> {
    const claimed = { ...stored, claimedUntil: this.clock() + LEASE_SECONDS };
    return await this.replace(claimed) ? { ...claimed, version: stored.version + 1 } : undefined;
  }

  /**
   * Stores the provider's answer. It is always sealed again, with the current key. The provider may take no earlier token any more: the write is tried for
   * as long as there is time, and then whenever this instance is asked again.
   */
  async renew({ upstream, ...claimed }: StoredUpstreamGrant, refreshToken: string, scopes: readonly string[]): Promise<void> {
    const renewed = {
      ...claimed,
      upstream: { ...upstream, scopes, sealedToken: this.sealed(refreshToken, upstream.grantId), checkedAt: this.clock() },
      claimedUntil: undefined,
    };
    this.unsaved.set(upstream.grantId, renewed);
    const began = performance.now();
    for (const milliseconds of PAUSES_MILLISECONDS) {
      try {
        return await this.save(renewed);
      } catch (error) {
        if (performance.now() - began + milliseconds > WRITING_MILLISECONDS) {
          throw error;
        }
        await pause(milliseconds);
      }
    }
    await this.save(renewed);
  }

  /**
   * @returns undefined where its key has been rotated away
   * @throws Unavailable where the key may be one that this instance has yet to read
   */
  async openToken({ grantId, sealedToken, checkedAt }: UpstreamGrant): Promise<string | undefined> {
    const token = open(sealedToken, grantId, this.sealingKeys) ?? open(sealedToken, grantId, await this.reloadSealingKeys());
    if (token === undefined && this.clock() - checkedAt < KEY_LAG_SECONDS) {
      throw new Unavailable('signing_secret', new Error('the refresh token was sealed with a key that is not known here yet'));
    }
    return token;
  }

  /** Where somebody has changed the item since, what they wrote is newer, or the grant has ended. */
  private async save(renewed: StoredUpstreamGrant): Promise<void> {
    await this.replace(renewed);
    this.unsaved.delete(renewed.upstream.grantId);
  }

  private replace(stored: StoredUpstreamGrant): Promise<boolean> {
    return this.table.putVersion(upstreamGrantKey(stored.upstream.grantId), { ...stored }, stored.version);
  }

  private sealed(refreshToken: string, grantId: string): string {
    return seal(refreshToken, grantId, this.sealingKeys[0]);
  }
}

export function upstreamGrantKey(grantId: string): RegistryKey {
  return modelKey(MODEL, sha256(grantId));
}
