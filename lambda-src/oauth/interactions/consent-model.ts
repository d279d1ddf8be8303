import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { OFFLINE_ACCESS_SCOPE } from '../../../src/contract/scopes';
import type { ConsentClient, ConsentModel, ConsentScope } from '../pages/consent-page';
import type { FormModel } from '../pages/form';

/** The library's data about the requesting client. */
export interface AskingClient {
  readonly clientId: string;
  readonly clientName?: string;
  /** Whether its metadata comes from the document at the URL that is its id. */
  readonly isDocument: boolean;
  readonly refreshes: boolean;
}

export interface ConsentRequest {
  readonly client: AskingClient;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
}

/** The content of a consent request. */
export function consentModel(form: FormModel & Pick<ConsentModel, 'accessUrl'>, { client, redirectUri, scopes }: ConsentRequest, configuration: OAuthConfiguration): ConsentModel {
  const { signIn } = configuration;
  return {
    ...form,
    client: consentClient(client, configuration),
    redirectUri,
    scopes: [...scopes, ...client.refreshes ? [OFFLINE_ACCESS_SCOPE] : []].map((name) => consentScope(name, configuration)),
    ...signIn.length === 1 && { providerName: signIn[0].name },
  };
}

export function consentClient({ clientId, clientName, isDocument }: Omit<AskingClient, 'refreshes'>, { clients }: OAuthConfiguration): ConsentClient {
  const preRegistered = clients.find((client) => client.clientId === clientId);
  if (preRegistered !== undefined) {
    return { identity: 'administrator', name: preRegistered.name };
  }
  return isDocument ? { identity: 'metadata-document', clientId, name: clientName } : { identity: 'unverified', name: clientName };
}

export function consentScope(name: string, { scopes }: OAuthConfiguration): ConsentScope {
  return { name, description: scopes.find((scope) => scope.name === name)?.description };
}
