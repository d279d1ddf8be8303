import Provider, { type Adapter } from 'oidc-provider';
import { isDocumentClient } from '../../../../src/contract/registry';

interface ClientModel {
  readonly adapter: Adapter;
  find(id: string): Promise<object | undefined>;
}

/**
 * The library asks for the client of somebody else's token, to learn whether people have names of their own there. Nowhere here have they: no record is
 * read for that, and no document fetched, which may not be readable now.
 */
export function introspectionWithoutClients(provider: Provider): void {
  const model = provider.Client as unknown as ClientModel;
  const { find } = model;
  model.find = async function findClient(id) {
    const { route, client } = Provider.ctx?.oidc ?? {};
    return route === 'introspection' && client !== undefined ? { subjectType: 'public' } : find.call(this, id);
  };
}

/** The resource refuses tokens of deleted clients; one whose id is the URL of its document cannot be deleted. */
export async function isGone(provider: Provider, clientId: string): Promise<boolean> {
  return !isDocumentClient(clientId) && await (provider.Client as unknown as ClientModel).adapter.find(clientId) === undefined;
}
