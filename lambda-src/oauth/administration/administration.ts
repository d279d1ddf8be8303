import type { AdministrationRequest, GrantDescription, PersonReference } from '../../../src/contract/oauth/administration';
import { clientKey } from '../../../src/contract/registry';
import type { Log } from '../../platform/log';
import { sha256 } from '../../platform/sha256';
import { endGrant, REVOKED_GRANT_SECONDS } from '../storage/end-grant';
import { ModelRecords } from '../storage/model-records';
import { type IndexedGrant, PersonGrants } from '../storage/person-grants';
import type { RegistryTable } from '../storage/registry-table';

/** Of the ids that this server issues. */
const ID = /^[\w-]{1,256}$/;
const TEXT_MAX_LENGTH = 2048;

/** Lists and ends what people have allowed clients, for whom IAM lets invoke the function. */
export class Administration {
  private readonly grants: ModelRecords;
  private readonly index: PersonGrants;

  /** @param clock epoch seconds */
  constructor(private readonly table: RegistryTable, clock: () => number, private readonly log: Log) {
    this.grants = new ModelRecords('Grant', table, REVOKED_GRANT_SECONDS, clock);
    this.index = new PersonGrants(table, clock);
  }

  /** @throws where the request is malformed, or a client cannot be revoked so */
  async answer(request: AdministrationRequest, requestId: string): Promise<object> {
    const { administration } = request;
    switch (administration) {
      case 'listGrants':
        return { grants: (await this.grantsOf(request.person)).map(described) };
      case 'revokeGrants':
        return this.revokeGrants(request, requestId);
      case 'revokeClient':
        return this.revokeClient(request.client, requestId);
      default:
        throw new Error(`there is no administration ${JSON.stringify(administration)}: listGrants, revokeGrants, revokeClient`);
    }
  }

  private async revokeGrants({ person, grant }: Extract<AdministrationRequest, { administration: 'revokeGrants' }>, requestId: string): Promise<object> {
    const found = (await this.grantsOf(person)).map(({ grantId }) => grantId).filter((id) => grant === undefined || id === grant);
    for (const id of found) {
      await endGrant(this.table, this.grants, id);
      this.log('info', 'administration', { requestId, operation: 'revokeGrants', subject: accountOf(person), revokedGrant: id });
    }
    return { revokedGrants: found };
  }

  private async revokeClient(client: unknown, requestId: string): Promise<object> {
    if (!isText(client)) {
      throw new Error('client is the client_id of a client that registered itself');
    }
    const key = clientKey(sha256(client));
    if (await this.table.get(key) === undefined) {
      throw new Error('no client of this id has registered: a declared client is removed from the app, one whose id is a URL by ClientIdMetadataDocuments');
    }
    await this.table.delete(key);
    this.log('info', 'administration', { requestId, operation: 'revokeClient', clientId: client });
    return { revokedClient: client };
  }

  /** Those that have not ended. */
  private async grantsOf(person: PersonReference): Promise<readonly IndexedGrant[]> {
    const indexed = await this.index.of(accountOf(person));
    const records = await Promise.all(indexed.map(({ grantId }) => this.grants.find(grantId)));
    return indexed.filter((_, index) => records[index] !== undefined);
  }
}

function accountOf(person: unknown): string {
  if (typeof person === 'string' && ID.test(person)) {
    return person;
  }
  const { issuer, subject } = (person ?? {}) as { readonly issuer?: unknown; readonly subject?: unknown };
  if (!isText(issuer) || !isText(subject)) {
    throw new Error('person is the subject of the log, or { "issuer": "…", "subject": "…" } as the identity provider has them');
  }
  return sha256(`${issuer}|${subject}`);
}

function described({ grantId, clientId, signedInAt, expiresAt }: IndexedGrant): GrantDescription {
  return { grant: grantId, client: clientId, signedInAt, expiresAt };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= TEXT_MAX_LENGTH;
}
