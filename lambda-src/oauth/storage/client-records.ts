import type { AdapterPayload } from 'oidc-provider';
import { ClientIndex } from './client-index';
import type { RegistryTable } from './registry-table';
import { IDLE_CLIENT_SECONDS } from '../../../src/contract/limits';
import { clientEntryKey, clientKey, modelKey, registrationKey, REGISTRY_SCHEMA } from '../../../src/contract/registry';
import { isSealedBy, open, seal } from '../../platform/sealing';
import { sha256 } from '../../platform/sha256';

/** The expiry of a used client is extended at most once in this time: one write a day, not one per token. */
const RENEWAL_SECONDS = 24 * 3600;

export type SealingKeys = readonly [Buffer, ...Buffer[]];

export interface ClientRecord {
  readonly metadata: AdapterPayload;
  /** Epoch seconds; undefined for a client that never expires. */
  readonly expiresAt?: number;
  readonly registrationTokenHash?: string;
  /** For a client shared by identical registrations: the key under which it is found. */
  readonly registrationIdentity?: string;
}

/**
 * Registered clients: `metadata` as the library stores it, with the secret sealed separately. A client registered
 * without a credential expires unless it is used.
 */
export class ClientRecords {
  private readonly index: ClientIndex;

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
  ) {
    this.index = new ClientIndex(table);
  }

  async find(clientId: string): Promise<ClientRecord | undefined> {
    const item = await this.table.get(clientKey(sha256(clientId)));
    if (item === undefined) {
      return undefined;
    }
    const metadata = { ...item.metadata as AdapterPayload };
    if (typeof item.sealedSecret === 'string') {
      const secret = await this.openSecret(clientId, item.sealedSecret);
      // Its key has been rotated away: the client can no longer authenticate.
      if (secret === undefined) {
        return undefined;
      }
      metadata.client_secret = secret;
    }
    return {
      metadata,
      expiresAt: item[REGISTRY_SCHEMA.expiry] as number | undefined,
      registrationTokenHash: item.registrationTokenHash as string | undefined,
      registrationIdentity: item.registrationIdentity as string | undefined,
    };
  }

  /** @throws where the id is taken */
  async create(clientId: string, metadata: AdapterPayload, expiresAt: number | undefined, registrationIdentity?: string): Promise<void> {
    const record = {
      ...this.sealed(clientId, metadata),
      ...expiresAt !== undefined && { [REGISTRY_SCHEMA.expiry]: expiresAt },
      ...registrationIdentity !== undefined && { registrationIdentity },
    };
    // First, so that no client is without.
    await this.index.note(clientId, { registeredAt: this.clock() }, expiresAt);
    if (!await this.table.insert(clientKey(sha256(clientId)), record)) {
      throw new Error('a client with this id exists');
    }
  }

  /** @returns false where the client is gone: an update never brings a deleted client back */
  update(clientId: string, metadata: AdapterPayload): Promise<boolean> {
    return this.table.update(clientKey(sha256(clientId)), { sealedSecret: undefined, ...this.sealed(clientId, metadata) });
  }

  async delete(clientId: string): Promise<void> {
    await this.index.deleteWithClient(clientId);
  }

  /** Keeps the registration access token valid exactly as long as its client. */
  async linkRegistrationToken(clientId: string, tokenHash: string): Promise<void> {
    await this.table.update(clientKey(sha256(clientId)), { registrationTokenHash: tokenHash });
  }

  /** Extends the life of a client in use. */
  async keep(clientId: string, record: ClientRecord): Promise<void> {
    const renewed = this.clock() + IDLE_CLIENT_SECONDS;
    if (record.expiresAt !== undefined && record.expiresAt <= renewed - RENEWAL_SECONDS) {
      await this.extend(clientId, record, renewed);
    }
  }

  /**
   * Extends a client and the records that refer to it: those first, so that they never expire before the client.
   *
   * @returns false where the client is gone, or others have extended its life beyond this
   */
  async extend(clientId: string, { registrationTokenHash, registrationIdentity }: ClientRecord, expiresAt: number): Promise<boolean> {
    const leading = [
      clientEntryKey(sha256(clientId)),
      ...registrationTokenHash === undefined ? [] : [modelKey('RegistrationAccessToken', registrationTokenHash)],
      ...registrationIdentity === undefined ? [] : [registrationKey(registrationIdentity)],
    ];
    await Promise.all(leading.map((key) => this.table.extend(key, expiresAt)));
    return this.table.extend(clientKey(sha256(clientId)), expiresAt);
  }

  private sealed(clientId: string, { client_secret: secret, ...metadata }: AdapterPayload): { [name: string]: unknown } {
    return { metadata, ...secret !== undefined && { sealedSecret: seal(secret, clientId, this.sealingKeys[0]) } };
  }

  /** A secret that an older key has sealed is sealed again, so that it outlives that key. */
  private async openSecret(clientId: string, sealedSecret: string): Promise<string | undefined> {
    const secret = open(sealedSecret, clientId, this.sealingKeys);
    if (secret === undefined) {
      return open(sealedSecret, clientId, await this.reloadSealingKeys());
    }
    if (!isSealedBy(sealedSecret, this.sealingKeys[0])) {
      await this.table.update(clientKey(sha256(clientId)), { sealedSecret: seal(secret, clientId, this.sealingKeys[0]) });
    }
    return secret;
  }
}
