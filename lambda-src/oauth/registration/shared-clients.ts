import type { AdapterPayload } from 'oidc-provider';
import { sharedMetadata } from './registration-identity';
import { UNUSED_CLIENT_SECONDS } from '../../../src/contract/limits';
import { registrationKey, REGISTRY_SCHEMA } from '../../../src/contract/registry';
import type { ClientRecords } from '../storage/client-records';
import type { RegistryTable } from '../storage/registry-table';

/** The client that a registration is answered with. */
export interface SharedClient {
  readonly clientId: string;
  readonly issuedAt?: number;
  /** Whether it already existed. */
  readonly isRepeated: boolean;
}

/**
 * Clients shared by identical registrations. The identity of a registration points at its client, whose id is random: a deleted
 * client is not found again, and its refresh tokens stay revoked.
 */
export class SharedClients {
  /** @param clock epoch seconds */
  constructor(private readonly table: RegistryTable, private readonly clients: ClientRecords, private readonly clock: () => number) {}

  /** @param clientId of the client to create if there is none */
  async register(identity: string, clientId: string, metadata: AdapterPayload): Promise<SharedClient> {
    const expiresAt = this.clock() + UNUSED_CLIENT_SECONDS;
    const pointer = await this.table.get(registrationKey(identity));
    const knownId = pointer?.clientId as string | undefined;
    const known = knownId === undefined ? undefined : await this.clients.find(knownId);
    if (knownId !== undefined && known !== undefined) {
      const lives = known.expiresAt === undefined || known.expiresAt >= expiresAt || await this.clients.extend(knownId, known, expiresAt);
      if (lives) {
        return { clientId: knownId, issuedAt: known.metadata.client_id_issued_at, isRepeated: true };
      }
    } else if (await this.make(identity, clientId, metadata, expiresAt, knownId)) {
      return { clientId, issuedAt: metadata.client_id_issued_at, isRepeated: false };
    }
    // A concurrent request was faster: its client can be read now.
    return this.register(identity, clientId, metadata);
  }

  /**
   * The client is written before the pointer: a pointer without a client counts as pointing at a deleted one.
   *
   * @param goneId the deleted client, if any, that the pointer still names
   * @returns whether no concurrent request created one
   */
  private async make(identity: string, clientId: string, metadata: AdapterPayload, expiresAt: number, goneId: string | undefined): Promise<boolean> {
    await this.clients.create(clientId, sharedMetadata(metadata), expiresAt, identity);
    const [key, pointer] = [registrationKey(identity), { clientId, [REGISTRY_SCHEMA.expiry]: expiresAt }];
    const isOurs = goneId === undefined ? await this.table.insert(key, pointer) : await this.table.replace(key, pointer, 'clientId', goneId);
    if (!isOurs) {
      await this.clients.delete(clientId);
    }
    return isOurs;
  }
}
