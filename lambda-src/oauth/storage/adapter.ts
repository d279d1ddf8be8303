import Provider, { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
import type { ClientRecord, ClientRecords } from './client-records';
import { ModelRecords } from './model-records';
import type { RegistryTable } from './registry-table';
import { sha256 } from '../../platform/sha256';

export interface Storage {
  readonly table: RegistryTable;
  readonly clients: ClientRecords;
  /** Seconds that a revoked grant is remembered: as long as its last access token may live. */
  readonly revokedGrantSeconds: number;
  /** Epoch seconds. */
  clock(): number;
  /** When the client that is being registered or managed is to be forgotten unless it is used: epoch seconds, undefined for never. */
  clientExpiry(): number | undefined;
  /** Told of each client record that is read. */
  read(clientId: string, record: ClientRecord): void;
}

/** The library's storage. What it never asks for, because the feature is off, is refused rather than pretended. */
export function adapterFactory(storage: Storage): AdapterFactory {
  return (model) => {
    if (model === 'Client') return clientAdapter(storage);
    const records = modelRecords(storage, model);
    return model === 'RegistrationAccessToken' ? registrationTokenAdapter(storage, records) : modelAdapter(records);
  };
}

export function modelRecords({ table, revokedGrantSeconds, clock }: Storage, model: string): ModelRecords {
  return new ModelRecords(model, table, revokedGrantSeconds, clock);
}

function modelAdapter(records: ModelRecords): Adapter {
  return {
    upsert: (id, payload, expiresIn) => records.upsert(id, payload, expiresIn),
    find: (id) => records.find(id),
    findByUid: (uid) => records.findByUid(uid),
    findByUserCode: () => unsupported('findByUserCode'),
    consume: (id) => records.consume(id),
    destroy: (id) => records.delete(id),
    revokeByGrantId: (grantId) => records.revokeGrant(grantId),
  };
}

function clientAdapter({ clients, clientExpiry, read }: Storage): Adapter {
  return {
    async upsert(id: string, metadata: AdapterPayload) {
      if (Provider.ctx?.oidc.route !== 'client_update') {
        await clients.create(id, metadata, clientExpiry());
      } else if (!await clients.update(id, metadata)) {
        throw new errors.InvalidToken('the client has been deleted');
      }
    },
    async find(id: string) {
      const record = await clients.find(id);
      if (record !== undefined) read(id, record);
      return record?.metadata;
    },
    destroy: (id) => clients.delete(id),
    findByUid: () => unsupported('findByUid'),
    findByUserCode: () => unsupported('findByUserCode'),
    consume: () => unsupported('consume'),
    revokeByGrantId: () => unsupported('revokeByGrantId'),
  };
}

function registrationTokenAdapter(storage: Storage, records: ModelRecords): Adapter {
  return {
    ...modelAdapter(records),
    async upsert(id: string, payload: AdapterPayload) {
      const expiresAt = storage.clientExpiry();
      await records.upsert(id, payload, expiresAt === undefined ? undefined : expiresAt - storage.clock());
      await storage.clients.linkRegistrationToken(payload.clientId!, sha256(id));
    },
  };
}

function unsupported(operation: string): never {
  throw new Error(`the storage has no ${operation}`);
}
