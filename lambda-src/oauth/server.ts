import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { FetchHook } from './client-metadata-fetch/client-metadata-fetch';
import { configuredFetch } from './client-metadata-fetch/configured-fetch';
import type { FetchDocument } from './client-metadata-fetch/fetch-document';
import { ClientLifetime } from './clients/client-lifetime';
import { PreRegisteredClients } from './clients/pre-registered-clients';
import { serveInteractions } from './interactions/serve-interactions';
import { Cached } from './keys/cached';
import { KeyRemovals } from './keys/key-removals';
import { publishKeys, withEarlierKeys } from './keys/published-keys';
import { type KeyRing, type KeySources, readServerKeys, type ServerKeys, type SigningSecretPlace, trustedRings } from './keys/server-keys';
import type { PageSource } from './pages/page-context';
import { createProvider } from './provider/provider';
import type { ProtectedResource } from './provider/resource';
import { initialAccessTokenCheck } from './registration/initial-access-token';
import { SharedClients } from './registration/shared-clients';
import { SharedRegistration } from './registration/shared-registration';
import { type IdentityProvider, identityProviders } from './sign-in/identity-provider';
import { PersonCheck } from './sign-in/person-check';
import { ClientRecords } from './storage/client-records';
import { REVOKED_GRANT_SECONDS } from './storage/end-grant';
import { RegistryTable } from './storage/registry-table';
import { UpstreamGrants } from './storage/upstream-grants';
import { RefreshChainKeys } from './tokens/refresh-chain-keys';
import { RefreshTokens } from './tokens/refresh-tokens';
import { traceRequests } from './trace/request-trace';
import type { OAuthConfiguration } from '../../src/contract/oauth/configuration';

export interface ServerFacts {
  readonly issuer: string;
  readonly resource: ProtectedResource;
  readonly signingSecret: SigningSecretPlace;
  /** Empty for none. */
  readonly initialAccessTokenSecretArn: string;
  readonly tableName: string;
  readonly configuration: OAuthConfiguration;
  readonly pages: PageSource;
}

export interface ServerPorts extends KeySources {
  readonly dynamoDb: DynamoDBDocumentClient;
  readonly fetchDocument: FetchDocument;
  /** Epoch seconds. */
  clock(): number;
}

/** State that survives a rotation of keys: it caches its reads. */
interface Lasting {
  readonly table: RegistryTable;
  readonly providers: ReadonlyMap<string, IdentityProvider>;
  readonly preRegistered: PreRegisteredClients;
  readonly fetch: FetchHook;
  isInitialAccessToken(bearer: string): Promise<boolean>;
}

/** Everything that seals, with the current keys. */
interface Sealed {
  readonly clients: ClientRecords;
  readonly upstreamGrants: UpstreamGrants;
}

type SealingPurpose = keyof Pick<KeyRing, 'sealing' | 'upstreamSealing'>;

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The library with the current keys: a new instance whenever they have changed.
 *
 * @returns the instance that handles requests now; it throws Unavailable if there are no keys
 */
export function createServer(facts: ServerFacts, ports: ServerPorts): () => Promise<RequestListener> {
  const table = new RegistryTable(ports.dynamoDb, facts.tableName, ports.clock);
  const lasting: Lasting = {
    table,
    isInitialAccessToken: initialAccessTokenCheck(ports.readSecret, facts.initialAccessTokenSecretArn, ports.clock),
    providers: identityProviders(facts.issuer, facts.configuration, ports),
    preRegistered: new PreRegisteredClients(facts.configuration.clients, ports.readSecret, ports.clock),
    fetch: configuredFetch(facts.configuration, ports),
  };
  const removals = new KeyRemovals(table, ports.clock);
  const keys = new Cached(() => publishedServerKeys(facts, ports, table, removals), ports.clock);
  let serving: { readonly kids: string; readonly listener: RequestListener } | undefined;
  return async () => {
    const current = await removals.respected(await keys.get(), () => keys.reload());
    const kids = [...trustedRings(current).map(({ signing }) => signing.kid), ...current.tokenKeys.map(({ jwk }) => jwk.kid)].join(' ');
    if (serving?.kids !== kids) {
      const reload = (purpose: SealingPurpose) => async () => keysFor(purpose, await keys.reload());
      const sealed = {
        clients: new ClientRecords(table, keysFor('sealing', current), reload('sealing'), ports.clock),
        upstreamGrants: new UpstreamGrants(table, keysFor('upstreamSealing', current), reload('upstreamSealing'), ports.clock),
      };
      serving = { kids, listener: listener(facts, ports, lasting, sealed, current) };
    }
    return serving.listener;
  };
}

/** Keys are in use only once they are published. */
async function publishedServerKeys(
  facts: ServerFacts, ports: ServerPorts, table: RegistryTable, removals: KeyRemovals,
): Promise<ServerKeys> {
  const keys = await readServerKeys(ports, facts);
  const { keys: published, removed = [] } = await publishKeys(table, keys.tokenKeys, facts.resource.accessTokenLifetime, ports.clock());
  return removals.take(withEarlierKeys(keys, published, ports.clock()), removed);
}

function keysFor(purpose: SealingPurpose | 'refreshChain', { rings: [first, ...others] }: ServerKeys): [Buffer, ...Buffer[]] {
  return [first[purpose], ...others.map((ring) => ring[purpose])];
}

function listener(
  { issuer, resource, configuration, pages }: ServerFacts,
  { clock }: ServerPorts,
  { table, isInitialAccessToken, providers, preRegistered, fetch }: Lasting,
  { clients, upstreamGrants }: Sealed,
  keys: ServerKeys,
): RequestListener {
  const lifetime = new ClientLifetime(clients, clock);
  const sharedRegistration = new SharedRegistration();
  const hasInteractiveSignIn = configuration.signIn.length > 0;
  const provider = createProvider({
    issuer,
    resource,
    keys,
    configuration,
    pages,
    personCheck: hasInteractiveSignIn ? new PersonCheck(providers, configuration, upstreamGrants, clock) : undefined,
    fetch,
    isInitialAccessToken,
    isOperators: (ctx, clientId) => lifetime.isOperators(ctx, clientId),
    storage: {
      table,
      clients,
      sharedClients: new SharedClients(table, clients, clock),
      preRegistered,
      refreshTokens: new RefreshTokens(table, new RefreshChainKeys(keysFor('refreshChain', keys)), clock),
      upstreamGrants,
      clock,
      revokedGrantSeconds: REVOKED_GRANT_SECONDS,
      clientExpiry: () => lifetime.expiry(),
      sharedIdentity: (metadata) => sharedRegistration.identity(metadata),
      answerWith: (client) => sharedRegistration.answerWith(client),
      read: (clientId, record) => lifetime.note(clientId, record),
    },
  });
  if (hasInteractiveSignIn) {
    const cookieKeys = trustedRings(keys).map(({ cookies }) => cookies);
    serveInteractions(provider, { issuer, configuration, pages, cookieKeys, providers, table, upstreamGrants, clock });
  }
  traceRequests(provider);
  lifetime.watch(provider);
  sharedRegistration.watch(provider);
  return provider.callback();
}
