// The library as its documentation sets it up: on its own Koa server, with an adapter on the document client. With BENCH_STORAGE=memory it stores nothing
// outside of its process, which is what the library itself costs.
import { createHash, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider';

const TableName = process.env.REGISTRY_TABLE_NAME;
const RESOURCE = 'https://mcp.example.com/mcp';
const SCOPE = 'mcp';
const REDIRECT_URI = 'http://127.0.0.1:33418/';
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });

class DynamoDbAdapter implements Adapter {
  constructor(private readonly model: string) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const expiresAt = expiresIn === undefined ? undefined : Math.floor(Date.now() / 1000) + expiresIn;
    await documents.send(new PutCommand({ TableName, Item: { ...this.key(id), payload, expiresAt } }));
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const { Item } = await documents.send(new GetCommand({ TableName, Key: this.key(id), ConsistentRead: true }));
    return Item && (Item.expiresAt === undefined || Item.expiresAt > Date.now() / 1000) ? Item.payload as AdapterPayload : undefined;
  }

  async consume(id: string): Promise<void> {
    await documents.send(new UpdateCommand({
      TableName,
      Key: this.key(id),
      UpdateExpression: 'SET payload.#consumed = :now',
      ExpressionAttributeNames: { '#consumed': 'consumed' },
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': Math.floor(Date.now() / 1000) },
    }));
  }

  async destroy(id: string): Promise<void> {
    await documents.send(new DeleteCommand({ TableName, Key: this.key(id) }));
  }

  // Nothing measured needs the others.
  findByUid = async (): Promise<undefined> => undefined;
  findByUserCode = async (): Promise<undefined> => undefined;
  revokeByGrantId = async (): Promise<void> => undefined;

  private key(id: string) {
    return { pk: `${this.model}:${id}`, sk: this.model };
  }
}

const kept = new Map<string, AdapterPayload>();

class MemoryAdapter implements Adapter {
  constructor(private readonly model: string) {}

  async upsert(id: string, payload: AdapterPayload): Promise<void> {
    kept.set(this.key(id), { ...payload });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = kept.get(this.key(id));
    return payload && { ...payload };
  }

  async consume(id: string): Promise<void> {
    kept.get(this.key(id))!.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    kept.delete(this.key(id));
  }

  findByUid = async (): Promise<undefined> => undefined;
  findByUserCode = async (): Promise<undefined> => undefined;
  revokeByGrantId = async (): Promise<void> => undefined;

  private key(id: string): string {
    return `${this.model}:${id}`;
  }
}

const StorageAdapter = process.env.BENCH_STORAGE === 'memory' ? MemoryAdapter : DynamoDbAdapter;

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const provider = new Provider('http://127.0.0.1', {
  adapter: StorageAdapter,
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'bench', alg: 'ES256', use: 'sig' }] },
  cookies: { keys: ['bench'] },
  findAccount: async (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
  scopes: [SCOPE],
  clientDefaults: { application_type: 'native', id_token_signed_response_alg: 'ES256' },
  pkce: { required: () => true },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    // As ours: tokens that the resource verifies itself, which are not stored.
    resourceIndicators: {
      enabled: true,
      defaultResource: async () => RESOURCE,
      useGrantedResource: async () => true,
      getResourceServerInfo: async () => ({ scope: SCOPE, audience: RESOURCE, accessTokenTTL: 3600, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
    },
  },
});
provider.on('server_error', (_ctx, error) => console.error(error));
const server = provider.listen(0, '127.0.0.1');
await once(server, 'listening');

const clients = new StorageAdapter('Client');
const [application, machine] = [randomUUID(), randomUUID()];
const secret = randomBytes(24).toString('base64url');
await clients.upsert(application, {
  client_id: application, redirect_uris: [REDIRECT_URI], grant_types: ['authorization_code', 'refresh_token'], token_endpoint_auth_method: 'none',
} as AdapterPayload);
await clients.upsert(machine, {
  client_id: machine, client_secret: secret, redirect_uris: [], response_types: [], grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic',
} as unknown as AdapterPayload);

async function granted() {
  const client = (await provider.Client.find(application))!;
  const grant = new provider.Grant({ accountId: 'ada', clientId: application });
  grant.addResourceScope(RESOURCE, SCOPE);
  return { client, accountId: 'ada', grantId: await grant.save(), scope: SCOPE, resource: RESOURCE };
}

const verifier = randomBytes(32).toString('base64url');

const FORMS: { [kind: string]: () => Promise<{ [field: string]: string }> } = {
  code: async () => ({
    grant_type: 'authorization_code',
    client_id: application,
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
    code: await new provider.AuthorizationCode({
      ...await granted(),
      redirectUri: REDIRECT_URI,
      codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
      codeChallengeMethod: 'S256',
      gty: 'authorization_code',
    } as never).save(),
  }),
  refresh: async () => ({
    grant_type: 'refresh_token',
    client_id: application,
    refresh_token: await new provider.RefreshToken({ ...await granted(), gty: 'authorization_code', rotations: 0, iiat: Math.floor(Date.now() / 1000) } as never).save(),
  }),
  machine: async () => ({ grant_type: 'client_credentials' }),
};

const authorization = `Basic ${Buffer.from(`${machine}:${secret}`).toString('base64')}`;

/** The runner asks for requests, and for this process's time. */
process.on('message', async ({ kind, count }: { kind: string; count: number }) => {
  if (kind === 'cpu') {
    process.send!(process.cpuUsage());
    return;
  }
  const requests = [];
  for (let i = 0; i < count; i += 1) {
    requests.push({ form: String(new URLSearchParams(await FORMS[kind]())), headers: kind === 'machine' ? { authorization } : {} });
  }
  process.send!(requests);
});
process.on('disconnect', () => process.exit(0));
process.send!({ port: (server.address() as AddressInfo).port });
