import Provider, { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
import { accessTokenAdapter } from './access-tokens';
import { readClientWithCredential } from './reads-ahead';
import { isDocumentClient } from '../../../../src/contract/registry';
import { sha256 } from '../../../platform/sha256';
import type { PreRegisteredClients } from '../../clients/pre-registered-clients';
import type { SharedClient, SharedClients } from '../../registration/shared-clients';
import { ClientIndex } from '../../storage/client-index';
import type { ClientRecord, ClientRecords } from '../../storage/client-records';
import { endGrant } from '../../storage/end-grant';
import { ModelRecords } from '../../storage/model-records';
import { PersonGrants } from '../../storage/person-grants';
import type { RegistryTable } from '../../storage/registry-table';
import type { UpstreamGrants } from '../../storage/upstream-grants';
import type { RefreshTokens } from '../../tokens/refresh-tokens';

/** Seconds in which the answer to an authorization request can be fetched again. */
const RESUME_SECONDS = 60;

export interface Storage {
  readonly table: RegistryTable;
  readonly clients: ClientRecords;
  readonly sharedClients: SharedClients;
  readonly preRegistered: PreRegisteredClients;
  readonly refreshTokens: RefreshTokens;
  readonly upstreamGrants: UpstreamGrants;
  /** Seconds that a revoked grant is kept: as long as its last access token may live. */
  readonly revokedGrantSeconds: number;
  /** Epoch seconds. */
  clock(): number;
  /** When the client that is being registered or managed expires unless it is used: epoch seconds, undefined for never. */
  clientExpiry(): number | undefined;
  /** The key under which the client being registered is shared; undefined if it is not. */
  sharedIdentity(metadata: AdapterPayload): string | undefined;
  /** Called with the client that the current registration is answered with. */
  answerWith(client: SharedClient): void;
  /** Called with each client record that is read. */
  read(clientId: string, record: ClientRecord): void;
}

/** The library's storage. Models of disabled features throw an error. */
export function adapterFactory(storage: Storage): AdapterFactory {
  return (model) => {
    const records = modelRecords(storage, model);
    switch (model) {
      case 'Client': return clientAdapter(storage);
      case 'RefreshToken': return storage.refreshTokens;
      case 'AccessToken':
      case 'ClientCredentials': return accessTokenAdapter(storage.table, storage.revokedGrantSeconds, storage.clock);
      case 'Interaction': return interactionAdapter(modelRecords(storage, model, RESUME_SECONDS));
      case 'Grant': return grantAdapter(records, storage);
      case 'PushedAuthorizationRequest': return pushedRequestAdapter(modelRecords(storage, model, 0));
      case 'RegistrationAccessToken': return registrationTokenAdapter(storage, records);
      default: return modelAdapter(records);
    }
  };
}

export function modelRecords({ table, revokedGrantSeconds, clock }: Storage, model: string, raceSeconds?: number): ModelRecords {
  return new ModelRecords(model, table, revokedGrantSeconds, clock, raceSeconds);
}

function modelAdapter(records: ModelRecords): Adapter {
  return {
    upsert: (id, payload, expiresIn) => records.upsert(id, payload, expiresIn),
    find: (id) => records.find(id),
    findByUid: (uid) => records.findByUid(uid),
    findByUserCode: () => unsupported('findByUserCode'),
    consume: (id) => records.consume(id),
    destroy: (id) => records.delete(id),
    async revokeByGrantId() {
      // Everything that depends on a grant ends with the grant, which the library destroys at the same time.
    },
  };
}

/**
 * A request is answered by a person once. The library destroys it before it sends the answer. A browser that did not get the answer asks again, with
 * its cookie: for a while the request can still be found.
 */
function interactionAdapter(records: ModelRecords): Adapter {
  return {
    ...modelAdapter(records),
    upsert: (id, payload, expiresIn) => payload.result === undefined ? records.upsert(id, payload, expiresIn) : records.settle(id, payload),
    async find(id: string) {
      const payload = await records.find(id);
      return payload?.consumed === undefined ? payload : undefined;
    },
    async destroy(id: string) {
      await records.consumeOnce(id);
    },
  };
}

/** The index of a person's grants names one first, so that each can be found. */
function grantAdapter(records: ModelRecords, { table, clock }: Storage): Adapter {
  const index = new PersonGrants(table, clock);
  const clients = new ClientIndex(table);
  return {
    ...modelAdapter(records),
    async upsert(grantId: string, payload: AdapterPayload, expiresIn: number) {
      await Promise.all([
        index.note(payload.accountId!, grantId, payload.clientId!, expiresIn),
        // It has no record of its own.
        ...isDocumentClient(payload.clientId!) ? [clients.note(payload.clientId!, {}, clock() + expiresIn)] : [],
      ]);
      await records.upsert(grantId, payload, expiresIn);
    },
    destroy: (grantId: string) => endGrant(table, records, grantId),
  };
}

/**
 * A repeated request revokes nothing, so the error can be returned immediately. It is consumed by the interaction that it began, whose answer a browser
 * may fetch again.
 */
function pushedRequestAdapter(records: ModelRecords): Adapter {
  return {
    ...modelAdapter(records),
    find: (id) => records.find(id, answeredInteraction()),
    async consume(id: string) {
      if (!await records.consumeOnce(id, answeredInteraction())) {
        throw new errors.InvalidRequestUri('request_uri was already used');
      }
    },
  };
}

/** The one whose answer the current request fetches, named by its hash. */
function answeredInteraction(): string | undefined {
  const uid = Provider.ctx?.oidc.entities.Interaction?.uid;
  return uid && sha256(uid);
}

function clientAdapter({ table, clients, sharedClients, preRegistered, clientExpiry, sharedIdentity, answerWith, read }: Storage): Adapter {
  return {
    async upsert(id: string, metadata: AdapterPayload) {
      if (Provider.ctx?.oidc.route === 'client_update') {
        if (!await clients.update(id, metadata)) {
          throw new errors.InvalidToken('the client has been deleted');
        }
        return;
      }
      const identity = sharedIdentity(metadata);
      if (identity === undefined) {
        await clients.create(id, metadata, clientExpiry());
      } else {
        answerWith(await sharedClients.register(identity, id, metadata));
      }
    },
    async find(id: string) {
      const known = await preRegistered.find(id);
      if (known !== undefined) {
        return known;
      }
      readClientWithCredential(table, id);
      const record = await clients.find(id);
      if (record !== undefined) {
        read(id, record);
      }
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
