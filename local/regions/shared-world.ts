import * as path from 'node:path';
import { createCredentials } from '../aws/credentials';
import type { Deployment } from '../cloud-assembly/deployment';
import type { Endpoint } from '../cloud-assembly/endpoint';
import { type FunctionInvoker, refused } from '../functions/invocation';
import type { ListedProvider } from '../people/listed-provider';
import { readUsersFile } from '../people/users-file';
import { dynamoDb } from '../services/dynamodb/service';
import { declaredSignIn } from '../services/identity-provider/declared-provider';
import { identityProviders } from '../services/identity-provider/service';
import { secretsManager } from '../services/secrets-manager/service';
import type { SharedServices } from '../services/service/shared-services';

/** What outlives each Region. */
export interface SharedWorld {
  readonly services: SharedServices;
  /** Who can sign in. */
  readonly providers: readonly ListedProvider[];
  close(): Promise<void>;
}

export interface SharedWorldOptions {
  readonly users?: string;
  readonly secretsFile: string;
}

/** Nothing runs here: a secret is rotated by a function of its Region. */
const NO_FUNCTIONS: FunctionInvoker = {
  versionOf: () => undefined,
  invoke: () => Promise.resolve(refused('ResourceNotFoundException', 'the local gateway does not rotate secrets that Regions share')),
};

/** Starts the tables and secrets that Regions share, and the identity providers, which are nobody's Region. */
export async function startSharedWorld(
  { deployment, endpoints }: { readonly deployment: Deployment; readonly endpoints: readonly Endpoint[] }, { users, secretsFile }: SharedWorldOptions,
): Promise<SharedWorld> {
  const credentials = createCredentials();
  const options = { bucketsDirectory: '', secretsFile, users: users === undefined ? undefined : readUsersFile(path.resolve(users)) };
  const start = (service: typeof dynamoDb) => service.start!(NO_FUNCTIONS, credentials, options);
  const issuers = [...new Set(endpoints.flatMap((endpoint) => declaredSignIn(endpoint).providers.map(({ issuer }) => issuer)))];
  const [people, secrets, tables] = [await start(identityProviders), await start(secretsManager), await start(dynamoDb)];
  for (const service of [people, secrets, tables]) {
    await service.deploy({ deployment, endpoints });
  }
  const listed = endpoints.flatMap(({ id }) => people.identityProviders!(id));
  return {
    services: {
      dynamoDb: tables.url!,
      secretsManager: secrets.url!,
      credentials,
      issuers: new Map(issuers.map((issuer) => [issuer, people.localize!(issuer)])),
    },
    providers: listed.filter(({ issuer }, index) => listed.findIndex((other) => other.issuer === issuer) === index),
    close: async () => {
      await Promise.all([people, secrets, tables].map((service) => service.close()));
    },
  };
}
