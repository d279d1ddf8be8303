import { type AdapterPayload, errors } from 'oidc-provider';
import type { RegistryRecord, RegistryTable } from './registry-table';
import { modelKey, REGISTRY_SCHEMA, revokedGrantKey, type RegistryKey } from '../../../src/contract/registry';
import { sha256 } from '../../platform/sha256';

/** Parallel redemptions of one code arrive within this time. Within it the losers are refused; later ones indicate theft. */
const RACE_SECONDS = 10;
const CONSUMED_AT = 'consumedAt';
const SETTLED_AT = 'settledAt';
const WRONG_GUESSES = 'wrongGuesses';

/** A record that is settled once has been settled by another request. */
export class AlreadySettled extends Error {}

/** Everything that the library stores besides clients. An id is a credential, so only its hash is stored. */
export class ModelRecords {
  /**
   * @param clock epoch seconds
   * @param raceSeconds how long a consumed record does not appear consumed to readers
   */
  constructor(
    private readonly model: string,
    private readonly table: RegistryTable,
    private readonly revokedGrantSeconds: number,
    private readonly clock: () => number,
    private readonly raceSeconds: number = RACE_SECONDS,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn: number | undefined): Promise<void> {
    const record = { payload: withoutId(payload), ...this.expiry(expiresIn) };
    await this.table.put(this.key(id), record);
    if (payload.uid !== undefined) {
      await this.table.put(this.uidKey(payload.uid), { idHash: sha256(id), ...this.expiry(expiresIn) });
    }
  }

  /** @returns whether no unexpired record had this id */
  insert(id: string, payload: AdapterPayload, expiresIn: number): Promise<boolean> {
    return this.table.insert(this.key(id), { payload: withoutId(payload), ...this.expiry(expiresIn) });
  }

  /**
   * Changes a record for the last time.
   *
   * @throws AlreadySettled in all but one of concurrent calls
   */
  async settle(id: string, payload: AdapterPayload): Promise<void> {
    if (!await this.table.mark(this.key(id), SETTLED_AT, this.clock(), { payload: withoutId(payload) })) {
      throw new AlreadySettled(`${this.model} was settled by another request`);
    }
  }

  /** @param consumer for whom what they have consumed is not */
  async find(id: string, consumer?: string): Promise<AdapterPayload | undefined> {
    const payload = this.payload(await this.table.get(this.key(id)), consumer);
    return payload && { ...payload, jti: id };
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const pointer = await this.table.get(this.uidKey(uid));
    return pointer && this.payload(await this.table.get(modelKey(this.model, pointer.idHash as string)));
  }

  /** @throws InvalidGrant in all but one of concurrent calls */
  async consume(id: string, nonce?: string): Promise<void> {
    if (!await this.consumeOnce(id, nonce)) {
      throw new errors.InvalidGrant(`${this.model} was consumed by another request`);
    }
  }

  /** @returns whether this call has consumed it */
  consumeOnce(id: string, nonce?: string): Promise<boolean> {
    return this.table.mark(this.key(id), CONSUMED_AT, this.clock(), {}, nonce);
  }

  /** Undoes the consumption with this nonce, if that is what happened. */
  release(id: string, nonce: string): Promise<void> {
    return this.table.unmark(this.key(id), CONSUMED_AT, nonce);
  }

  async delete(id: string): Promise<void> {
    await this.table.delete(this.key(id));
  }

  /** Maximum number of wrong guesses for a value that belongs to a record. */
  async countWrongGuess(id: string, allowed: number): Promise<void> {
    const guesses = await this.table.count(this.key(id), WRONG_GUESSES);
    if (guesses !== undefined && guesses >= allowed) {
      await this.delete(id);
    }
  }

  /** Everything issued under a grant depends on the grant; access tokens, which are not looked up, need a revocation record for it. */
  async revokeGrant(grantId: string): Promise<void> {
    await this.table.put(revokedGrantKey(grantId), this.expiry(this.revokedGrantSeconds));
  }

  private key(id: string): RegistryKey {
    return modelKey(this.model, sha256(id));
  }

  private uidKey(uid: string): RegistryKey {
    return modelKey(`${this.model}Uid`, sha256(uid));
  }

  private expiry(expiresIn: number | undefined): { [name: string]: number } {
    return expiresIn === undefined ? {} : { [REGISTRY_SCHEMA.expiry]: this.clock() + expiresIn };
  }

  private payload(record: RegistryRecord | undefined, consumer?: string): AdapterPayload | undefined {
    if (record === undefined) {
      return undefined;
    }
    const consumedAt = record[CONSUMED_AT] as number | undefined;
    const isConsumers = consumer !== undefined && record[`${CONSUMED_AT}By`] === consumer;
    const isReuse = consumedAt !== undefined && !isConsumers && this.clock() - consumedAt >= this.raceSeconds;
    return { ...record.payload as AdapterPayload, ...isReuse && { consumed: consumedAt } };
  }
}

function withoutId({ jti: _jti, ...payload }: AdapterPayload): AdapterPayload {
  return payload;
}
