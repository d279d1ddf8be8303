import { ServerKeyAdministration } from './server-key-administration';
import type { AdministrationRequest, ClientDescription, GrantDescription } from '../../../src/contract/oauth/administration';
import { clientKey } from '../../../src/contract/registry';
import type { Log } from '../../platform/log';
import { sha256 } from '../../platform/sha256';
import { GivenAccess, type GivenGrant } from '../access/given-access';
import { KnownClients } from '../access/known-clients';
import { ClientIndex } from '../storage/client-index';
import type { RegistryTable } from '../storage/registry-table';

/** Of the ids that this server issues. */
const ID = /^[\w-]{1,256}$/;
const TEXT_MAX_LENGTH = 2048;

export { ServerKeyAdministration };

/** What was asked cannot be done; the message says why. */
export class AdministrationRefused extends Error {}

/** Lists and ends what people have allowed clients, for whom IAM lets invoke the function. */
export class Administration {
  private readonly access: GivenAccess;
  private readonly clients: KnownClients;
  private readonly index: ClientIndex;

  /**
   * @param declared the clients that the app declares
   * @param clock epoch seconds
   */
  constructor(
    private readonly table: RegistryTable,
    declared: readonly { readonly clientId: string; readonly name: string }[],
    clock: () => number,
    private readonly log: Log,
    private readonly keys: ServerKeyAdministration,
  ) {
    this.clients = new KnownClients(table, declared);
    this.access = new GivenAccess(table, this.clients, clock);
    this.index = new ClientIndex(table);
  }

  /** @throws AdministrationRefused */
  async answer(request: AdministrationRequest, requestId: string): Promise<object> {
    const { administration } = request;
    const note = (fields: object) => this.log('info', 'administration', { requestId, operation: administration, ...fields });
    switch (administration) {
      case 'listClients':
        return this.listClients(request.from);
      case 'listGrants':
        return { grants: (await this.access.of(accountOf(request.person))).map(described) };
      case 'revokeGrant':
        return this.revokeGrant(request.grant, note);
      case 'revokeGrants':
        return this.revokeGrants(request, note);
      case 'revokeClient':
        return this.revokeClient(request.client, note);
      case 'listKeys':
        return { keys: await this.keys.list() };
      case 'removeKey':
        return this.removeKey(request.key, note);
      default:
        throw new AdministrationRefused(`there is no administration ${JSON.stringify(administration)}: listClients, listGrants, revokeGrant, revokeGrants, revokeClient, listKeys, removeKey`);
    }
  }

  /** Declared clients are on the first page. */
  private async listClients(from: unknown): Promise<object> {
    if (from !== undefined && !isId(from)) {
      throw new AdministrationRefused('from is what the page before gave as next');
    }
    const { clients, next } = await this.index.page(from);
    const ids = [...from === undefined ? this.clients.declaredIds.map((clientId) => ({ clientId, registeredAt: undefined })) : [], ...clients];
    const known = await Promise.all(ids.map(async ({ clientId, registeredAt }) => {
      const client = await this.clients.find(clientId);
      return client && { client: clientId, kind: client.kind, name: client.name, registeredAt, expiresAt: client.expiresAt } satisfies ClientDescription;
    }));
    return { clients: known.filter((client) => client !== undefined), next };
  }

  private async revokeGrant(grant: unknown, note: (fields: object) => void): Promise<object> {
    const subject = isId(grant) ? await this.access.endById(grant) : undefined;
    if (subject === undefined) {
      throw new AdministrationRefused('there is no such grant, or it has ended; grant is the id that listGrants gives');
    }
    note({ subject, revokedGrant: grant });
    return { revokedGrant: grant };
  }

  private async revokeGrants({ person, grant }: Extract<AdministrationRequest, { administration: 'revokeGrants' }>, note: (fields: object) => void): Promise<object> {
    const subject = accountOf(person);
    const revokedGrants = await this.access.end(subject, grant);
    revokedGrants.forEach((revokedGrant) => note({ subject, revokedGrant }));
    return { revokedGrants };
  }

  private async revokeClient(client: unknown, note: (fields: object) => void): Promise<object> {
    if (!isText(client)) {
      throw new AdministrationRefused('client is the client_id of a client that registered itself');
    }
    if (await this.table.get(clientKey(sha256(client))) === undefined) {
      throw new AdministrationRefused('no client of this id has registered: a declared client is removed from the app, one whose id is a URL by ClientIdMetadataDocuments');
    }
    await this.index.deleteWithClient(client);
    note({ clientId: client });
    return { revokedClient: client };
  }

  private async removeKey(key: unknown, note: (fields: object) => void): Promise<object> {
    if (!isId(key)) {
      throw new AdministrationRefused('key is the kid of a key, as listKeys and /jwks have it');
    }
    const problem = await this.keys.remove(key);
    if (problem !== undefined) {
      throw new AdministrationRefused(problem);
    }
    note({ removedKey: key });
    return { removedKey: key };
  }
}

function accountOf(person: unknown): string {
  if (isId(person)) {
    return person;
  }
  const { issuer, subject } = (person ?? {}) as { readonly issuer?: unknown; readonly subject?: unknown };
  if (!isText(issuer) || !isText(subject)) {
    throw new AdministrationRefused('person is the subject of the log, or { "issuer": "…", "subject": "…" } as the identity provider has them');
  }
  return sha256(`${issuer}|${subject}`);
}

function described({ grantId, clientId, client, signedInAt, refreshedAt, expiresAt }: GivenGrant): GrantDescription {
  return { grant: grantId, client: clientId, clientName: client.name, signedInAt, refreshedAt, expiresAt };
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= TEXT_MAX_LENGTH;
}
