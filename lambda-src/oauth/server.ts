import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CLOCK_SKEW_SECONDS } from '../../src/contract/limits';
import { initialAccessTokenCheck } from './initial-access-token';
import { Cached } from './keys/cached';
import { publishKeys } from './keys/published-keys';
import type { SecretReader } from './keys/secret-value';
import { readServerKeys, type ServerKeys } from './keys/server-keys';
import { ClientLifetime } from './provider/client-lifetime';
import { createProvider } from './provider/provider';
import type { ProtectedResource } from './provider/resource';
import { traceRequests } from './request-trace';
import { ClientRecords } from './storage/client-records';
import { RegistryTable } from './storage/registry-table';
import { Unavailable } from './unavailable';

export interface ServerFacts {
  readonly issuer: string;
  readonly resource: ProtectedResource;
  readonly signingSecretArn: string;
  /** Empty where the whole string is the secret. */
  readonly signingSecretField: string;
  /** Empty for none. */
  readonly initialAccessTokenSecretArn: string;
  readonly tableName: string;
}

export interface ServerPorts {
  readonly dynamoDb: DynamoDBDocumentClient;
  readonly readSecret: SecretReader;
  /** Epoch seconds. */
  clock(): number;
}

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The library over the keys of the moment: a new one whenever the signing secret has changed.
 *
 * @returns what answers requests now; it throws Unavailable where there are no keys
 */
export function createServer(facts: ServerFacts, ports: ServerPorts): () => Promise<RequestListener> {
  const table = new RegistryTable(ports.dynamoDb, facts.tableName, ports.clock);
  const isInitialAccessToken = initialAccessTokenCheck(ports.readSecret, facts.initialAccessTokenSecretArn, ports.clock);
  const keys = new Cached(() => publishedServerKeys(facts, ports, table), ports.clock);
  let serving: { readonly kids: string; readonly listener: RequestListener } | undefined;
  return async () => {
    const current = await keys.get();
    const kids = current.map(({ signing }) => signing.kid).join(' ');
    if (serving?.kids !== kids) {
      serving = { kids, listener: listener(facts, ports, table, current, isInitialAccessToken) };
    }
    return serving.listener;
  };
}

/** Keys are in use only once they are published. */
async function publishedServerKeys(facts: ServerFacts, { readSecret, clock }: ServerPorts, table: RegistryTable): Promise<ServerKeys> {
  const keys = await readServerKeys(readSecret, facts.signingSecretArn, facts.signingSecretField).catch((error: unknown) => {
    throw new Unavailable('signing_secret', error);
  });
  await publishKeys(table, keys, facts.resource.accessTokenLifetime, clock());
  return keys;
}

function listener(
  { issuer, resource }: ServerFacts, { clock }: ServerPorts, table: RegistryTable, keys: ServerKeys, isInitialAccessToken: (bearer: string) => Promise<boolean>,
): RequestListener {
  const clients = new ClientRecords(table, keys.map(({ sealing }) => sealing) as [Buffer, ...Buffer[]], clock);
  const lifetime = new ClientLifetime(clients, clock);
  const provider = createProvider({
    issuer,
    resource,
    keys,
    isInitialAccessToken,
    storage: {
      table,
      clients,
      clock,
      revokedGrantSeconds: resource.accessTokenLifetime + CLOCK_SKEW_SECONDS,
      clientExpiry: () => lifetime.expiry(),
      read: (clientId, record) => lifetime.note(clientId, record),
    },
  });
  traceRequests(provider);
  lifetime.watch(provider);
  return provider.callback();
}
